"""The gate: who is let in, by which name, from which page."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, nullcontext
from typing import Any
from urllib.parse import urljoin

import httpx
import nicegui
import pytest
from fastapi import FastAPI
from nicegui import Client
from nicegui.testing import User
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from runtime.settings import StudioSection
from runtime.store import joining
from runtime.store.session import Database
from studio.addresses import way_in
from studio.cookies import SESSION
from studio.gate import Gate
from studio.letters import LETTERS
from studio.pages import PAGES
from studio.services import Services
from studio.signing import signing_routes
from tests.studio import stage
from tests.studio.conftest import ADDRESS
from tests.studio.plain_forms import HTML, look, send

ROUTES = [re.sub(r"\{\w+\}", "payment_collection", page.path) for page in PAGES]
FILES = [
    "/flows/survey/picture.svg",
    "/flows/survey/thumbnail.svg",
    "/flows/survey/draft.yaml",
    "/flows/survey/versions/1.yaml",
    "/no/such/page",
]


@pytest.mark.parametrize("path", [*ROUTES, *FILES])
async def test_whoever_is_not_signed_in_is_shown_the_way_in(stranger: User, path: str) -> None:
    answer = await stranger.http_client.get(path, headers=HTML)
    assert (answer.status_code, answer.headers["location"]) == (303, way_in(path))
    assert not Client.instances  # nothing was built for them


@pytest.mark.parametrize(
    "path", ["/_nicegui_ws/socket.io/?EIO=4&transport=polling", "/flows/survey/draft.yaml"]
)
async def test_programs_are_told_in_words(stranger: User, path: str) -> None:
    answer = await stranger.http_client.get(path)
    assert answer.status_code == 401
    assert "converse signin-link" in answer.text


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8080", 200), ("localhost", 200), ("[::1]:8080", 200), ("studio.example", 200),
        ("evil.example", 400), ("[::1", 400), ("", 400), ("127.0.0.1.evil.example", 400),
    ],
)  # fmt: skip
async def test_only_our_own_names_are_answered(stranger: User, host: str, status: int) -> None:
    assert (await stranger.http_client.get("/healthz", headers={"host": host})).status_code == status


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:9999"])
async def test_other_pages_change_nothing(user: User, origin: str) -> None:
    refused = await user.http_client.post("/sign-out", headers={"origin": origin})
    assert refused.status_code == 403
    assert (await user.http_client.get("/", headers=HTML)).status_code == 200


@pytest.mark.parametrize("origin", [None, "http://evil.example", ADDRESS])
async def test_sockets_are_for_our_own_pages_with_a_session(
    services: Services, database: Database, origin: str | None
) -> None:
    """A browser opens sockets to anybody and sends its cookies along: no middleware of HTTP's sees them."""
    cookie = await database.write(lambda session: stage.sign_in(session, "viewer"))
    for sent, let_in in ((cookie, origin != "http://evil.example"), ("forged", False)):
        reached, answers = await knock(services, origin, sent)
        assert reached is let_in
        assert answers == ([] if let_in else [{"type": "websocket.close", "code": 4403}])


async def test_strangers_get_the_letters_and_nothing_else_of_nicegui(stranger: User) -> None:
    page = await stranger.http_client.get("/sign-in", headers=HTML)
    assert f'href="{LETTERS}"' in page.text
    assert "font-src 'self'" in page.headers["content-security-policy"]
    sheet = await stranger.http_client.get(LETTERS)
    assert 'font-family: "Roboto"' in sheet.text
    for name in set(re.findall(r"url\((fonts/.+?)\)", sheet.text)):
        assert (await stranger.http_client.get(urljoin(LETTERS, name))).status_code == 200, name
    for name in ("nicegui.js", "fonts/../nicegui.js", "fonts/%2e%2e/nicegui.js", "fonts/", "fonts.css/x"):
        assert (await stranger.http_client.get(urljoin(LETTERS, "./") + name)).status_code == 401, name


