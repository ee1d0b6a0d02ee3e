"""Changing one's password: a plain form, since only an answer over HTTP can give the browser its new cookie."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from runtime.errors import TooMany, WeakPassword, WrongPassword
from runtime.users.actor import Actor
from studio import cookies
from studio.errors import FormExpired, PasswordsDiffer
from studio.forms import fields_of
from studio.plain import plain_page
from studio.services.account import Account
from studio.services.sessions import LASTS_SECONDS

DONE = "/account?done=password"
REFUSED = (FormExpired, PasswordsDiffer, TooMany, WeakPassword, WrongPassword)


def account_routes(account: Account) -> APIRouter:
    """`POST /account/password` with the fields `old`, `new`, and `again` as `new`.

    It gives a new cookie, and all other sessions end.
    """
    router = APIRouter(include_in_schema=False)

    @router.post("/account/password")
    async def password(request: Request) -> Response:
        actor, cookie = request.state.actor, request.state.cookie
        assert isinstance(actor, Actor)
        try:
            fields = await fields_of(request)
            if fields.get("new") != fields.get("again"):
                raise PasswordsDiffer
            renewed = await account.change_password(actor, cookie, fields.get("old"), fields.get("new", ""))
        except REFUSED as error:
            return plain_page(
                HTTPStatus.BAD_REQUEST, "Your password is as it was", str(error),
                link=("/account", "Back to your account"),
            )  # fmt: skip
        response = RedirectResponse(DONE, HTTPStatus.SEE_OTHER)
        cookies.put(request, response, cookies.SESSION, renewed, LASTS_SECONDS)
        return response

    return router
