"""Files on their way: 9101 takes one, 9102 hands one out (as octets, not as JSON, where it succeeds)."""

from typing import Annotated

from pilin.wire.nhsa.fields import C30, C200, Named, Octets, Time, node
from pilin.wire.nhsa.transactions import Shape, Transaction

FILE_BYTES_MAX = 4 * 1024 * 1024


@node
class Upload:
    """Input of 9101; `in` is an array of integers or base64."""

    content: Annotated[bytes, Octets(FILE_BYTES_MAX), Named("in")]
    filename: C200
    fixmedins_code: C30


@node
class Uploaded:
    """Output of 9101; the name of the node is inferred."""

    file_qury_no: C30
    filename: C200 = ""
    fixmedins_code: C30 = ""
    dld_endtime: Time | None = None


@node
class Download:
    """Input of 9102."""

    file_qury_no: C30
    filename: C200
    fixmedins_code: C30


@node
class Downloaded:
    """What 9102 answers where a gateway wants JSON all the same: the octets of the archive [U]."""

    content: Annotated[bytes, Octets(FILE_BYTES_MAX), Named("in")]


UPLOAD = Transaction("9101", Shape(Upload, "fsUploadIn", "data"), Shape(Uploaded, "fsUploadOut", "data"))
DOWNLOAD = Transaction("9102", Shape(Download, "fsDownloadIn", "data"), Shape(Downloaded, "fsDownloadOut", "data"))
TRANSACTIONS = (UPLOAD, DOWNLOAD)
