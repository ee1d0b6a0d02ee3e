"""What happened is told: events, messages, and anything else by hand."""

from __future__ import annotations

import asyncio

import pytest
from httpx import AsyncClient

from tests.door import Door
from tests.runtime.ingress.asking import Json, accepted, binding, invoice, order, refused, started

PAID = {"event": "payment_received", "event_id": "e-1"}
INVOICE_7 = {"field": "invoice_id", "value": "INV-7"}


# Events


@pytest.mark.parametrize("target", ["binding_id", "conversation_id", "contact_id", "reference"])
async def test_an_event_reaches_its_process(door: Door, target: str) -> None:
    one = await started(door.api, invoice())
    await door.turn()
    at = {target: one.get(target, INVOICE_7)}
    answer = await accepted(
        door.api, "events", **PAID, **at, payload={"invoice_id": "INV-7", "amount": 120.5}
    )
    assert set(answer) == {"change_id", "bindings"}
    assert answer["bindings"] == [one["binding_id"]]
    await door.turn()
    detail = await binding(door.api, one["binding_id"])
    assert (detail["state"], detail["outcome"]) == ("confirmed", "confirmed")
    told = next(entry for entry in detail["history"] if entry["value"] == "payment_received")
    assert told["change_id"] == answer["change_id"]
    assert told["payload"] == {"invoice_id": "INV-7", "amount": 120.5}


async def test_the_same_event_id_is_stored_once(door: Door) -> None:
    one = await started(door.api, invoice())
    again = [
        await accepted(
            door.api, "events", **PAID, binding_id=one["binding_id"], sent_at="2026-11-20T10:00:00+01:00"
        )
        for _ in range(3)
    ]
    await door.turn()
    later = await accepted(door.api, "events", **PAID, binding_id=one["binding_id"])
    await door.turn()
    assert [answer["change_id"] for answer in again] == [later["change_id"]] * 3
    assert later["bindings"] == [one["binding_id"]]
    history = (await binding(door.api, one["binding_id"]))["history"]
    assert [entry["value"] for entry in history].count("payment_received") == 1


async def test_the_same_event_id_at_once_is_stored_once(door: Door) -> None:
    one = await started(door.api, invoice())
    told = await asyncio.gather(
        *(accepted(door.api, "events", **PAID, binding_id=one["binding_id"]) for _ in range(20))
    )
    assert len({answer["change_id"] for answer in told}) == 1


async def test_an_event_goes_to_the_process_whose_key_it_carries(api: AsyncClient) -> None:
    first = await started(api, invoice("INV-7"))
    second = await started(api, invoice("INV-8"))
    to_contact = {**PAID, "contact_id": first["contact_id"]}
    both = await accepted(api, "events", **to_contact)
    assert set(both["bindings"]) == {first["binding_id"], second["binding_id"]}
    eighth = await accepted(
        api, "events", **{**to_contact, "event_id": "e-2"}, payload={"invoice_id": "INV-8"}
    )
    assert eighth["bindings"] == [second["binding_id"]]


async def test_a_reference_names_one_of_a_contacts_processes(door: Door) -> None:
    first = await started(door.api, invoice("INV-7"))
    second = await started(door.api, invoice("INV-8"))
    told = await accepted(door.api, "events", **PAID, reference=INVOICE_7)
    assert told["bindings"] == [first["binding_id"]]
    await door.turn()
    states = [(await binding(door.api, one["binding_id"]))["state"] for one in (first, second)]
    assert states == ["confirmed", "reminded"]


async def test_a_reference_that_fits_several_contacts_is_ambiguous(api: AsyncClient) -> None:
    for address in ("ana@example.com", "bob@example.com"):
        await started(api, invoice(contact={"identities": [{"channel": "email", "address": address}]}))
    assert "2 contacts" in await refused(api, 409, "events", **PAID, reference=INVOICE_7)


