"""Drafts as they are edited: a snapshot with its revision, and every edit that led there.

The commands are JSON here; what they mean is the studio's.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlmodel import Session, col, select, update

from flows import codec
from flows.model import Flow
from runtime import clock
from runtime.errors import DraftMoved, UnknownProcess
from runtime.store import flows
from runtime.store.tables import DraftCommandRow, FlowRow
from runtime.store.types import JsonText


class Draft(NamedTuple):
    """A draft and its revision, which counts every time it was stored."""

    flow: Flow
    rev: int


class Stored(NamedTuple):
    """An edit: the JSON of its op, its command and its inverse. `of` is what an undo or redo takes back."""

    rev: int
    user_id: str | None
    """Whose it is; None for who has no id, and where a database of an older version doesn't say."""
    user: str
    """Their name then, to be read."""
    label: str
    doing: str
    of: int | None
    op: dict[str, Any]
    command: dict[str, Any]
    inverse: dict[str, Any]


def open_draft(session: Session, process_type: str) -> Draft:
    """The draft; where there is none, the current version as one. Raises UnknownProcess."""
    rev = revision(session, process_type)
    flow = flows.draft(session, process_type)
    return Draft(codec.draft(flows.version(session, process_type)) if flow is None else flow, rev)


def revision(session: Session, process_type: str) -> int:
    """The draft's revision; 0 before the first. Raises UnknownProcess."""
    rev = session.exec(select(FlowRow.draft_rev).where(FlowRow.process_type == process_type)).first()
    if rev is None:
        raise UnknownProcess(f"There is no flow “{process_type}”.")
    return rev


def store(session: Session, flow: Flow, document: JsonText, edit: Stored) -> None:
    """Make `flow` the draft of revision `edit.rev`, and keep what led there; `document` is its canonical JSON.

    Raises DraftMoved unless the draft is of the revision before.
    """
    # The row is never loaded: reading the old document would cost more than all the rest.
    moved = session.exec(
        update(FlowRow)
        .where(col(FlowRow.process_type) == flow.process_type, col(FlowRow.draft_rev) == edit.rev - 1)
        .values(title=flow.name, draft=document, draft_by=edit.user, draft_at=clock.now(), draft_rev=edit.rev)
    )
    if moved.rowcount != 1:
        raise DraftMoved
    session.add(DraftCommandRow(process_type=flow.process_type, at=clock.now(), **edit._asdict()))


def edits(session: Session, process_type: str, *, after: int = 0) -> list[Stored]:
    """The edits behind revision `after`, by rising revision.

    Revisions without one, such as imports, replaced the whole draft.
    """
    rows = session.exec(
        select(DraftCommandRow)
        .where(DraftCommandRow.process_type == process_type, col(DraftCommandRow.rev) > after)
        .order_by(col(DraftCommandRow.rev))
    )
    return [_stored(row) for row in rows]


def _stored(row: DraftCommandRow) -> Stored:
    return Stored(
        row.rev, row.user_id, row.user, row.label, row.doing, row.of, row.op, row.command, row.inverse
    )  # fmt: skip
