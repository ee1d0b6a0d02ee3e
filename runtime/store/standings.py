"""Where flows stand: their versions and drafts, and how many conversations are in which state."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlmodel import Session, col, func, select

from flows import codec
from runtime.errors import UnknownProcess
from runtime.store import flows
from runtime.store.tables import BindingRow, FlowRow

# Columns alone: a row would bring its draft along.
_STANDING: Any = (
    FlowRow.process_type, FlowRow.title, FlowRow.draft_rev, FlowRow.current, FlowRow.archived_at,
)  # fmt: skip


class FlowEntry(NamedTuple):
    """A line of the list of flows. `running` counts open bindings by state."""

    process_type: str
    title: str
    current: int | None
    draft_differs: bool
    running: dict[str, int]
    archived: bool


class Standing(NamedTuple):
    """Where a process type stands, without its documents: cheap enough to ask for every second.

    `draft_rev` counts the drafts that were stored: with `current`, it says which documents there are.
    """

    process_type: str
    title: str
    draft_rev: int
    current: int | None
    running: dict[str, int]
    archived: bool


def entries(session: Session) -> list[FlowEntry]:
    """All flows by title."""
    running = _running(session)
    return [
        _entry(session, row, running.get(row.process_type, {}))
        for row in session.exec(select(FlowRow).order_by(FlowRow.title))
    ]


def _entry(session: Session, row: FlowRow, running: dict[str, int]) -> FlowEntry:
    current = None if row.current is None else flows.loaded(session, row.process_type, row.current)
    own_draft = None if row.draft is None else codec.from_json(row.draft)
    differs = own_draft is not None and (current is None or codec.draft(current) != own_draft)
    archived = row.archived_at is not None
    return FlowEntry(row.process_type, row.title, row.current, differs, running, archived)


def standings(session: Session) -> list[Standing]:
    """Where each process type stands, by title."""
    running = _running(session)
    rows = session.exec(select(*_STANDING).order_by(FlowRow.title))
    return [_standing(row, running.get(row[0], {})) for row in rows]


def standing(session: Session, process_type: str) -> Standing:
    """Where one process type stands. Raises UnknownProcess."""
    row = session.exec(select(*_STANDING).where(FlowRow.process_type == process_type)).first()
    if row is None:
        raise UnknownProcess(f"There is no flow “{process_type}”.")
    return _standing(row, _running(session, process_type).get(process_type, {}))


def _standing(row: Any, running: dict[str, int]) -> Standing:
    process_type, title, draft_rev, current, archived_at = row
    return Standing(process_type, title, draft_rev, current, running, archived_at is not None)


def _running(session: Session, process_type: str | None = None) -> dict[str, dict[str, int]]:
    """Open bindings by process type and state; of all types, or of one."""
    counted: dict[str, dict[str, int]] = {}
    wanted = (
        select(BindingRow.process_type, BindingRow.state, func.count())
        .where(col(BindingRow.ended_at).is_(None))
        .group_by(BindingRow.process_type, BindingRow.state)
    )
    if process_type is not None:
        wanted = wanted.where(BindingRow.process_type == process_type)
    for name, state, count in session.exec(wanted):
        counted.setdefault(name, {})[state] = count
    return counted


def counts(session: Session, process_type: str) -> dict[str, int]:
    """How many conversations are in each state, ended ones too."""
    rows = session.exec(
        select(BindingRow.state, func.count())
        .where(BindingRow.process_type == process_type)
        .group_by(BindingRow.state)
    )
    return dict(rows.all())
