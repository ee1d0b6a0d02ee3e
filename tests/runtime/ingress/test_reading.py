"""What can be read: state maps, health, the API's own description, the chat page's headers."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest
from httpx import AsyncClient
from playwright.async_api import Page, expect

from flows import codec
from flows.library import shipped
from runtime.queue.wake import CANARY_KEY, sing
from runtime.store.flows import save_draft
from runtime.users.actor import Actor
from tests.door import Door, working
from tests.runtime.ingress.asking import invoice, started


async def test_state_maps_and_how_many_are_in_each_state(door: Door) -> None:
    await started(door.api, invoice("INV-1"))
    await door.turn()
    await started(door.api, invoice("INV-2"))
    answer = (await door.api.get("/api/v1/state-maps")).json()
    assert set(answer) == {"items", "next"}
    maps = {item["process_type"]: item for item in answer["items"]}
    assert list(maps) == list(shipped())
    assert maps["order_fulfillment"] == {
        "process_type": "order_fulfillment", "title": "Order fulfillment", "version": 1, "draft": False,
        "archived": False, "running": {},
    }  # fmt: skip
    assert maps["payment_collection"]["running"] == {"pending": 1, "reminded": 1}


async def test_a_published_map_comes_as_json_and_as_the_file_it_is(api: AsyncClient) -> None:
    answer = (await api.get("/api/v1/state-maps/payment_collection")).json()
    flow = codec.load(answer["yaml"])
    assert (flow.version, flow.digest) == (answer["version"], answer["digest"]) == (1, codec.digest(flow))
    assert codec.as_json(flow) == answer["document"]
    assert [(line["version"], line["author"], line["note"]) for line in answer["versions"]] == [
        (1, "system", "First.")
    ]
    assert (await api.get("/api/v1/state-maps/payment_collection?version=1")).json() == answer
    for version, status in ((2, 404), (0, 422), ("x", 422), (2**63, 422)):
        answer = await api.get("/api/v1/state-maps/payment_collection", params={"version": version})
        assert answer.status_code == status


async def test_a_map_that_was_never_published_can_not_be_read_or_started(door: Door) -> None:
    draft = codec.load(shipped()["payment_collection"]).model_copy(update={"process_type": "reminders"})
    await door.app.write(lambda session: save_draft(session, draft, Actor("ana", "editor")))
    answer = await door.api.get("/api/v1/state-maps/reminders")
    assert answer.status_code == 422
    assert "publish it first" in answer.json()["detail"]
    start = await door.api.post("/api/v1/state-bindings", json={**invoice(), "process_type": "reminders"})
    assert start.status_code == 422


# Health


async def test_it_is_well_once_a_worker_did_a_job(door: Door) -> None:
    answer = await door.stranger.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "starting", "migrated": True, "library": True, "worker": False}
    async with working(door.app):
        while (answer := await door.stranger.get("/healthz")).status_code == 503:
            pass
    assert answer.json() == {"status": "ok", "migrated": True, "library": True, "worker": True}
    await door.app.queue.delete(CANARY_KEY)
    assert (await door.stranger.get("/healthz")).status_code == 503


@pytest.mark.parametrize(
    ("missing", "undo"),
    [
        ("library", "UPDATE flow SET current = NULL WHERE process_type = 'order_fulfillment'"),
        ("library", "UPDATE flow SET process_type = 'mine' WHERE process_type = 'order_fulfillment'"),
        ("migrated", "UPDATE alembic_version SET version_num = '0000'"),
        ("migrated", "DROP TABLE alembic_version"),
    ],
)
async def test_it_is_not_well_without_its_tables_or_its_library(door: Door, missing: str, undo: str) -> None:
    await sing(door.app.queue)
    assert (await door.stranger.get("/healthz")).status_code == 200
    with sqlite3.connect(door.app.installation.folder.database) as database:
        database.execute(undo)
    database.close()
    answer = await door.stranger.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["status"] == "starting"
    assert answer.json()[missing] is False
    assert answer.json()["worker"] is True


# The API's description


async def test_the_description_is_openapi_and_says_what_is_true(stranger: AsyncClient) -> None:
    answer = await stranger.get("/openapi.json")
    description: dict[str, Any] = answer.json()
    assert description["openapi"].startswith("3.1")
    assert not list(_dangling(description, description))
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            keyed = path.startswith("/api/") and path != "/api/v1/chat/visitors"
            scopes = [scope for one in operation.get("security", []) for scope in one["key"]]
            assert bool(scopes) == keyed, f"{method} {path}"
            for scope in scopes:
                assert f"`{scope}`" in operation["description"].partition("Needs the scope")[2]
            assert operation["summary"]
            assert operation["description"]
            assert "HTTPValidationError" not in str(operation), f"{method} {path} answers problems, not that"


def _dangling(node: Any, description: dict[str, Any]) -> Any:
    """References that lead nowhere."""
    if isinstance(node, dict):
        if isinstance(reference := node.get("$ref"), str):
            target: Any = description
            for step in reference.removeprefix("#/").split("/"):
                target = target.get(step, {})
            if not target:
                yield reference
        for value in node.values():
            yield from _dangling(value, description)
    elif isinstance(node, list):
        for value in node:
            yield from _dangling(value, description)


@pytest.mark.browser
async def test_its_page_works_without_any_other_machine(door: Door, browser_page: Page) -> None:
    await browser_page.goto(f"{door.url}/docs")
    await expect(browser_page.get_by_text("ConverseAgent Studio").first).to_be_visible()
    await expect(browser_page.locator(".opblock")).to_have_count(11)
    await browser_page.get_by_role("button", name="Authorize").click()
    await browser_page.get_by_label("auth-bearer-value").fill(door.app.installation.api_key)
    await browser_page.get_by_role("button", name="Apply credentials").click()
    await browser_page.get_by_role("button", name="Close").click()
    await browser_page.locator(".opblock", has_text="List State Maps").locator("button").first.click()
    await browser_page.get_by_role("button", name="Try it out").click()
    await browser_page.get_by_role("button", name="Execute").click()
    await expect(browser_page.locator(".live-responses-table")).to_contain_text("payment_collection")


# The chat page


async def test_the_chat_page_trusts_nobody_else(door: Door) -> None:
    answer = await door.stranger.get("/chat")
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["cache-control"] == "no-cache"
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert (await door.stranger.get("/")).headers["location"] == "/chat"
    script = await door.stranger.get("/chat/static/chat.js")
    assert script.status_code == 200
    assert script.headers["x-content-type-options"] == "nosniff"
    assert (await door.stranger.get("/chat/static/../__init__.py")).status_code == 404
    assert (await door.stranger.get("/chat/static/%2e%2e/__init__.py")).status_code == 404
    assert (await door.stranger.get("/docs")).headers["content-security-policy"] == "frame-ancestors 'none'"