@pytest.mark.parametrize(
    "reference",
    [
        {"field": "invoice_id", "value": "INV-9"},
        {"field": "amount", "value": 120.5},  # a field of the process, but not marked `reference`
        {"field": "nothing", "value": "INV-7"},
    ],
)
async def test_a_reference_that_fits_nobody(api: AsyncClient, reference: Json) -> None:
    await started(api, invoice())
    assert "marked `reference`" in await refused(api, 404, "events", **PAID, reference=reference)


async def test_an_event_starts_what_it_starts(door: Door) -> None:
    one = await started(door.api, order())
    due = {"event": "invoice_due", "event_id": "e-2", "contact_id": one["contact_id"]}
    answer = await accepted(door.api, "events", **due, payload={"invoice_id": "INV-7", "amount": 9})
    assert answer["bindings"] == [one["binding_id"]], "who runs is told; what starts has no id yet"
    await door.turn()
    standing = (await door.api.get(f"/api/v1/conversations/{one['conversation_id']}/states")).json()["items"]
    assert [item["process_type"] for item in standing] == ["order_fulfillment", "payment_collection"]
    assert standing[1]["data"]["invoice_id"] == "INV-7"


@pytest.mark.parametrize(
    ("change", "status", "word"),
    [
        ({"binding_id": "x"}, 404, "no binding “x”"),
        ({"conversation_id": "x"}, 404, "no conversation “x”"),
        ({"contact_id": "x"}, 404, "no contact “x”"),
        ({}, 422, "exactly one of binding_id, conversation_id, contact_id, reference"),
        ({"binding_id": "x", "contact_id": "x"}, 422, "exactly one of"),
        ({"contact_id": "x", "event_id": ""}, 422, "event_id"),
        ({"contact_id": "x", "event": None}, 422, "event:"),
        ({"contact_id": "x", "payload": []}, 422, "payload"),
        ({"contact_id": "x", "sent_at": "2026-11-20T10:00:00"}, 422, "sent_at"),
    ],
)
async def test_an_event_for_nobody(api: AsyncClient, change: Json, status: int, word: str) -> None:
    assert word in await refused(api, status, "events", **{**PAID, **change})


# Messages


def message(text: str = "I'll pay on Friday", **more: object) -> Json:
    return {"channel": "email", "address": "ana@example.com", "text": text, "message_id": "m-1", **more}


async def test_a_message_moves_its_process(door: Door) -> None:
    one = await started(door.api, invoice())
    await door.turn()
    answer = await accepted(door.api, "messages/inbound", **message(at="2026-11-20T10:00:00Z"))
    assert set(answer) == {"change_id", "contact_id", "conversation_id", "seq"}
    assert (answer["contact_id"], answer["conversation_id"]) == (one["contact_id"], one["conversation_id"])
    await door.turn()
    detail = await binding(door.api, one["binding_id"])
    assert detail["state"] == "promised"
    assert detail["data"]["promised_date"]


async def test_the_same_message_is_stored_once(door: Door) -> None:
    one = await started(door.api, invoice())
    first = await accepted(door.api, "messages/inbound", **message())
    assert await accepted(door.api, "messages/inbound", **message()) == first
    await door.turn()
    assert await accepted(door.api, "messages/inbound", **message()) == first
    by_id = {"channel": "email", "contact_id": one["contact_id"], "text": "Hello?", "message_id": "m-2"}
    assert (await accepted(door.api, "messages/inbound", **by_id))["seq"] > first["seq"]


async def test_an_unknown_address_is_a_new_contact(api: AsyncClient) -> None:
    first = await accepted(api, "messages/inbound", **message())
    again = await accepted(api, "messages/inbound", **message(message_id="m-2"))
    other = await accepted(api, "messages/inbound", **message(address="bob@example.com"))
    assert first["contact_id"] == again["contact_id"] != other["contact_id"]
    assert (first["seq"], again["seq"], other["seq"]) == (1, 2, 1)


