"""Bindings: loaded as `decide` wants them, saved as it returns them."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, or_, select

from flows.binding import Binding
from flows.conversation import Seat
from flows.model import Flow
from flows.opening import key_of, key_taken
from runtime.errors import Ambiguous, KeyTaken, NotFound, UnknownBinding
from runtime.store import flows
from runtime.store.tables import BindingRow, ReferenceRow


class Found(NamedTuple):
    """A binding and where it stands."""

    binding: Binding
    conversation_id: str
    contact_id: str
    outcome: str | None
    ended_at: datetime | None
    active_at: datetime
    created_at: datetime
    flagged: bool
    started_by: str | None


def get(session: Session, binding_id: str) -> Found:
    """A binding. Raises UnknownBinding."""
    return _found(_row(session, binding_id))


def of_process(session: Session, process_type: str, binding_id: str) -> Found:
    """A binding of a process of this type. Raises UnknownBinding, for one of another type too."""
    row = session.get(BindingRow, binding_id)
    if row is None or row.process_type != process_type:
        raise UnknownBinding(f"“{process_type}” has no conversation “{binding_id}”.")
    return _found(row)


def seats(
    session: Session, conversation_id: str, *, opened_by: datetime | None = None, named: str | None = None
) -> list[Seat]:
    """The open bindings of a conversation, with the versions they are pinned to.

    With `opened_by` (UTC) only those that were open then. The binding `named` by a change is among them even when
    it has ended: `goto:` brings it back.
    """
    query = select(BindingRow).where(
        BindingRow.conversation_id == conversation_id,
        or_(col(BindingRow.ended_at).is_(None), BindingRow.id == named),
    )
    if opened_by is not None:
        query = query.where(BindingRow.created_at <= opened_by)
    rows = session.exec(query.order_by(col(BindingRow.created_at)))
    return [
        Seat(flows.loaded(session, row.process_type, row.version), _binding(row), row.active_at)
        for row in rows
    ]


def of_conversation(session: Session, conversation_id: str) -> list[Found]:
    """All bindings of a conversation, oldest first."""
    rows = session.exec(
        select(BindingRow)
        .where(BindingRow.conversation_id == conversation_id)
        .order_by(col(BindingRow.created_at))
    )
    return [_found(row) for row in rows]


class Wanted(NamedTuple):
    """What to list: every field given narrows. `after` is the id of the last one seen."""

    process_type: str | None = None
    state: str | None = None
    contact_id: str | None = None
    conversation_id: str | None = None
    open: bool | None = None
    after: str | None = None
    limit: int = 50


def listed(session: Session, wanted: Wanted) -> list[Found]:
    """Bindings, newest first."""
    query = select(BindingRow).order_by(col(BindingRow.id).desc()).limit(wanted.limit)
    for name in ("process_type", "state", "contact_id", "conversation_id"):
        if (value := getattr(wanted, name)) is not None:
            query = query.where(getattr(BindingRow, name) == value)
    if wanted.open is not None:
        ended = col(BindingRow.ended_at)
        query = query.where(ended.is_(None) if wanted.open else ended.is_not(None))
    if wanted.after is not None:
        query = query.where(col(BindingRow.id) < wanted.after)
    return [_found(row) for row in session.exec(query)]


def add(session: Session, flow: Flow, found: Found) -> None:
    """Store a new binding. Raises KeyTaken when an open one of this process has its key."""
    binding = found.binding
    key = key_of(flow, binding.data)
    if key is not None and open_with_key(session, found.contact_id, flow, key) is not None:
        raise KeyTaken(key_taken(flow, key))
    row = BindingRow(
        id=binding.binding_id, conversation_id=found.conversation_id, contact_id=found.contact_id,
        process_type=binding.process_type, version=binding.version, key_value=key, state=binding.state,
        visit=0, entered_at=binding.entered_at, revision=0, values=dict(binding.data), active_at=found.active_at,
        started_by=found.started_by, created_at=found.created_at,
    )  # fmt: skip
    session.add(row)
    session.flush()


def save(session: Session, flow: Flow, binding: Binding, *, at: datetime, flagged: bool = False) -> bool:
    """Store the next state of a binding; True when this ended it."""
    row = _row(session, binding.binding_id)
    ended = binding.state in flow.terminal_states
    just_ended = ended and row.ended_at is None
    row.state, row.visit, row.entered_at, row.revision = (
        binding.state,
        binding.visit,
        binding.entered_at,
        binding.revision,
    )
    row.values, row.visits, row.misses = dict(binding.data), dict(binding.visits), binding.misses
    row.key_value, row.active_at, row.flagged = key_of(flow, binding.data), at, row.flagged or flagged
    if just_ended:
        row.ended_at, row.outcome = at, binding.state
    elif not ended:
        row.ended_at = row.outcome = None
    session.add(row)
    _save_references(session, flow, binding)
    return just_ended


def set_outcome(session: Session, binding_id: str, outcome: str) -> None:
    """How the process ended, in the map's own word. Raises UnknownBinding."""
    row = _row(session, binding_id)
    row.outcome = outcome
    session.add(row)


