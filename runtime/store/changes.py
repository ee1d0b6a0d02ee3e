"""What happened, stored once and turned in stored order; and the history of what came of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, NamedTuple

from sqlmodel import Session, col, or_, select, update

from flows.changes import ContextChange, Kind
from flows.conversation import Told
from runtime import clock
from runtime.ids import new_id
from runtime.store import contacts
from runtime.store.tables import BindingRow, ChangeRow, HistoryRow, OutboxRow

MESSAGE = "message"
"""The kind of a change that is a customer's message, not yet understood."""
RESULT = "effect"
"""The source of an effect's result; its `source_id` is the effect's key."""

HELD = "held"
"""What came of a message while an operator had the conversation: no process was told."""

RECENT = 5_000
"""So many changes back `events_seen` looks: a company's events repeat, and the table grows for years."""

TIMER, CHECK = "timer", "check"
"""The sources of a timeout: armed by a trigger, or by an action."""


class NewChange(NamedTuple):
    """A change to be stored. `source` and `source_id` together name it once for all."""

    kind: Kind | str
    value: str | None
    source: str
    source_id: str | None = None
    payload: Mapping[str, Any] = {}
    about: Mapping[str, Any] = {}
    channel: str | None = None
    binding_id: str | None = None
    visit: int | None = None
    depth: int = 0


class Stored(NamedTuple):
    """`known` is True when the source had told it before, and nothing was stored now."""

    id: str
    known: bool


def store(session: Session, conversation_id: str, new: NewChange) -> Stored:
    """Store a change once. Its time is now, never before the conversation's last. Raises UnknownConversation."""
    change_id = new_id()
    source_id = new.source_id or change_id
    earlier = session.exec(
        select(ChangeRow.id).where(ChangeRow.source == new.source, ChangeRow.source_id == source_id)
    ).first()
    if earlier is not None:
        return Stored(earlier, True)
    conversation = contacts.conversation(session, conversation_id)
    conversation.last_at = max(clock.now(), conversation.last_at)
    session.add(conversation)
    session.add(
        ChangeRow(
            id=change_id, conversation_id=conversation_id, binding_id=new.binding_id, kind=new.kind, value=new.value,
            payload=dict(new.payload), about=dict(new.about), channel=new.channel, source=new.source,
            source_id=source_id, visit=new.visit, depth=new.depth, at=conversation.last_at,
        )
    )  # fmt: skip
    session.flush()
    return Stored(change_id, False)


def events_seen(session: Session, most: int = 50, *, told: Collection[str] | None = None) -> tuple[str, ...]:
    """The names of the events that arrived lately, in whichever conversation, the latest first.

    With `told` only those that a process of these types was told of.
    """
    recent: Any = select(ChangeRow.kind, ChangeRow.value).order_by(col(ChangeRow.order).desc())
    if told is not None:
        recent = select(HistoryRow.kind, HistoryRow.value).order_by(col(HistoryRow.order).desc())
        recent = recent.join(BindingRow, col(BindingRow.id) == HistoryRow.binding_id)
        recent = recent.where(col(BindingRow.process_type).in_(told))
    recent = recent.limit(RECENT)
    names = (value for kind, value in session.exec(recent) if kind == "event" and value)
    return tuple(islice(dict.fromkeys(names), most))


def handled_at_once(session: Session, conversation_id: str, new: NewChange, result: str) -> ChangeRow:
    """Store a change that is dealt with in this same transaction."""
    row = get(session, store(session, conversation_id, new).id)
    handled(session, row, result)
    return row


def get(session: Session, change_id: str) -> ChangeRow:
    """A stored change."""
    return session.exec(select(ChangeRow).where(ChangeRow.id == change_id)).one()


def source_ids(session: Session, change_ids: Collection[str]) -> set[str]:
    """What their sources call these changes."""
    return set(session.exec(select(ChangeRow.source_id).where(col(ChangeRow.id).in_(change_ids))))


