"""A customer's message taken in: stored once by its channel's id, before anybody answers."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session

from runtime.channels.chat.visitors import Visitors
from runtime.channels.registry import adapters
from runtime.errors import UnknownContact
from runtime.store import changes, contacts, messages
from runtime.store.contacts import Identity


class Inbound(NamedTuple):
    """One message as a channel hands it over. `message_id` is the channel's own; `sent_at` its own time (UTC)."""

    contact_id: str
    channel: str
    text: str
    message_id: str
    sent_at: datetime | None = None


class Received(NamedTuple):
    """`known` is True when this message was stored before."""

    change_id: str
    conversation_id: str
    seq: int
    known: bool


def receive(session: Session, inbound: Inbound) -> Received:
    """Store a message and the change it is. Raises UnknownContact."""
    conversation = contacts.conversation_of(session, inbound.contact_id)
    # A channel's ids are unique for a contact only: a client makes its own.
    source_id = f"{inbound.contact_id}:{inbound.message_id}"
    about = {"sent_at": inbound.sent_at.isoformat()} if inbound.sent_at is not None else {}
    stored = changes.store(
        session,
        conversation.id,
        changes.NewChange(
            changes.MESSAGE,
            None,
            source=inbound.channel,
            source_id=source_id,
            payload={"text": inbound.text},
            about=about,
            channel=inbound.channel,
        ),
    )
    if stored.known:
        seq = messages.number(session, inbound.channel, source_id)
        return Received(stored.id, conversation.id, seq or 0, True)
    conversation.channel = inbound.channel
    session.add(conversation)
    _remember_address(session, inbound)
    seq = messages.add(session, conversation.id, "customer", inbound.channel, inbound.text, source_id)
    return Received(stored.id, conversation.id, seq, False)


def _remember_address(session: Session, inbound: Inbound) -> None:
    """Where a channel's addresses are our own contact ids, whoever is heard there can be answered there."""
    adapter = adapters().get(inbound.channel)
    if adapter is None or not adapter.capabilities.own_addresses:
        return
    known = contacts.identities(session, inbound.contact_id)
    if all(identity.channel != inbound.channel for identity in known):
        contacts.add_identity(session, inbound.contact_id, Identity(inbound.channel, inbound.contact_id))


def contact_for(session: Session, visitors: Visitors, contact_id: str) -> str:
    """A stored contact; a visitor met for the first time is stored now. Raises UnknownContact."""
    if not contacts.exists(session, contact_id):
        if not visitors.vouches_for(contact_id):
            raise UnknownContact(f"There is no contact “{contact_id}”.")
        contacts.create(session, [Identity("chat", contact_id)], contact_id=contact_id)
    return contact_id


def known_at(session: Session, visitors: Visitors, identity: Identity) -> str | None:
    """Who is reached at an identity; a chat's visitor is known by their address, stored or not."""
    vouched = identity.address if visitors.vouches_for(identity.address) else None
    return contacts.by_identity(session, identity) or vouched


def contact_at(session: Session, visitors: Visitors, identity: Identity) -> str:
    """Who is reached at an identity; somebody new is stored, a chat's visitor under their own id."""
    known = known_at(session, visitors, identity)
    return contacts.create(session, [identity]) if known is None else contact_for(session, visitors, known)
