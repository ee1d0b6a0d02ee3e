"""Processes started, listed and looked at."""

from __future__ import annotations

import pytest
from httpx import AsyncClient

from tests.door import Door
from tests.runtime.ingress.asking import Json, accepted, ana, binding, invoice, order, refused, started


async def listed(api: AsyncClient, **query: str | int) -> Json:
    answer = await api.get("/api/v1/state-bindings", params=query)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


async def test_a_process_starts_on_its_current_version(api: AsyncClient) -> None:
    answer = await started(api, invoice())
    assert set(answer) == {
        "binding_id", "conversation_id", "contact_id", "process_type", "version", "state", "data",
    }  # fmt: skip
    assert (answer["process_type"], answer["version"], answer["state"]) == (
        "payment_collection",
        1,
        "pending",
    )
    assert answer["data"] == {"invoice_id": "INV-7", "amount": 120.5, "due_date": "2026-11-20"}


async def test_two_processes_of_a_contact_share_a_conversation(api: AsyncClient) -> None:
    first = await started(api, invoice())
    second = await started(api, order(contact_id=first["contact_id"]))
    assert second["contact_id"] == first["contact_id"]
    assert second["conversation_id"] == first["conversation_id"]
    standing = (await api.get(f"/api/v1/conversations/{first['conversation_id']}/states")).json()
    assert [item["process_type"] for item in standing["items"]] == ["payment_collection", "order_fulfillment"]
    assert standing["next"] is None


async def test_a_contact_is_found_by_any_identity_and_learns_the_others(api: AsyncClient) -> None:
    first = await started(api, invoice("INV-1"))
    both = await started(api, invoice("INV-2", contact=ana("sms")))
    by_sms = {"identities": ana("sms")["identities"][1:]}
    assert both["contact_id"] == first["contact_id"]
    assert (await started(api, invoice("INV-3", contact=by_sms)))["contact_id"] == first["contact_id"]


async def test_identities_of_two_contacts_are_a_conflict(api: AsyncClient) -> None:
    await started(api, invoice("INV-1"))
    await started(api, invoice("INV-2", contact={"identities": ana("sms")["identities"][1:]}))
    assert "different contacts" in await refused(api, 409, "state-bindings", **invoice(contact=ana("sms")))


async def test_a_visitor_of_the_chat_is_known_before_being_stored(door: Door) -> None:
    visitor = await door.visitor()
    chat = {"channel": "chat", "address": visitor.contact_id}
    answer = await started(door.api, invoice(contact={"identities": [*ana()["identities"], chat]}))
    assert answer["contact_id"] == visitor.contact_id
    other = {"channel": "chat", "address": (await door.visitor()).contact_id}
    two = invoice(contact={"identities": [*ana()["identities"], other]})
    assert "different contacts" in await refused(door.api, 409, "state-bindings", **two)


async def test_a_visitor_is_stored_only_with_a_first_process(door: Door) -> None:
    visitor = await door.visitor()
    assert (await listed(door.api, contact_id=visitor.contact_id))["items"] == []
    refusal = await refused(door.api, 404, "state-bindings", **invoice(contact_id="0" * 32))
    assert "There is no contact" in refusal
    assert (await started(door.api, invoice(contact_id=visitor.contact_id)))[
        "contact_id"
    ] == visitor.contact_id


async def test_the_same_key_is_open_once_for_a_contact(door: Door) -> None:
    first = (await started(door.api, invoice()))["binding_id"]
    assert "INV-7" in await refused(door.api, 409, "state-bindings", **invoice())
    await accepted(door.api, "context-change", binding_id=first, kind="manual", value="goto:closed")
    await door.turn()
    assert (await started(door.api, invoice()))["binding_id"] != first


@pytest.mark.parametrize(
    ("change", "status", "word"),
    [
        ({"process_type": "nothing"}, 404, "nothing"),
        ({"contact_id": None, "contact": None}, 422, "exactly one of contact_id, contact"),
        ({"contact_id": "x"}, 422, "exactly one of contact_id, contact"),
        ({"data": {}}, 422, "invoice_id"),
        ({"data": {"invoice_id": "INV-7", "amount": "much"}}, 422, "amount"),
        ({"data": {"invoice_id": "INV-7", "ammount": 7}}, 422, "ammount"),
        ({"contact": {"identities": []}}, 422, "contact.identities"),
        ({"contact": {"identities": [{"channel": "E-Mail!", "address": "a"}]}}, 422, "channel"),
        ({"contact": {**ana(), "timezone": "Mars/Olympus"}}, 422, "not a time zone"),
        ({"contact": {**ana(), "nickname": "A"}}, 422, "nickname: is not a field"),
    ],
)
async def test_what_can_not_start_stores_nothing(
    api: AsyncClient, change: Json, status: int, word: str
) -> None:
    assert word in await refused(api, status, "state-bindings", **{**invoice(), **change})
    assert (await listed(api))["items"] == []
    known = await started(api, invoice(contact={"identities": ana()["identities"]}))
    assert (await binding(api, known["binding_id"]))["history"][0]["value"] == "start"


async def test_history_tells_what_happened_and_why(door: Door) -> None:
    answer = await started(door.api, invoice())
    await door.turn()
    detail = await binding(door.api, answer["binding_id"])
    start, sent = detail["history"]
    assert (start["kind"], start["value"], start["outcome"]) == ("manual", "start", "started")
    assert "send_message" in start["effects"]
    assert (sent["kind"], sent["value"], sent["taken"]) == ("action", "outreach_sent", "remind")
    assert (sent["from_state"], sent["to_state"], sent["revision"]) == ("pending", "reminded", 1)
    assert sent["trace"]["steps"][0]["candidates"][0]["transition"] == "remind"
    effect = detail["effects"][0]
    assert (effect["type"], effect["status"]) == ("send_message", "done")
    assert [delivery["channel"] for delivery in effect["deliveries"]] == ["chat"]
    assert any(check["transition"] for check in detail["checks"])
    assert detail["state"] == "reminded"


async def test_a_list_goes_on_at_its_cursor_and_can_be_narrowed(api: AsyncClient) -> None:
    for number in range(5):
        await started(api, invoice(f"INV-{number}"))
    await started(api, order())
    seen: list[str] = []
    page = await listed(api, process_type="payment_collection", limit=2)
    while True:
        assert set(page) == {"items", "next"}
        seen += [item["data"]["invoice_id"] for item in page["items"]]
        if page["next"] is None:
            break
        page = await listed(api, process_type="payment_collection", limit=2, after=page["next"])
    assert sorted(seen) == [f"INV-{number}" for number in range(5)]
    assert (await listed(api, open="false"))["items"] == []
    assert len((await listed(api, state="placed"))["items"]) == 1
    assert (await api.get("/api/v1/state-bindings", params={"limit": 0})).status_code == 422


async def test_what_is_not_there(api: AsyncClient) -> None:
    for path in ("state-bindings/x", "conversations/x/states", "state-maps/x"):
        answer = await api.get(f"/api/v1/{path}")
        assert answer.status_code == 404
        assert "“x”" in answer.json()["detail"]
