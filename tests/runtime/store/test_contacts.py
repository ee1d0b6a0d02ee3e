"""Contacts, where they are reached, and how events find them."""

from __future__ import annotations

import pytest
from sqlmodel import Session

from flows.binding import ContactFacts
from runtime.app import App
from runtime.errors import Ambiguous, Conflict, NotFound, UnknownContact, UnknownConversation
from runtime.store import bindings, contacts
from runtime.store.contacts import Identity
from runtime.store.tables import ConversationRow
from tests.flows.build import flow, on
from tests.runtime.playing import Play, meet, publish

INVOICE = flow(
    on("event paid", "open", "done"),
    on("event renumbered", "open", None, {"type": "set_data", "values": {"invoice_id": "{{ event.to }}"}}),
    on("event cleared", "open", None, {"type": "set_data", "values": {"invoice_id": None}}),
    data={"invoice_id": {"type": "string", "reference": True}, "secret": {"type": "string"}},
)


async def found(app: App, value: str, field: str = "invoice_id") -> str:
    return await app.read(lambda session: bindings.contact_by_reference(session, field, value))


async def test_a_reference_finds_its_contact(app: App, play: Play) -> None:
    await publish(app, INVOICE)
    await play.start(invoice_id="INV-7", secret="s")
    assert await found(app, "INV-7") == play.contact_id
    with pytest.raises(NotFound, match="INV-8"):
        await found(app, "INV-8")
    with pytest.raises(NotFound, match="only fields marked `reference`"):
        await found(app, "s", "secret")


async def test_a_reference_follows_the_data(app: App, play: Play) -> None:
    await publish(app, INVOICE)
    await play.start(invoice_id="INV-7")
    await play.event("renumbered", to="INV-9")
    assert await found(app, "INV-9") == play.contact_id
    await play.event("cleared")
    for gone in ("INV-7", "INV-9"):
        with pytest.raises(NotFound):
            await found(app, gone)


async def test_a_reference_that_several_contacts_have_is_refused(app: App, play: Play) -> None:
    await publish(app, INVOICE)
    other = await meet(app, play.watch, "Ben")
    await play.start(invoice_id="INV-7")
    await other.start(invoice_id="INV-7")
    with pytest.raises(Ambiguous, match="2 contacts"):
        await found(app, "INV-7")
    await play.event("paid")
    assert await found(app, "INV-7") == other.contact_id, "the one whose process is open"
    await other.event("paid")
    with pytest.raises(Ambiguous):
        await found(app, "INV-7")


async def test_a_contact_is_reached_at_several_places(app: App) -> None:
    phone, mail = Identity("phone", "+49 30 1"), Identity("email", "ana@example.org")
    ana = await app.write(lambda session: contacts.create(session, [phone, mail], values={"name": "Ana"}))
    assert await app.read(lambda session: contacts.by_identity(session, mail)) == ana
    ben = await app.write(lambda session: contacts.create(session))
    with pytest.raises(Conflict, match="belongs to another contact"):
        await app.write(lambda session: contacts.add_identity(session, ben, mail))
    await app.write(lambda session: contacts.add_identity(session, ana, mail))
    assert len(await app.read(lambda session: contacts.identities(session, ana))) == 2


async def test_what_is_known_of_a_contact_can_be_set_and_cleared(app: App, play: Play) -> None:
    values = {"name": "Anna", "locale": "es", "floor": 3, "opted_out": True}
    await app.write(lambda session: contacts.set_values(session, play.contact_id, values))
    await app.write(
        lambda session: contacts.set_values(session, play.contact_id, {"floor": None, "name": None})
    )
    facts = await app.read(lambda session: contacts.facts(session, play.contact_id))
    assert facts == ContactFacts(None, "es", None, (), True, {})


async def test_a_conversation_keeps_its_bucket_and_many_fill_all_hundred(app: App) -> None:
    def bucket(session: Session, number: int) -> int:
        return contacts.all_facts(
            session, ConversationRow(id=f"c-{number}", contact_id=ana)
        ).conversation.bucket

    ana = await app.write(lambda session: contacts.create(session))
    numbers = range(1000)
    found = await app.read(lambda session: [bucket(session, number) for number in numbers])
    assert found == await app.read(lambda session: [bucket(session, number) for number in numbers])
    assert set(found) == set(range(100))


async def test_nobody_is_an_error_that_names_who_was_looked_for(app: App) -> None:
    with pytest.raises(UnknownContact, match="nobody"):
        await app.read(lambda session: contacts.facts(session, "nobody"))
    with pytest.raises(UnknownContact, match="nobody"):
        await app.read(lambda session: contacts.conversation_of(session, "nobody"))
    with pytest.raises(UnknownConversation, match="nowhere"):
        await app.read(lambda session: contacts.conversation(session, "nowhere"))
