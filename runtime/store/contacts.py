"""Contacts, where they can be reached, and the one conversation each has."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from flows.binding import ContactFacts, ConversationFacts, Facts
from flows.conversation import with_values
from runtime import clock
from runtime.errors import Conflict, UnknownContact, UnknownConversation
from runtime.ids import new_id
from runtime.store.tables import ContactRow, ConversationRow, IdentityRow


class Identity(NamedTuple):
    """Where somebody can be reached; `channel` is a channel's name."""

    channel: str
    address: str


def by_identity(session: Session, identity: Identity) -> str | None:
    """The contact with this identity."""
    row = session.get(IdentityRow, (identity.channel, identity.address))
    return None if row is None else row.contact_id


def exists(session: Session, contact_id: str) -> bool:
    """Whether the contact is stored."""
    return session.get(ContactRow, contact_id) is not None


def create(
    session: Session,
    identities: Sequence[Identity] = (),
    *,
    contact_id: str | None = None,
    values: Mapping[str, Any] | None = None,
) -> str:
    """Store a contact with its conversation, and return its id."""
    row = ContactRow(id=contact_id or new_id(), created_at=clock.now())
    session.add(row)
    session.flush()
    session.add(ConversationRow(contact_id=row.id, last_at=clock.now(), created_at=clock.now()))
    for identity in identities:
        add_identity(session, row.id, identity)
    if values:
        set_values(session, row.id, values)
    session.flush()
    return row.id


def add_identity(session: Session, contact_id: str, identity: Identity) -> None:
    """Remember where a contact can be reached. Raises Conflict when somebody else is reached there."""
    owner = by_identity(session, identity)
    if owner is not None and owner != contact_id:
        raise Conflict(f"{identity.channel} {identity.address} belongs to another contact.")
    if owner is None:
        session.add(
            IdentityRow(
                channel=identity.channel,
                address=identity.address,
                contact_id=contact_id,
                created_at=clock.now(),
            )
        )


def identities(session: Session, contact_id: str) -> list[Identity]:
    """Where a contact can be reached, oldest first."""
    rows = session.exec(
        select(IdentityRow)
        .where(IdentityRow.contact_id == contact_id)
        .order_by(col(IdentityRow.created_at), IdentityRow.channel)
    )
    return [Identity(row.channel, row.address) for row in rows]


def facts(session: Session, contact_id: str) -> ContactFacts:
    """What flows may know of the contact. Raises UnknownContact."""
    row = _row(session, contact_id)
    return ContactFacts(row.name, row.locale, row.timezone, tuple(row.tags), row.opted_out, row.attributes)


def set_values(session: Session, contact_id: str, values: Mapping[str, Any]) -> None:
    """Set the contact's own fields and attributes, as `set_contact` does. Raises UnknownContact."""
    row = _row(session, contact_id)
    changed = with_values(facts(session, contact_id), values)
    row.name, row.locale, row.timezone = changed.name, changed.locale, changed.timezone
    row.opted_out, row.attributes = changed.opted_out, dict(changed.attributes)
    session.add(row)


def set_tags(session: Session, contact_id: str, tags: Sequence[str]) -> None:
    """Replace the contact's tags. Raises UnknownContact."""
    row = _row(session, contact_id)
    row.tags = list(tags)
    session.add(row)


def _row(session: Session, contact_id: str) -> ContactRow:
    row = session.get(ContactRow, contact_id)
    if row is None:
        raise UnknownContact(f"There is no contact “{contact_id}”.")
    return row


# Conversations


def conversation_of(session: Session, contact_id: str) -> ConversationRow:
    """The contact's one conversation. Raises UnknownContact."""
    row = session.exec(select(ConversationRow).where(ConversationRow.contact_id == contact_id)).first()
    if row is None:
        raise UnknownContact(f"There is no contact “{contact_id}”.")
    return row


def conversation(session: Session, conversation_id: str) -> ConversationRow:
    """A conversation. Raises UnknownConversation."""
    row = session.get(ConversationRow, conversation_id)
    if row is None:
        raise UnknownConversation(f"There is no conversation “{conversation_id}”.")
    return row


def all_facts(session: Session, row: ConversationRow) -> Facts:
    """What flows may know of the contact and the conversation."""
    bucket = zlib.crc32(row.id.encode()) % 100
    return Facts(facts(session, row.contact_id), ConversationFacts(row.channel, row.held, bucket))
