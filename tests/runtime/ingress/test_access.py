"""Who gets in: the key, the server's names, origins of pages, and how often."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from fastapi.routing import RouteContext, iter_route_contexts
from httpx import AsyncClient

from runtime.app import App
from runtime.feed import Feed
from runtime.ingress.server import build
from runtime.settings import ServerSection
from tests.door import Door, open_door

VISITORS = "/api/v1/chat/visitors"
PUBLIC = {
    ("GET", "/"), ("GET", "/chat"), ("GET", "/docs"), ("GET", "/docs/oauth2-redirect"), ("GET", "/openapi.json"),
    ("GET", "/healthz"), ("POST", VISITORS),
}  # fmt: skip
"""What anybody may ask for. Whatever is new needs the key, or a line here."""


def routes(app: App) -> list[RouteContext]:
    """All that the server answers to."""
    return list(iter_route_contexts(build(app, Feed(app.queue)).routes))


async def test_every_route_is_public_by_name_or_asks_for_the_key(app: App, door: Door) -> None:
    found = {(method, str(route.path)) for route in routes(app) for method in route.methods or ()}
    found -= {("HEAD", path) for _, path in found}
    assert len(found) > 15
    assert found >= PUBLIC, "the list names a route that is gone"
    for method, path in sorted(found - PUBLIC):
        address = path.replace("{", "").replace("}", "")
        for headers in (
            {},
            {"Authorization": "Bearer wrong"},
            {"Authorization": door.app.installation.api_key},
        ):
            answer = await door.stranger.request(method, address, headers=headers, content=b"not JSON")
            assert answer.status_code == 401, f"{method} {path} answers without the key"
            assert answer.headers["www-authenticate"] == "Bearer"
            assert answer.json()["code"] == "key_needed"


async def test_the_pages_files_and_the_chat_ask_for_no_key(app: App) -> None:
    """Files are public; the chat asks for a visitor's token."""
    others = {route.path for route in routes(app) if not route.methods}
    assert others == {"/chat/static", "/docs/static", "/ws/chat/{contact_id}"}


async def test_an_address_that_is_not_there_needs_the_key_to_be_known_as_such(
    api: AsyncClient, stranger: AsyncClient
) -> None:
    assert (await stranger.get("/api/v1/secrets")).status_code == 401
    assert (await api.get("/api/v1/secrets")).status_code == 404
    assert (await stranger.get("/secrets")).status_code == 404


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "", "[::1", "localhost.evil.example"])
async def test_a_name_that_is_not_ours_is_refused(stranger: AsyncClient, host: str) -> None:
    answer = await stranger.get("/healthz", headers={"Host": host})
    assert answer.status_code == 400
    if host:  # without any the web server itself refuses
        assert answer.json()["code"] == "unknown_host"


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1", "[::1]:8000"])
async def test_our_own_names_are_known(stranger: AsyncClient, host: str) -> None:
    assert (await stranger.get("/openapi.json", headers={"Host": host})).status_code == 200


@pytest.fixture
async def shop(app: App) -> AsyncIterator[Door]:
    """A server called chat.example.com, whose chat is open to the pages of www.example.com."""
    server = ServerSection(names=("Chat.example.com",), origins=("https://www.example.com",))
    settings = app.installation.settings.model_copy(update={"server": server})
    app.installation = app.installation._replace(settings=settings)
    async with open_door(app) as opened:
        yield opened


async def test_a_configured_name_is_known(shop: Door) -> None:
    assert (await shop.stranger.get("/openapi.json", headers={"Host": "chat.example.com"})).status_code == 200
    assert (await shop.stranger.get("/openapi.json", headers={"Host": "www.example.com"})).status_code == 400


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        (None, 201),
        ("https://www.example.com", 201),
        ("https://chat.example.com", 201),  # its own
        ("https://www.example.com:8443", 403),
        ("http://www.example.com", 403),
        ("https://evil.example", 403),
        ("null", 403),
        ("https://[", 403),
        ("chrome-extension://chat.example.com", 403),
    ],
)
async def test_whose_pages_may_make_visitors(shop: Door, origin: str | None, status: int) -> None:
    headers = {"Host": "chat.example.com"} | ({"Origin": origin} if origin else {})
    answer = await shop.stranger.post(VISITORS, headers=headers)
    assert answer.status_code == status
    if status == 403:
        assert origin in answer.json()["detail"]


async def test_pages_of_a_configured_origin_may_read_the_answer(shop: Door) -> None:
    ours, theirs = {"Origin": "https://www.example.com"}, {"Origin": "https://evil.example"}
    answer = await shop.stranger.post(VISITORS, headers=ours)
    assert answer.headers["access-control-allow-origin"] == "https://www.example.com"
    asked = {"Access-Control-Request-Method": "POST"}
    assert (await shop.stranger.options(VISITORS, headers=ours | asked)).status_code == 200
    refused = await shop.stranger.options(VISITORS, headers=theirs | asked)
    assert "access-control-allow-origin" not in refused.headers


async def test_visitors_are_60_a_minute_from_one_address(api: AsyncClient, stranger: AsyncClient) -> None:
    for _ in range(60):
        assert (await stranger.post(VISITORS)).status_code == 201
    answer = await stranger.post(VISITORS)
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert answer.json()["code"] == "too_many"
    assert (await api.post(VISITORS)).status_code == 201
