"""Pages without script, for people who aren't signed in or went astray: nothing of NiceGUI is built for them."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from starlette.requests import Request
from starlette.responses import HTMLResponse

from studio.forms import FIELD, form_token
from studio.letters import LETTERS

_TEMPLATES = Environment(loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True)
_TEMPLATES.globals["letters"] = LETTERS
_POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


def plain_page(status: int, title: str, *paragraphs: str, **more: Any) -> HTMLResponse:
    """A page of a title and paragraphs, `like this` as code; `link=(address, words)` adds a way on."""
    return _page("plain.html", status, title=title, paragraphs=paragraphs, **more)


def form_page(
    request: Request, template: str, title: str, *, status: int = HTTPStatus.OK, **more: Any
) -> HTMLResponse:
    """A page with a form that goes with this browser, see `studio.forms`; `more` is what its template wants."""
    return _page(template, status, title=title, form_field=FIELD, form_token=form_token(request), **more)


def _page(template: str, status: int, **values: Any) -> HTMLResponse:
    text = _TEMPLATES.get_template(template).render(values)
    return HTMLResponse(text, status, {"Content-Security-Policy": _POLICY, "Cache-Control": "no-store"})


def not_found(what: str = "There is no such page.") -> HTMLResponse:
    """The page for an address that leads nowhere."""
    return plain_page(404, "Nothing here", what, link=("/", "All flows"))


def refused(why: str) -> HTMLResponse:
    """The page for what somebody may know of and not do."""
    return plain_page(
        403, "Not with your role", why, "An admin can give you another one.", link=("/", "All flows")
    )


def failed() -> HTMLResponse:
    """The page for what should not have happened; its cause is in the log."""
    return plain_page(
        500,
        "Something went wrong",
        "It was written to the log. Try again in a moment.",
        link=("/", "All flows"),
    )
