"""What cannot be served, as one JSON shape with a plain sentence, whatever went wrong."""

from collections.abc import Mapping
from datetime import timedelta

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

from bot.programs.access import Refusal
from bot.programs.typed_filters import Missing
from retrieval.errors import BadInput, CounterpointError, StorageError

_SOON = timedelta(seconds=5)
BUSY = Refusal(503, "busy", "Too many programs ask at once: come again in a few seconds.", _SOON)
SLOW = Refusal(503, "slow", "That takes too long now: come again in a few seconds.", _SOON)
DEFECT = Refusal(500, "defect", "That failed, and the fault is ours. Whoever runs this bot finds it in the log.")
TOO_LONG = Refusal(413, "too_long", "The body is too long for a question.")
NO_JSON = Refusal(415, "no_json", "Send one JSON object, with content-type: application/json.")
_OF_STATUS: Mapping[int, tuple[str, str]] = {
    404: ("not_found", "There is nothing at this address. What there is stands in /api/v1/openapi.json."),
    405: ("method", "This address is not asked that way. How it is asked stands in /api/v1/openapi.json."),
}


def problem(refusal: Refusal) -> JSONResponse:
    headers = {}
    if refusal.wait:
        headers["retry-after"] = f"{max(1, round(refusal.wait.total_seconds()))}"
    if refusal.status == 401:
        headers["www-authenticate"] = "Bearer"
    return JSONResponse({"error": refusal.code, "sentence": refusal.sentence}, refusal.status, headers)


def refusal_of(error: CounterpointError) -> Refusal:
    """What is said of an error; of a fault of ours nothing that only the admin should read."""
    if isinstance(error, Missing):
        return Refusal(404, "not_found", str(error))
    if isinstance(error, BadInput):
        return Refusal(422, "unclear", str(error))
    if isinstance(error, StorageError):
        return Refusal(503, "storage", "Nothing can be stored or read now: come again in a few seconds.", _SOON)
    return DEFECT


async def unroutable(_: Request, error: Exception) -> JSONResponse:
    """An address that there is not, or a method that it does not take."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    code, sentence = _OF_STATUS.get(status, (DEFECT.code, DEFECT.sentence))
    answer = problem(Refusal(status, code, sentence))
    answer.headers.update(getattr(error, "headers", None) or {})
    return answer