def told(session: Session, change_id: str) -> list[str]:
    """The bindings that were told of a change, first told first; of a message, of any of its intents."""
    rows = session.exec(
        select(HistoryRow.binding_id)
        .where(or_(HistoryRow.change_id == change_id, col(HistoryRow.change_id).startswith(f"{change_id}.")))
        .order_by(col(HistoryRow.order))
    )
    return list(dict.fromkeys(rows))


def next_waiting(session: Session, conversation_id: str) -> ChangeRow | None:
    """The oldest change of a conversation that hasn't been turned."""
    return session.exec(
        select(ChangeRow)
        .where(ChangeRow.conversation_id == conversation_id, col(ChangeRow.handled_at).is_(None))
        .order_by(col(ChangeRow.order))
        .limit(1)
    ).first()


def result_before(session: Session, message: ChangeRow) -> ChangeRow | None:
    """The oldest waiting result of an effect that was stored before this message."""
    return session.exec(
        select(ChangeRow)
        .join(OutboxRow, col(OutboxRow.key) == ChangeRow.source_id)
        .where(
            ChangeRow.conversation_id == message.conversation_id, col(ChangeRow.handled_at).is_(None),
            ChangeRow.source == RESULT, OutboxRow.created_at <= message.at,
        )
        .order_by(col(ChangeRow.order))
        .limit(1)
    ).first()  # fmt: skip


def conversations_waiting(session: Session, now: datetime, left_alone: timedelta, limit: int) -> list[str]:
    """Conversations with changes that nobody has turned, but those stored within the time they are left alone."""
    query = (
        select(ChangeRow.conversation_id)
        # Where the clock was set back, what is stored seems to come from the future.
        .where(col(ChangeRow.handled_at).is_(None), or_(ChangeRow.at <= now - left_alone, ChangeRow.at > now))
        .distinct()
        .limit(limit)
    )
    return list(session.exec(query))


def handled(
    session: Session, row: ChangeRow, result: str, understood: Mapping[str, Any] | None = None
) -> None:
    """Turned: in a word, what came of it; for a message also what was understood."""
    row.handled_at, row.result = clock.now(), result
    row.understood = None if understood is None else dict(understood)
    session.add(row)


def withdraw_timer(
    session: Session, conversation_id: str, binding_id: str, transition: str, visit: int
) -> None:
    """The date that a trigger's timer counts from has moved: had it fired for the old one, that is void."""
    session.exec(
        update(ChangeRow)
        .where(
            col(ChangeRow.conversation_id) == conversation_id, col(ChangeRow.handled_at).is_(None),
            col(ChangeRow.source) == TIMER, col(ChangeRow.binding_id) == binding_id,
            col(ChangeRow.value) == transition, col(ChangeRow.visit) == visit,
        )
        .values(handled_at=clock.now(), result="void")
    )  # fmt: skip


def as_change(row: ChangeRow) -> ContextChange:
    """The change as `decide` wants it; of a message, what all its intents share."""
    kind: Any = "intent" if row.kind == MESSAGE else row.kind
    return ContextChange(
        row.id, kind, row.value, row.at, row.payload, row.channel, row.source, None, row.binding_id, row.visit,
        row.depth, row.about,
    )  # fmt: skip


def record(session: Session, told: Told) -> None:
    """Write what came of a change into the history of the binding that was told."""
    change, before, decision = told.change, told.before, told.decision
    session.add(
        HistoryRow(
            binding_id=before.binding_id, change_id=change.id, kind=change.kind, value=change.value,
            payload=dict(change.payload), channel=change.channel, source=change.source, confidence=change.confidence,
            at=change.at, outcome=decision.trace.outcome, from_state=before.state, to_state=decision.binding.state,
            taken=decision.trace.taken, revision=decision.binding.revision,
            effects=[effect.type for effect in decision.effects], trace=decision.trace.as_json(),
        )
    )  # fmt: skip


def history(session: Session, binding_id: str) -> list[HistoryRow]:
    """Everything a binding was told, oldest first."""
    return list(
        session.exec(
            select(HistoryRow).where(HistoryRow.binding_id == binding_id).order_by(col(HistoryRow.order))
        )
    )
