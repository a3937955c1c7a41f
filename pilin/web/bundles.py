"""Handing out the sealed bundle of a subject: the same as `pilin export`, spooled line by line, and logged."""

import re
import tempfile

from django.http import FileResponse, Http404
from django.views.decorators.http import require_POST

from pilin.kernel.federation import actions as federation
from pilin.kernel.organisations.rules import Right
from pilin.web import hiding, logbook
from pilin.web.access import PageRequest, needs

MEMORY_BYTES_MAX = 2**20
"""Up to here a bundle lies in memory while it is made; what is larger lies in a file without a name."""
_NAME_MAX = 80


@require_POST
@needs(Right.READ)
def download(request: PageRequest) -> FileResponse:
    """Hand out the sealed bundle of a subject as a file. The contents of detached parts never go with it."""
    subject = request.POST.get("subject", "")
    if hiding.is_subject_hidden(subject, request.visitor.onlooker):
        raise Http404
    lines = federation.sealed(subject, at=request.at)  # what is wrong with the evidence is raised here
    spool = tempfile.SpooledTemporaryFile(max_size=MEMORY_BYTES_MAX)  # noqa: SIM115 - the response closes it
    spool.writelines(lines)
    size = spool.tell()
    spool.seek(0)
    logbook.note(request, logbook.Event.EVIDENCE_DOWNLOADED, at=request.at, subject=subject)
    response = FileResponse(spool, as_attachment=True, filename=file_name(subject), content_type="application/x-ndjson")
    response.headers["Content-Length"] = str(size)
    return response


def file_name(subject: str) -> str:
    """Return the name of a bundle's file: letters, digits, points and hyphens, whatever the subject says."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", subject).strip("-")[:_NAME_MAX]
    return f"pilin-{plain or 'evidence'}.bundle"
