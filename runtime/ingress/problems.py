"""Errors as problem+json (RFC 9457): `{type, title, status, detail, code}`, and `errors` for fields."""

from __future__ import annotations

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


def problem(
    status: int, detail: str, code: str, headers: dict[str, str] | None = None, **more: Any
) -> JSONResponse:
    """One problem as a response."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
    }
    return JSONResponse({**body, **more}, status, headers, media_type="application/problem+json")


def add_problems(app: FastAPI) -> None:
    """Answer every error as a problem; a traceback goes to the log alone."""
    app.add_exception_handler(RuntimeFault, _fault)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


async def _fault(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RuntimeFault)
    status = next((status for kind, status in STATUSES if isinstance(error, kind)), 500)
    if status == 500:
        return await _unexpected(_request, error)
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    if isinstance(error, TooMany):
        headers["Retry-After"] = str(error.seconds)
    return problem(status, str(error), error.code, headers)


async def _invalid(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    faults = [{"field": _field(fault["loc"]), "message": _sentence(fault)} for fault in error.errors()]
    if any(fault["type"] == "json_invalid" for fault in error.errors()):
        return problem(400, "The body is not JSON.", "not_json")
    detail = "; ".join(
        f"{fault['field']}: {fault['message']}" if fault["field"] else fault["message"] for fault in faults
    )
    return problem(422, detail, "invalid_request", errors=faults)


def _field(location: Sequence[str | int]) -> str:
    return ".".join(str(part) for part in location if part not in ("body", "query", "path"))


def _sentence(fault: dict[str, Any]) -> str:
    words = {"missing": "is missing", "extra_forbidden": "is not a field of this request"}
    return words.get(fault["type"], str(fault["msg"]).removeprefix("Value error, "))


async def _http(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    words = {404: "There is nothing here.", 405: "This address doesn't answer to that method."}
    return problem(
        error.status_code, words.get(error.status_code, str(error.detail)), "http", dict(error.headers or {})
    )


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return problem(500, "Something went wrong here; it was written to the log.", "unexpected")
