"""The conversation's messages, numbered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from sqlmodel import Session, col, select

from runtime import clock
from runtime.store import contacts
from runtime.store.tables import MessageRow

Sender = Literal["customer", "business"]


class Message(NamedTuple):
    """One message; `buttons` are (title, intent) pairs, `at` is UTC."""

    seq: int
    sender: Sender
    channel: str
    text: str
    buttons: tuple[tuple[str, str], ...]
    at: datetime
    source_id: str
    binding_id: str | None


def add(
    session: Session,
    conversation_id: str,
    sender: Sender,
    channel: str,
    text: str,
    source_id: str,
    *,
    buttons: Sequence[tuple[str, str]] = (),
    binding_id: str | None = None,
) -> int:
    """Append a message and return its number. Raises UnknownConversation."""
    conversation = contacts.conversation(session, conversation_id)
    conversation.seq += 1
    session.add(conversation)
    session.add(
        MessageRow(
            conversation_id=conversation_id, seq=conversation.seq, sender=sender, channel=channel, text=text,
            buttons=[{"title": title, "intent": intent} for title, intent in buttons], source_id=source_id,
            binding_id=binding_id, at=clock.now(),
        )
    )  # fmt: skip
    session.flush()
    return conversation.seq


def number(session: Session, channel: str, source_id: str) -> int | None:
    """The number of the message that a channel knows by this id."""
    return session.exec(
        select(MessageRow.seq).where(MessageRow.channel == channel, MessageRow.source_id == source_id)
    ).first()


def after(
    session: Session, conversation_id: str, seq: int, *, channel: str | None = None, limit: int = 200
) -> list[Message]:
    """Messages with a higher number, in order."""
    query = select(MessageRow).where(MessageRow.conversation_id == conversation_id, MessageRow.seq > seq)
    if channel is not None:
        query = query.where(MessageRow.channel == channel)
    return [_message(row) for row in session.exec(query.order_by(col(MessageRow.seq)).limit(limit))]


def last_from_business(session: Session, conversation_id: str) -> Message | None:
    """What the customer was told last."""
    row = session.exec(
        select(MessageRow)
        .where(MessageRow.conversation_id == conversation_id, MessageRow.sender == "business")
        .order_by(col(MessageRow.seq).desc())
        .limit(1)
    ).first()
    return None if row is None else _message(row)


def last_heard(session: Session, conversation_id: str) -> datetime | None:
    """When the customer wrote last (UTC)."""
    return session.exec(
        select(MessageRow.at)
        .where(MessageRow.conversation_id == conversation_id, MessageRow.sender == "customer")
        .order_by(col(MessageRow.seq).desc())
        .limit(1)
    ).first()


def _message(row: MessageRow) -> Message:
    sender: Sender = "customer" if row.sender == "customer" else "business"
    buttons = tuple((button["title"], button["intent"]) for button in row.buttons)
    return Message(row.seq, sender, row.channel, row.text, buttons, row.at, row.source_id, row.binding_id)
