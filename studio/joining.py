"""Invitations and new passwords: a one-time link shows a form, and sending the form uses the link up."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Literal, NamedTuple

from fastapi import APIRouter, Request
from starlette.responses import Response

from runtime.errors import LinkSpent, TooMany, WeakPassword
from studio.errors import FormExpired, PasswordsDiffer
from studio.forms import fields_of
from studio.plain import form_page, plain_page
from studio.services.sessions import Sessions
from studio.signing import before_of, browser_of, let_in, status_of

RULES = (
    "At least 12 characters, and not one of those that everybody tries first: three or four words that don't "
    "belong together are good."
)


class _Words(NamedTuple):
    title: str
    sentence: str
    button: str
    spent: str


Kind = Literal["invite", "reset"]
_WAYS: Mapping[str, tuple[Kind, _Words]] = {
    "/join": (
        "invite",
        _Words(
            "Welcome",
            "You were invited to the studio. Choose a password, and you are in.",
            "Join",
            "This invitation can't be used",
        ),
    ),
    "/reset": (
        "reset",
        _Words(
            "A new password",
            "Choose a new password. You are signed out everywhere else then.",
            "Change it and sign in",
            "This link can't be used",
        ),
    ),
}


def joining_routes(sessions: Sessions) -> APIRouter:
    """`/join` and `/reset`, each with a link's `token`."""
    router = APIRouter(include_in_schema=False)
    for path in _WAYS:
        _add(router, sessions, path)
    return router


def _add(router: APIRouter, sessions: Sessions, path: str) -> None:
    kind, words = _WAYS[path]

    async def form(request: Request, token: str, error: Exception | None = None) -> Response:
        try:
            name = await sessions.link_for(kind, token)
        except LinkSpent as spent:
            return plain_page(401, words.spent, str(spent), link=("/sign-in", "Sign in"))
        return form_page(
            request, "password.html", words.title, sentence=words.sentence, button=words.button, action=path,
            token=token, name=name, rules=RULES, problem=error and str(error),
            status=status_of(error) if error else HTTPStatus.OK,
        )  # fmt: skip

    @router.get(path)
    async def show(request: Request, token: str = "") -> Response:
        return await form(request, token)

    @router.post(path)
    async def accept(request: Request) -> Response:
        token = str((await request.form()).get("token", ""))
        try:
            fields = await fields_of(request)
            if fields.get("password") != fields.get("again"):
                raise PasswordsDiffer
            cookie = await sessions.accept(
                kind, token, fields.get("password", ""), before_of(request), browser_of(request)
            )
        except (FormExpired, PasswordsDiffer, WeakPassword, LinkSpent, TooMany) as error:
            return await form(request, token, error)
        return let_in(request, cookie)
