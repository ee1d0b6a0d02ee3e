"""Forms without script: a hidden field in each shows that it comes from a page of ours in this very browser.

The field is an HMAC of a random cookie of the browser's and of its session, so that it is worth nothing in another
browser, nor after signing in or out. Beside it stands the gate's check of where a request comes from.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from studio import cookies
from studio.errors import FormExpired

FIELD = "form_token"
"""The name of the hidden field."""
KEPT_SECONDS = 365 * 24 * 3600


def prepare(connection: HTTPConnection, secret: str) -> str | None:
    """Note the token of this browser's forms in the request; the value of a cookie that it has yet to be given."""
    known = cookies.read(connection, cookies.FORM)
    browser = known or secrets.token_urlsafe(32)
    session = cookies.read(connection, cookies.SESSION) or ""
    token = hmac.digest(secret.encode(), f"form\0{browser}\0{session}".encode(), "sha256").hex()
    connection.scope.setdefault("state", {})["form_token"] = token
    return None if known else browser


def introduce(connection: HTTPConnection, response: Response, browser: str) -> None:
    """Give a browser the cookie that `prepare` made up for it."""
    cookies.put(connection, response, cookies.FORM, browser, KEPT_SECONDS)


def form_token(request: Request) -> str:
    """What belongs into the hidden field `FIELD` of a form on the page that answers this request."""
    token: str = request.state.form_token
    return token


def check_form(request: Request, form: Mapping[str, object]) -> None:
    """Raises FormExpired unless the form comes from a page that this browser was shown, as who it still is."""
    given = form.get(FIELD)
    # compare_digest takes no text beyond ASCII, which anybody may send.
    if not (isinstance(given, str) and hmac.compare_digest(given.encode(), form_token(request).encode())):
        raise FormExpired


async def fields_of(request: Request) -> dict[str, str]:
    """The texts of a form that was sent, checked by `check_form`; files are left out. Raises FormExpired."""
    fields = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    check_form(request, fields)
    return fields
