"""Signing in by a one-time link, and out."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from runtime.errors import SignInNeeded
from studio import cookies
from studio.plain import plain_page
from studio.services.sessions import LASTS_SECONDS, Sessions

HOW = (
    "You need a sign-in link. Whoever runs this installation makes one with `converse signin-link`; "
    "it works once, within 15 minutes."
)
REASONS = {
    "ended": "Your session has ended: you signed out elsewhere, or it was a week old.",
    "out": "You are signed out.",
}


def signing_routes(sessions: Sessions) -> APIRouter:
    """`GET /sign-in`, with a link's token or without, and `POST /sign-out`."""
    router = APIRouter(include_in_schema=False)

    @router.get("/sign-in")
    async def sign_in(request: Request, token: str = "", why: str = "") -> Response:
        before = cookies.read(request, cookies.SESSION)
        if token:
            return await _use(sessions, request, token, before)
        return _way_in(REASONS.get(why))

    @router.post("/sign-out")
    async def sign_out(request: Request) -> Response:
        if cookie := cookies.read(request, cookies.SESSION):
            await sessions.end(cookie)
        response = RedirectResponse("/sign-in?why=out", HTTPStatus.SEE_OTHER)
        cookies.drop(request, response, cookies.SESSION)
        return response

    return router


async def _use(sessions: Sessions, request: Request, token: str, before: str | None) -> Response:
    try:
        cookie = await sessions.begin(token, before)
    except SignInNeeded as error:
        if await _is_signed_in(
            sessions, before
        ):  # the link was opened twice, in the browser that it signed in
            return RedirectResponse("/", HTTPStatus.SEE_OTHER)
        return plain_page(401, "This link doesn't sign in", str(error))
    response = RedirectResponse("/", HTTPStatus.SEE_OTHER)
    cookies.put(request, response, cookies.SESSION, cookie, LASTS_SECONDS)
    return response


async def _is_signed_in(sessions: Sessions, cookie: str | None) -> bool:
    try:
        await sessions.actor(cookie)
    except SignInNeeded:
        return False
    return True


def _way_in(reason: str | None) -> HTMLResponse:
    return plain_page(200, "Sign in", *filter(None, (reason, HOW)))
