"""Errors as problem+json (RFC 9457): `{type, title, status, detail, code}`, and `errors` for fields."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from runtime.errors import BadToken, Conflict, KeyNeeded, NotAllowed, NotFound, Refused, RuntimeFault, TooMany

log = logging.getLogger(__name__)

STATUSES: Sequence[tuple[type[RuntimeFault], int]] = (
    (NotFound, 404),
    (Refused, 422),
    (Conflict, 409),
    (KeyNeeded, 401),
    (BadToken, 401),
    (NotAllowed, 403),
    (TooMany, 429),
)


NOT_JSON = "The body is not JSON."
NO_OBJECT = ("missing", "model_type", "model_attributes_type", "dict_type")
WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is not a field of this request",
    "too_short": "has nothing in it",
    "string_too_short": "is empty",
}
HTTP_WORDS = {
    400: (NOT_JSON, "not_json"),
    404: ("There is nothing here.", "not_found"),
    405: ("This address doesn't answer to that method.", "method_not_allowed"),
}
SURPRISE = "Something went wrong here; it was written to the log."


class Problem(JSONResponse):
    """A response of type problem+json."""

    media_type = "application/problem+json"

    def render(self, content: Any) -> bytes:
        """Half a surrogate pair of the caller's is given back as the escape it came as."""
        return json.dumps(content, ensure_ascii=False).encode("utf-8", "backslashreplace")


def problem(
    status: int, detail: str, code: str, headers: dict[str, str] | None = None, **more: Any
) -> Problem:
    """One problem as a response."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
    }
    return Problem({**body, **more}, status, headers)


def fault(error: RuntimeFault) -> Problem:
    """An error of ours as a response; one that no caller can act on says only that it happened."""
    status = _status(error)
    if status == 500:
        return problem(500, SURPRISE, "unexpected")
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    if isinstance(error, TooMany):
        headers["Retry-After"] = str(error.seconds)
    return problem(status, str(error), error.code, headers)


def _status(error: RuntimeFault) -> int:
    return next((status for kind, status in STATUSES if isinstance(error, kind)), 500)


def add_problems(app: FastAPI) -> None:
    """Answer every error as a problem; a traceback goes to the log alone."""
    app.add_exception_handler(RuntimeFault, _fault)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


async def _fault(request: Request, error: Exception) -> Problem:
    assert isinstance(error, RuntimeFault)
    return await _unexpected(request, error) if _status(error) == 500 else fault(error)


async def _invalid(_request: Request, error: Exception) -> Problem:
    assert isinstance(error, RequestValidationError)
    faults = [{"field": _field(fault["loc"]), "message": _sentence(fault)} for fault in error.errors()]
    if any(fault["type"] == "json_invalid" for fault in error.errors()):
        return problem(400, NOT_JSON, "not_json")
    detail = "; ".join(
        f"{fault['field']}: {fault['message']}" if fault["field"] else fault["message"] for fault in faults
    )
    return problem(422, detail, "invalid_request", errors=faults)


def _field(location: Sequence[str | int]) -> str:
    return ".".join(str(part) for part in location if part not in ("body", "query", "path"))


def _sentence(fault: dict[str, Any]) -> str:
    if fault["loc"] == ("body",) and fault["type"] in NO_OBJECT:
        return "Send a JSON object, as Content-Type: application/json."
    return WORDS.get(fault["type"], str(fault["msg"]).removeprefix("Value error, "))


async def _http(_request: Request, error: Exception) -> Problem:
    """What Starlette and FastAPI raise; their 400 is a body that couldn't be parsed."""
    assert isinstance(error, HTTPException)
    detail, code = HTTP_WORDS.get(error.status_code, (str(error.detail), "http"))
    return problem(error.status_code, detail, code, dict(error.headers or {}))


async def _unexpected(request: Request, error: Exception) -> Problem:
    log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return problem(500, SURPRISE, "unexpected")
