"""The conversations of a flow as they are listed: where each stands, with whom, and what was said last."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from sqlmodel import Session, and_, col, exists, func, or_, select

from runtime.store.changes import MESSAGE
from runtime.store.tables import (
    BindingRow,
    ChangeRow,
    ContactRow,
    ConversationRow,
    HistoryRow,
    MessageRow,
    ReferenceRow,
)


class Cursor(NamedTuple):
    """The place behind a line: when it was active (UTC), and its binding."""

    active_at: datetime
    binding_id: str


class Wanted(NamedTuple):
    """What to list of a flow: every field given narrows. `after` is where the page before ended."""

    process_type: str
    state: str | None = None
    open: bool | None = None
    reference: str = ""
    """The value of a data field marked `reference`, or of the key, or how either begins."""
    unsearched: frozenset[str] = frozenset()
    """Data fields by whose value nothing is found: one can't ask whether it is somebody's."""
    by_key: bool = True
    """Whether the key counts."""
    after: Cursor | None = None
    limit: int = 50


class Line(NamedTuple):
    """A process of a contact, and the last message of their conversation."""

    binding_id: str
    contact: str | None
    state: str
    entered_at: datetime
    active_at: datetime
    ended_at: datetime | None
    outcome: str | None
    version: int
    channel: str | None
    held: bool
    """An operator has the conversation."""
    flagged: bool
    sender: str | None
    text: str | None
    """None: nothing was said yet."""
    conversation_id: str
    said_by: str | None
    """The binding that said it last; None: the customer did, or nobody."""

    @property
    def cursor(self) -> Cursor:
        return Cursor(self.active_at, self.binding_id)


def listed(session: Session, wanted: Wanted) -> list[Line]:
    """Lines by their latest activity, newest first."""
    last = and_(
        col(MessageRow.conversation_id) == ConversationRow.id, col(MessageRow.seq) == ConversationRow.seq
    )
    query: Any = (
        select(BindingRow, ContactRow, ConversationRow, MessageRow)
        .join(ContactRow, col(ContactRow.id) == BindingRow.contact_id)
        .join(ConversationRow, col(ConversationRow.id) == BindingRow.conversation_id)
        .join(MessageRow, last, isouter=True)
        .where(BindingRow.process_type == wanted.process_type)
        .order_by(col(BindingRow.active_at).desc(), col(BindingRow.id).desc())
        .limit(wanted.limit)
    )
    for condition in _conditions(wanted):
        query = query.where(condition)
    return [_line(*row) for row in session.exec(query)]


def shared(session: Session, conversation_ids: Collection[str], process_types: Collection[str]) -> set[str]:
    """Those of the conversations in which a process takes part that is of none of these types."""
    query = select(BindingRow.conversation_id).where(
        col(BindingRow.conversation_id).in_(conversation_ids),
        col(BindingRow.process_type).not_in(process_types),
    )
    return set(session.exec(query.distinct()))


def waiting(session: Session, conversation_ids: Collection[str]) -> set[str]:
    """Those of the conversations in which the customer wrote what no process has been told of yet."""
    query = select(ChangeRow.conversation_id).where(
        col(ChangeRow.conversation_id).in_(conversation_ids),
        col(ChangeRow.handled_at).is_(None),
        ChangeRow.kind == MESSAGE,
    )
    return set(session.exec(query.distinct()))


def seen(session: Session, binding_id: str) -> tuple[int, ...]:
    """Numbers of which one changes whenever something happens in a process or its conversation."""
    query = select(BindingRow.revision, ConversationRow.seq, ConversationRow.id).join(
        ConversationRow, col(ConversationRow.id) == BindingRow.conversation_id
    )
    revision, seq, conversation_id = session.exec(query.where(BindingRow.id == binding_id)).first() or (
        0,
        0,
        "",
    )
    lines = select(func.max(HistoryRow.order)).where(HistoryRow.binding_id == binding_id)
    waits = select(func.count()).where(
        ChangeRow.conversation_id == conversation_id, col(ChangeRow.handled_at).is_(None)
    )
    return revision, seq, session.exec(lines).one() or 0, session.exec(waits).one()


def _conditions(wanted: Wanted) -> list[Any]:
    found: list[Any] = []
    if wanted.state is not None:
        found.append(BindingRow.state == wanted.state)
    if wanted.open is not None:
        ended = col(BindingRow.ended_at)
        found.append(ended.is_(None) if wanted.open else ended.is_not(None))
    if text := wanted.reference.strip():
        refers = exists().where(
            col(ReferenceRow.binding_id) == BindingRow.id,
            col(ReferenceRow.value).istartswith(text, autoescape=True),
            col(ReferenceRow.field).not_in(wanted.unsearched),
        )
        keyed = col(BindingRow.key_value).istartswith(text, autoescape=True)
        found.append(or_(refers, keyed) if wanted.by_key else refers)
    if wanted.after is not None:
        active_at, binding_id = wanted.after
        earlier = and_(col(BindingRow.active_at) == active_at, col(BindingRow.id) < binding_id)
        found.append(or_(col(BindingRow.active_at) < active_at, earlier))
    return found


def _line(
    row: BindingRow, contact: ContactRow, conversation: ConversationRow, message: MessageRow | None
) -> Line:
    return Line(
        row.id, contact.name, row.state, row.entered_at, row.active_at, row.ended_at, row.outcome, row.version,
        conversation.channel, conversation.held, row.flagged, message.sender if message is not None else None,
        message.text if message is not None else None, conversation.id,
        message.binding_id if message is not None else None,
    )  # fmt: skip
