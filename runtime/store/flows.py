"""Flows as they are kept: a draft per process type, and immutable versions numbered from 1."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from flows import codec
from flows.model import Flow
from runtime import clock
from runtime.errors import (
    Archived,
    NotPublished,
    UnknownProcess,
    UnknownVersion,
)
from runtime.store import audit
from runtime.store.tables import FlowRow, FlowVersionRow
from runtime.users.actor import Actor


class VersionEntry(NamedTuple):
    """A line of the history; `at` is UTC."""

    version: int
    digest: str
    author: str
    note: str
    at: datetime


class Marks(NamedTuple):
    """Who made the current version current, and who archived the flow; times are UTC.

    None where nobody did, or nobody wrote it down: databases of older versions.
    """

    current_by: str | None
    current_at: datetime | None
    archived_by: str | None
    archived_at: datetime | None


def save_draft(session: Session, flow: Flow, actor: Actor) -> None:
    """Make `flow` the draft of its process type, which is made if it is new."""
    row = session.get(FlowRow, flow.process_type)
    act: audit.Act = "flow.made" if row is None else "flow.draft_replaced"
    if row is None:
        row = FlowRow(process_type=flow.process_type, created_at=clock.now())
    row.title, row.draft, row.draft_by, row.draft_at = (
        flow.name,
        codec.as_json(codec.draft(flow)),
        actor.name,
        clock.now(),
    )
    row.draft_rev += 1
    session.add(row)
    audit.note(session, actor, act, "flow", flow.process_type, {"rev": row.draft_rev})


def draft(session: Session, process_type: str) -> Flow | None:
    """The draft; None where there is only what was published. Raises UnknownProcess."""
    row = row_of(session, process_type)
    return None if row.draft is None else codec.from_json(row.draft)


def latest(session: Session, process_type: str) -> Flow:
    """The draft, else the current version with its number and digest. Raises UnknownProcess."""
    return draft(session, process_type) or version(session, process_type)


def require_active(session: Session, process_type: str) -> None:
    """Raises UnknownProcess, Archived."""
    row = row_of(session, process_type)
    if row.archived_at is not None:
        raise Archived(f"“{row.title}” is archived and starts nothing new; take it out of the archive first.")


def is_known(session: Session, process_type: str) -> bool:
    """Whether there is a process of this type, drafts and archived ones included."""
    return session.get(FlowRow, process_type) is not None


def version(session: Session, process_type: str, number: int | None = None) -> Flow:
    """A published version with its number and digest; the current one by default.

    Raises UnknownProcess, UnknownVersion, NotPublished.
    """
    if number is None:
        number = current_version(session, process_type)
    return loaded(session, process_type, number)


def current_version(session: Session, process_type: str) -> int:
    """The number of the current version. Raises UnknownProcess, NotPublished."""
    row = row_of(session, process_type)
    if row.current is None:
        raise NotPublished(f"“{row.title}” has no published version yet; publish it first.")
    return row.current


def loaded(session: Session, process_type: str, number: int) -> Flow:
    """A version as `decide` wants it, kept in memory by its digest. Raises UnknownVersion."""
    if not 0 < number <= LARGEST:  # databases have no larger ones, and fail where they are asked for one
        raise UnknownVersion(f"“{process_type}” has no version {number}.")
    this = _of(process_type), FlowVersionRow.version == number
    digest = session.exec(select(FlowVersionRow.digest).where(*this)).first()
    if digest is None:
        raise UnknownVersion(f"“{process_type}” has no version {number}.")
    key = (digest, number)
    if key not in _kept:
        if len(_kept) >= KEPT_FLOWS:
            _kept.clear()
        _kept[key] = codec.from_json(session.exec(select(FlowVersionRow.document).where(*this)).one())
    return _kept[key]


KEPT_FLOWS = 2048
LARGEST = 2**31 - 1
_kept: dict[tuple[str, int], Flow] = {}


def versions(session: Session, process_type: str) -> list[VersionEntry]:
    """The history, newest first. Raises UnknownProcess."""
    row_of(session, process_type)
    rows = session.exec(
        select(FlowVersionRow).where(_of(process_type)).order_by(col(FlowVersionRow.version).desc())
    )
    return [VersionEntry(row.version, row.digest, row.author, row.note, row.at) for row in rows]


def marks(session: Session, process_type: str) -> Marks:
    """Who made the current version current, and who archived the flow. Raises UnknownProcess."""
    row = row_of(session, process_type)
    return Marks(row.current_by, row.current_at, row.archived_by, row.archived_at)


def is_archived(session: Session, process_type: str) -> bool:
    """Whether it starts nothing new. Raises UnknownProcess."""
    return row_of(session, process_type).archived_at is not None


def active(session: Session) -> list[Flow]:
    """The current versions of what is not archived, by title."""
    rows = session.exec(
        select(FlowRow.process_type, FlowRow.current)
        .where(col(FlowRow.archived_at).is_(None))
        .order_by(FlowRow.title)
    ).all()
    return [loaded(session, process_type, current) for process_type, current in rows if current is not None]


def startable(session: Session) -> list[Flow]:
    """The current versions that events or intents may start; what is archived isn't started."""
    return [flow for flow in active(session) if flow.starts]


def row_of(session: Session, process_type: str) -> FlowRow:
    """What is stored of a process type, for the modules of this room. Raises UnknownProcess."""
    row = session.get(FlowRow, process_type)
    if row is None:
        raise UnknownProcess(f"There is no flow “{process_type}”.")
    return row


def _of(process_type: str) -> Any:
    return FlowVersionRow.process_type == process_type
