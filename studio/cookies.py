"""The studio's cookies: their names and flags, which follow from how the browser reached us.

Over https a name begins with `__Host-`: no other host, not even a subdomain, and no page without TLS can then set it.
"""

from __future__ import annotations

from typing import Literal

from starlette.requests import HTTPConnection
from starlette.responses import Response

Purpose = Literal["converse_session", "converse_form", "converse_oidc"]
SESSION: Purpose = "converse_session"
FORM: Purpose = "converse_form"
OIDC: Purpose = "converse_oidc"


def is_https(connection: HTTPConnection) -> bool:
    """Whether the browser came by TLS, as the gate has found out."""
    return connection.scope.get("scheme") in ("https", "wss")


def name_of(connection: HTTPConnection, purpose: Purpose) -> str:
    """What this browser calls the cookie."""
    return f"__Host-{purpose}" if is_https(connection) else purpose


def read(connection: HTTPConnection, purpose: Purpose) -> str | None:
    """What the browser sent; anything can stand there."""
    return connection.cookies.get(name_of(connection, purpose)) or None


def put(connection: HTTPConnection, response: Response, purpose: Purpose, value: str, seconds: int) -> None:
    """Have the browser keep a cookie for so long. No script sees it; no other site's request carries it.

    Lax, not strict: whoever follows a link from their mail to a flow is signed in there.
    """
    response.set_cookie(
        name_of(connection, purpose), value, max_age=seconds, path="/", secure=is_https(connection),
        httponly=True, samesite="lax",
    )  # fmt: skip


def drop(connection: HTTPConnection, response: Response, purpose: Purpose) -> None:
    """Have the browser forget it."""
    response.delete_cookie(
        name_of(connection, purpose), path="/", secure=is_https(connection), httponly=True, samesite="lax"
    )