async def test_a_visitor_who_writes_first_is_stored_under_their_own_id(door: Door) -> None:
    visitor = await door.visitor()
    said = {"channel": "chat", "contact_id": visitor.contact_id, "text": "Hello", "message_id": "m-1"}
    assert (await accepted(door.api, "messages/inbound", **said))["contact_id"] == visitor.contact_id


@pytest.mark.parametrize(
    ("change", "status", "word"),
    [
        ({"address": None, "contact_id": "nobody"}, 404, "no contact “nobody”"),
        ({"address": None}, 422, "exactly one of address, contact_id"),
        ({"contact_id": "x"}, 422, "exactly one of address, contact_id"),
        ({"text": ""}, 422, "text"),
        ({"text": " \n"}, 422, "blank"),
        ({"text": "x" * 20_001}, 422, "20000 characters"),
        ({"channel": "e mail"}, 422, "channel"),
        ({"message_id": None}, 422, "message_id"),
        ({"at": "yesterday"}, 422, "at:"),
        ({"txt": "Hello"}, 422, "txt: is not a field"),
    ],
)
async def test_a_message_for_nobody(api: AsyncClient, change: Json, status: int, word: str) -> None:
    assert word in await refused(api, status, "messages/inbound", **{**message(), **change})


# By hand


async def test_an_operator_moves_a_process_and_says_why(door: Door) -> None:
    one = await started(door.api, invoice())
    await door.turn()
    by_hand = {
        "kind": "manual",
        "value": "goto:closed",
        "payload": {"silent": True},
        "reason": "Paid in cash.",
    }
    answer = await accepted(door.api, "context-change", binding_id=one["binding_id"], **by_hand)
    assert answer["bindings"] == [one["binding_id"]]
    await door.turn()
    detail = await binding(door.api, one["binding_id"])
    assert (detail["state"], detail["outcome"]) == ("closed", "closed")
    assert detail["history"][-1]["change_id"] == answer["change_id"]


@pytest.mark.parametrize(
    ("kind", "value", "state"), [("intent", "claims_paid", None), ("event", "payment_received", "confirmed")]
)
async def test_any_kind_of_change_can_be_told_to_a_conversation(
    door: Door, kind: str, value: str, state: str | None
) -> None:
    one = await started(door.api, invoice())
    await door.turn()
    to = {"conversation_id": one["conversation_id"]}
    answer = await accepted(door.api, "context-change", **to, kind=kind, value=value)
    assert answer["bindings"] == [one["binding_id"]]
    await door.turn()
    detail = await binding(door.api, one["binding_id"])
    told = next(entry for entry in detail["history"] if entry["change_id"] == answer["change_id"])
    assert (told["kind"], told["value"], told["outcome"]) == (kind, value, "taken")
    assert state in (None, detail["state"])


@pytest.mark.parametrize(
    ("change", "status", "word"),
    [
        ({"value": "goto:nowhere"}, 422, "has no state “nowhere”"),
        ({"value": "goto:"}, 422, "has no state “”"),
        ({"value": None}, 422, "`value` is missing"),
        ({"kind": "wish"}, 422, "kind"),
        ({"binding_id": "x"}, 404, "no binding “x”"),
        ({"binding_id": None}, 422, "exactly one of binding_id, conversation_id"),
        ({"binding_id": None, "conversation_id": "x"}, 422, "give its `binding_id`"),
        ({"binding_id": None, "conversation_id": "x", "kind": "event"}, 404, "no conversation “x”"),
        ({"reason": "x" * 1_001}, 422, "reason"),
        ({"because": "x"}, 422, "because: is not a field"),
    ],
)
async def test_a_change_that_can_not_be(api: AsyncClient, change: Json, status: int, word: str) -> None:
    one = await started(api, invoice())
    by_hand = {"binding_id": one["binding_id"], "kind": "manual", "value": "goto:closed", **change}
    given = {name: value for name, value in by_hand.items() if value is not None}
    assert word in await refused(api, status, "context-change", **given)
    assert len((await binding(api, one["binding_id"]))["history"]) == 1