@pytest.mark.parametrize(("next_one", "fails"), [("http.disconnect", False), ("http.request", True)])
async def test_nothing_failed_for_a_browser_that_left(services: Services, next_one: str, fails: bool) -> None:
    """A file is sent no further when its browser leaves; Starlette's middleware, which NiceGUI has, raises then."""

    async def stopping(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()

    async def passing(request: Request, call_next: RequestResponseEndpoint) -> Response:
        return await call_next(request)

    asked = ask(services, BaseHTTPMiddleware(stopping, passing), next_one)
    with pytest.raises(RuntimeError, match="No response") if fails else nullcontext():
        await asked


@pytest.mark.parametrize("error", [RuntimeError("Something else."), KeyError("No response returned.")])
async def test_what_fails_is_raised_though_the_browser_left(services: Services, error: Exception) -> None:
    async def failing(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        raise error

    with pytest.raises(type(error)):
        await ask(services, failing, "http.disconnect")


async def ask(services: Services, app: ASGIApp, next_one: str) -> None:
    """Ask for a page whose browser says `next_one`, and has been told nothing by then."""

    async def receive() -> Message:
        return {"type": next_one}

    async def send(message: Message) -> None:
        raise AssertionError(message)

    scope = {
        "type": "http", "method": "GET", "path": "/healthz", "query_string": b"", "headers": [(b"host", b"localhost")],
    }  # fmt: skip
    await Gate(app, StudioSection(), services.sessions, "a secret")(scope, receive, send)


@pytest.mark.parametrize("path", ["/sign-in", "/healthz", "/styles/theme.css", LETTERS])
async def test_no_socket_is_opened_where_nobody_needs_to_be_signed_in(services: Services, path: str) -> None:
    """Pages alone are for strangers; a socket there would be anybody's, with nobody to watch it for."""
    assert await knock(services, None, "forged", path) == (
        False, [{"type": "websocket.close", "code": 4403}],
    )  # fmt: skip


async def knock(
    services: Services, origin: str | None, cookie: str, path: str = "/_nicegui_ws/socket.io/"
) -> tuple[bool, list[Message]]:
    """Open a socket at the gate: whether it was let in, and what was said to it."""
    reached: list[Scope] = []
    answers: list[Message] = []

    async def behind(scope: Scope, receive: Receive, send: Send) -> None:
        reached.append(scope)

    async def nothing() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        answers.append(message)

    headers = [(b"host", b"127.0.0.1:8080"), (b"cookie", f"{SESSION}={cookie}".encode())]
    if origin is not None:
        headers.append((b"origin", origin.encode()))
    scope = {"type": "websocket", "path": path, "query_string": b"", "headers": headers}
    await Gate(behind, StudioSection(), services.sessions, "a secret")(scope, nothing, send)
    return bool(reached), answers


@pytest.mark.parametrize(
    ("site", "status"), [("same-origin", 200), ("none", 200), ("same-site", 403), ("cross-site", 403)]
)
async def test_browsers_say_whose_page_it_was(stranger: User, site: str, status: int) -> None:
    answer = await stranger.http_client.post("/sign-out", headers={"sec-fetch-site": site})
    assert answer.status_code == status


@pytest.mark.parametrize(
    "page", [{"origin": "http://127.0.0.1:9999"}, {"origin": "null"}, {"sec-fetch-site": "same-site"}]
)
async def test_sockets_without_a_socket_are_for_our_own_pages_too(
    stranger: User, page: dict[str, str]
) -> None:
    """Browsers that can't open one ask by GET, and socket.io lets any page read its answers."""
    address = "/_nicegui_ws/socket.io/?EIO=4&transport=polling"
    answer = await stranger.http_client.get(address, headers=page)
    assert answer.status_code == 403
    assert "access-control-allow-origin" not in answer.headers


async def test_over_tls_another_page_without_it_changes_nothing(services: Services) -> None:
    async with https(services) as http:
        for origin, status in (("https://studio.example", 200), ("http://studio.example", 403)):
            assert (await http.post("/sign-out", headers={"origin": origin})).status_code == status


GUARDS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "same-origin",
}


async def test_every_answer_is_guarded(user: User, database: Database) -> None:
    """Every route that there is, asked in every way it answers, and an address that leads nowhere."""
    await database.write(stage.publish_shipped)
    asked = {("GET", path) for path in (*ROUTES, "/no/such/page")}
    transport: Any = user.http_client._transport
    asked |= {*_ways(transport.app.router), *_ways(nicegui.app.router)}
    assert {("POST", "/sign-in"), ("GET", "/users"), ("GET", "/flows/payment_collection/draft.yaml")} <= asked
    for method, path in sorted(asked):
        headers = (await user.http_client.request(method, path, headers=HTML)).headers
        for name, value in GUARDS.items():
            assert headers[name] == value, (method, path, name)
        assert "frame-ancestors 'none'" in headers["content-security-policy"], path
        assert "strict-transport-security" not in headers
        if not path.startswith(("/styles", "/_nicegui")):
            assert headers["cache-control"] == "no-store", path


def _ways(router: Any) -> Iterator[tuple[str, str]]:
    """Method and address of each route, of a router and those that it includes."""
    for route in router.routes:
        if (included := getattr(route, "original_router", None)) is not None:
            yield from _ways(included)
        elif isinstance(route, Route):
            path = re.sub(r"\{\w+(:\w+)?\}", "payment_collection", route.path.replace("{number}", "1"))
            yield from ((method, path) for method in route.methods or ())


@asynccontextmanager
async def https(services: Services) -> AsyncIterator[httpx.AsyncClient]:
    """A browser that reaches the studio's plain pages by TLS, which a proxy ends."""
    app = FastAPI()
    app.include_router(signing_routes(services.sessions, None))
    settings = StudioSection(names=("studio.example",), https=True)
    app.add_middleware(Gate, settings=settings, sessions=services.sessions, secret="a secret")
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(
        transport=transport, base_url="https://studio.example", headers=HTML
    ) as http:
        yield http


async def test_over_tls_cookies_are_for_this_host_alone(services: Services, database: Database) -> None:
    link = await database.write(joining.signin_link)
    async with https(services) as http:
        page = await look(http, f"/sign-in?token={link}")
        answer = await send(http, page)
        for given in (page, answer):
            assert given.headers["strict-transport-security"] == "max-age=31536000"
            cookie = given.headers["set-cookie"]
            assert cookie.startswith("__Host-converse_")
            assert {"HttpOnly", "Secure", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
            assert "domain" not in cookie.lower()
        assert (await look(http, "/sign-in")).status_code == 303  # signed in
        out = await http.post("/sign-out")
        gone = await send(http, out)
        assert gone.headers["set-cookie"].startswith('__Host-converse_session=""')
        assert "Secure" in gone.headers["set-cookie"]


@pytest.mark.parametrize("name", ["picture", "thumbnail"])
async def test_a_picture_may_load_and_run_nothing(user: User, database: Database, name: str) -> None:
    await database.write(stage.publish_shipped)
    picture = await user.http_client.get(f"/flows/payment_collection/{name}.svg?theme=dark")
    assert picture.headers["content-type"] == "image/svg+xml"
    assert picture.headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("path", ["/no/such/page", "/flows/nothing", "/flows/nothing/draft.yaml"])
async def test_what_is_not_there_is_told_in_our_look(user: User, path: str) -> None:
    answer = await user.http_client.get(path, headers=HTML)
    assert answer.status_code == 404
    assert "Nothing here" in answer.text
    assert path == "/no/such/page" or "There is no flow “nothing”." in answer.text
    assert "/styles/plain.css" in answer.text