def flag(session: Session, binding_id: str) -> None:
    """Mark a binding whose chain met the limit. Raises UnknownBinding."""
    row = _row(session, binding_id)
    row.flagged = True
    session.add(row)


def touch(session: Session, binding_id: str, at: datetime) -> None:
    """It said something: it is the conversation's most recently active binding."""
    row = _row(session, binding_id)
    row.active_at = max(row.active_at, at)
    session.add(row)


def open_with_key(session: Session, contact_id: str, flow: Flow, key: str) -> str | None:
    """The open binding of this process with this key."""
    query = select(BindingRow.id).where(
        BindingRow.contact_id == contact_id,
        BindingRow.process_type == flow.process_type,
        BindingRow.key_value == key,
        col(BindingRow.ended_at).is_(None),
    )
    return session.exec(query).first()


def contact_by_reference(session: Session, field: str, value: str) -> str:
    """The one contact with a process whose reference field holds `value`; open processes count first.

    Raises NotFound, Ambiguous.
    """
    rows = session.exec(
        select(BindingRow.contact_id, BindingRow.ended_at)
        .join(ReferenceRow, col(ReferenceRow.binding_id) == BindingRow.id)
        .where(ReferenceRow.field == field, ReferenceRow.value == value)
    ).all()
    everyone = {contact for contact, _ in rows}
    contacts = {contact for contact, ended in rows if ended is None} or everyone
    if not contacts:
        raise NotFound(f"No process has {field} “{value}”; only fields marked `reference` are looked at.")
    if len(contacts) > 1:
        raise Ambiguous(f"{len(contacts)} contacts have {field} “{value}”; name the contact or the binding.")
    return contacts.pop()


def _save_references(session: Session, flow: Flow, binding: Binding) -> None:
    for name, field in flow.data.items():
        if not field.reference:
            continue
        row, value = session.get(ReferenceRow, (binding.binding_id, name)), binding.data.get(name)
        if value is None:
            if row is not None:
                session.delete(row)
        elif row is None:
            session.add(ReferenceRow(binding_id=binding.binding_id, field=name, value=str(value)))
        elif row.value != str(value):
            row.value = str(value)
            session.add(row)


def _row(session: Session, binding_id: str) -> BindingRow:
    row = session.get(BindingRow, binding_id)
    if row is None:
        raise UnknownBinding(f"There is no binding “{binding_id}”.")
    return row


def _binding(row: BindingRow) -> Binding:
    return Binding(
        row.id, row.process_type, row.version, row.state, row.visit, row.entered_at, row.revision, row.values,
        row.visits, row.misses,
    )  # fmt: skip


def _found(row: BindingRow) -> Found:
    return Found(
        _binding(row), row.conversation_id, row.contact_id, row.outcome, row.ended_at, row.active_at, row.created_at,
        row.flagged, row.started_by,
    )  # fmt: skip
