"""A whole conversation as it is stored: every change in the order it was handled, and what was told of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from flows.binding import Binding, Facts
from flows.changes import ContextChange
from flows.hearing import Understood
from flows.model import Flow
from flows.trace import as_trace
from flows.world.entries import HeardEntry
from flows.world.retelling import Beginning, Recorded, Turned
from runtime.store import bindings, changes, contacts, flows
from runtime.store.changes import HELD
from runtime.store.contacts import Identity
from runtime.store.tables import BindingRow, ChangeRow, HandoverRow, HistoryRow, MessageRow

SET_ASIDE = "This could not be handled then, and was set aside."
NEVER_TOLD = ("void",)
"""Results of changes that were withdrawn before anybody was told."""


class Past(NamedTuple):
    """A conversation up to now."""

    conversation_id: str
    facts: Facts
    """What is known now."""
    identities: tuple[Identity, ...]
    turned: tuple[Turned, ...]
    beginnings: Mapping[str, Beginning]
    """By binding, oldest first."""
    stored: Mapping[str, Binding]
    """As the processes stand now."""
    started_by: Mapping[str, str | None]
    current: tuple[Flow, ...]
    """The current versions of all flows that aren't archived."""
    held_by: Mapping[str, frozenset[str]]
    """Of each message that came while an operator had the conversation, by its change: the bindings that had handed
    it over."""


def of_conversation(session: Session, conversation_id: str) -> Past:
    """Read it all. Raises UnknownConversation."""
    conversation = contacts.conversation(session, conversation_id)
    found = bindings.of_conversation(session, conversation_id)
    rows = _changes(session, conversation_id)
    history = _by_change(_history(session, conversation_id), {row.id for row in rows})
    pinned = {
        one.binding.binding_id: flows.loaded(session, one.binding.process_type, one.binding.version) for one in found
    }  # fmt: skip
    given = {
        line.binding_id: dict(row.payload)
        for row in rows
        for line in history[row.id]
        if row.kind == "manual" and line.change_id == row.id and line.outcome == "started"
    }
    return Past(
        conversation_id, contacts.all_facts(session, conversation),
        tuple(contacts.identities(session, conversation.contact_id)),
        tuple(_turned(session, rows, history)),
        {
            one.binding.binding_id: Beginning(
                pinned[one.binding.binding_id], given.get(one.binding.binding_id), one.binding.data
            )
            for one in found
        },
        {one.binding.binding_id: one.binding for one in found},
        {one.binding.binding_id: one.started_by for one in found},
        tuple(flows.active(session)),
        _held_by(session, conversation_id, rows),
    )  # fmt: skip


def _held_by(session: Session, conversation_id: str, rows: Iterable[ChangeRow]) -> dict[str, frozenset[str]]:
    # By the conversation's own time, which never runs backwards, whatever is done to the clock.
    held = [(row.id, row.at) for row in rows if row.result == HELD]
    if not held:
        return {}
    handovers = session.exec(select(HandoverRow).where(HandoverRow.conversation_id == conversation_id)).all()
    return {
        name: frozenset(
            one.binding_id
            for one in handovers
            if one.at <= then and (one.released_at is None or then <= one.released_at)
        )
        for name, then in held
    }


def _changes(session: Session, conversation_id: str) -> list[ChangeRow]:
    query = select(ChangeRow).where(
        ChangeRow.conversation_id == conversation_id,
        col(ChangeRow.handled_at).is_not(None),
        col(ChangeRow.result).not_in(NEVER_TOLD),
    )
    return list(session.exec(query.order_by(col(ChangeRow.order))))


def _history(session: Session, conversation_id: str) -> Sequence[HistoryRow]:
    query = select(HistoryRow).join(BindingRow, col(BindingRow.id) == HistoryRow.binding_id)
    query = query.where(BindingRow.conversation_id == conversation_id)
    return session.exec(query.order_by(col(HistoryRow.order))).all()


def _by_change(history: Iterable[HistoryRow], known: set[str]) -> defaultdict[str, list[HistoryRow]]:
    """Lines by the stored change they belong to: an intent's to its message, a process' to what opened it."""
    found: defaultdict[str, list[HistoryRow]] = defaultdict(list)
    cause = ""
    for row in history:
        own = row.change_id.partition(".")[0]
        cause = own if own in known else cause
        found[cause].append(row)
    return found


def _turned(
    session: Session, rows: Sequence[ChangeRow], history: Mapping[str, Sequence[HistoryRow]]
) -> list[Turned]:
    said = _said(session, rows)
    return [
        _one(row, history.get(row.id, ()), _channel(rows, row), said)
        for row in _as_handled(rows, history)
    ]  # fmt: skip


def _as_handled(rows: Sequence[ChangeRow], history: Mapping[str, Sequence[HistoryRow]]) -> list[ChangeRow]:
    """In stored order, but for results that were told before a message that waited for them."""
    places: dict[str, int] = {}
    latest = 0
    for row in rows:
        lines = history.get(row.id)
        places[row.id] = (lines[0].order or 0) if lines else latest
        latest = max(latest, places[row.id])
    return sorted(rows, key=lambda row: (places[row.id], row.order or 0))


def _channel(rows: Sequence[ChangeRow], row: ChangeRow) -> str | None:
    """Where the customer was when a change was handled: a channel counts from when its message is stored."""
    handled = row.handled_at or row.at
    for one in reversed(rows):
        if one.kind == changes.MESSAGE and ((one.order or 0) <= (row.order or 0) or one.at < handled):
            return one.channel
    return None


def _said(session: Session, rows: Sequence[ChangeRow]) -> dict[str, str]:
    """What the business said, by the effects' keys."""
    if not rows:
        return {}
    query = select(MessageRow.source_id, MessageRow.text).where(
        MessageRow.conversation_id == rows[0].conversation_id, MessageRow.sender == "business"
    )
    return dict(session.exec(query).all())


def _one(row: ChangeRow, lines: Sequence[HistoryRow], channel: str | None, said: Mapping[str, str]) -> Turned:
    change, heard = changes.as_change(row), None
    if row.kind == changes.MESSAGE:
        text = str(row.payload["text"])
        change = change._replace(about={**change.about, "message": text}, payload={})
        heard = _heard(row, text)
    settles = row.source_id if row.source == changes.RESULT else None
    return Turned(
        change, tuple(_recorded(change, line) for line in lines), channel, heard, settles,
        said.get(settles or "", ""), SET_ASIDE if row.result == "failed" else "",
    )  # fmt: skip


def _recorded(change: ContextChange, line: HistoryRow) -> Recorded:
    kind: Any = line.kind
    told = change._replace(
        id=line.change_id, kind=kind, value=line.value, payload=line.payload, channel=line.channel,
        confidence=line.confidence, at=line.at, source=line.source,
    )  # fmt: skip
    trace = as_trace(line.trace)
    return Recorded(
        line.binding_id, told, line.to_state, line.revision, trace, line.order or 0, tuple(line.effects)
    )


def _heard(row: ChangeRow, text: str) -> HeardEntry:
    stored = row.understood or {}
    heard = tuple(
        Understood(one["intent"], one["confidence"], one["slots"], one["evidence"])
        for one in stored.get("heard", ())
    )
    scores = tuple((name, score) for name, score in stored.get("scores", ()))
    return HeardEntry(text, stored.get("detector", "none"), heard, scores, held=row.result == HELD)
