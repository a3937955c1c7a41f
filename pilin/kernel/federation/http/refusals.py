"""What the listener answers when it does not take a frame: a status, and one JSON shape for all."""

from aiohttp import web

from pilin.base.refusal import Code, Remedy


class HttpRefusal(Code):
    """Why a request was not taken, or the listener did not start."""

    REQUEST_IS_NOT_HTTP = "request_is_not_http", Remedy.FIX_AND_RESEND
    CERTIFICATE_IS_NOT_PINNED = "certificate_is_not_pinned", Remedy.FIX_AND_RESEND
    PATH_IS_UNKNOWN = "path_is_unknown", Remedy.FIX_AND_RESEND
    METHOD_IS_NOT_POST = "method_is_not_post", Remedy.FIX_AND_RESEND
    BODY_IS_NOT_PLAIN_BYTES = "body_is_not_plain_bytes", Remedy.FIX_AND_RESEND
    BODY_IS_TOO_LARGE = "body_is_too_large", Remedy.FIX_AND_RESEND
    BODY_CAME_TOO_SLOWLY = "body_came_too_slowly", Remedy.RETRY_LATER
    FRAME_WAS_NOT_TAKEN = "frame_was_not_taken", Remedy.RETRY_LATER
    WRITER_IS_BUSY = "writer_is_busy", Remedy.RETRY_LATER
    LISTENER_IS_STOPPING = "listener_is_stopping", Remedy.RETRY_LATER
    ADDRESS_CANNOT_BE_BOUND = "address_cannot_be_bound", Remedy.FIX_AND_RESEND


_STATUS: dict[Code, int] = {
    HttpRefusal.REQUEST_IS_NOT_HTTP: 400,
    HttpRefusal.CERTIFICATE_IS_NOT_PINNED: 403,
    HttpRefusal.PATH_IS_UNKNOWN: 404,
    HttpRefusal.METHOD_IS_NOT_POST: 405,
    HttpRefusal.BODY_CAME_TOO_SLOWLY: 408,
    HttpRefusal.BODY_IS_TOO_LARGE: 413,
    HttpRefusal.BODY_IS_NOT_PLAIN_BYTES: 415,
}
_UNAVAILABLE = 503


def answer(code: Code) -> web.Response:
    """Return a refusal as a response: {"code", "remedy", "sentence_key"}; 503 where the same request may work later."""
    told = {"code": code.value, "remedy": code.remedy.value, "sentence_key": f"refusals.{code.value}"}
    headers = {"Allow": "POST"} if code is HttpRefusal.METHOD_IS_NOT_POST else None
    return web.json_response(told, status=_STATUS.get(code, _UNAVAILABLE), headers=headers)
