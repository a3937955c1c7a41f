"""Why a message, a file or a caller is not taken. Facts name the place and the limit, never what stood there."""

from pilin.base.refusal import Code, Remedy


class NhsaRefusal(Code):
    """Why what a hospital sent does not read. `path` says where: `data.psn_no`, `feedetail[3].cnt`."""

    MESSAGE_IS_TOO_LARGE = "message_is_too_large", Remedy.FIX_AND_RESEND
    MESSAGE_IS_NOT_JSON = "message_is_not_json", Remedy.FIX_AND_RESEND
    TRANSACTION_IS_UNKNOWN = "transaction_is_unknown", Remedy.FINAL
    NODE_IS_MISSING = "node_is_missing", Remedy.FIX_AND_RESEND
    NODE_HAS_ANOTHER_SHAPE = "node_has_another_shape", Remedy.FIX_AND_RESEND
    NODE_HAS_TOO_MANY_ROWS = "node_has_too_many_rows", Remedy.FIX_AND_RESEND
    FIELD_IS_MISSING = "field_is_missing", Remedy.FIX_AND_RESEND
    FIELD_IS_TOO_LONG = "field_is_too_long", Remedy.FIX_AND_RESEND
    FIELD_IS_OF_ANOTHER_TYPE = "field_is_of_another_type", Remedy.FIX_AND_RESEND
    FIELD_HAS_TOO_MANY_PLACES = "field_has_too_many_places", Remedy.FIX_AND_RESEND
    FIELD_IS_TOO_LARGE = "field_is_too_large", Remedy.FIX_AND_RESEND
    FIELD_IS_NOT_ON_THE_LIST = "field_is_not_on_the_list", Remedy.FIX_AND_RESEND
    IDENTITY_DOES_NOT_HOLD = "identity_does_not_hold", Remedy.FIX_AND_RESEND


class FileRefusal(Code):
    """Why a file of the detailed reconciliation is not taken. `where` of a finding is the number of its line."""

    FILE_IS_NO_ARCHIVE = "file_is_no_archive", Remedy.FIX_AND_RESEND
    FILE_SWELLS_TOO_MUCH = "file_swells_too_much", Remedy.FIX_AND_RESEND
    FILE_IS_NO_PLAIN_TEXT = "file_is_no_plain_text", Remedy.FIX_AND_RESEND
    LINE_HAS_OTHER_COLUMNS = "line_has_other_columns", Remedy.FIX_AND_RESEND
    CELL_DOES_NOT_READ = "cell_does_not_read", Remedy.FIX_AND_RESEND
    SETTLEMENT_STANDS_TWICE = "settlement_stands_twice", Remedy.FIX_AND_RESEND


class CallerRefusal(Code):
    """Why a caller is not let in."""

    CALL_LACKS_ITS_HEADERS = "call_lacks_its_headers", Remedy.FIX_AND_RESEND
    CALL_IS_OUT_OF_TIME = "call_is_out_of_time", Remedy.FIX_AND_RESEND
    CALLER_IS_UNKNOWN = "caller_is_unknown", Remedy.FINAL
    CALL_IS_NOT_SIGNED_SO = "call_is_not_signed_so", Remedy.FIX_AND_RESEND
    CALL_CAME_BEFORE = "call_came_before", Remedy.FIX_AND_RESEND
    CALLER_SPEAKS_FOR_ANOTHER = "caller_speaks_for_another", Remedy.FINAL
