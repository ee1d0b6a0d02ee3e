"""Flows as they are kept: a draft per process type, and immutable versions numbered from 1."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlmodel import Session, col, func, select

from flows import codec
from flows.findings import check
from flows.findings.finding import Finding
from flows.model import Flow
from runtime import clock
from runtime.errors import (
    Archived,
    DraftMoved,
    NotPublished,
    PublishRefused,
    UnknownProcess,
    UnknownVersion,
)
from runtime.store import audit
from runtime.store.tables import FlowRow, FlowVersionRow
from runtime.users.actor import Actor
from runtime.users.starts import require_starts


class Published(NamedTuple):
    """What publishing did. `changed` is False when the current version says the same to the letter."""

    process_type: str
    version: int
    digest: str
    changed: bool
    findings: tuple[Finding, ...]


class Checked(NamedTuple):
    """A draft with everything that can be said about it."""

    draft: Flow
    findings: tuple[Finding, ...]


class VersionEntry(NamedTuple):
    """A line of the history; `at` is UTC."""

    version: int
    digest: str
    author: str
    note: str
    at: Any


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
    audit.note(session, actor, "flow.draft_replaced", "flow", flow.process_type, {"rev": row.draft_rev})


def draft(session: Session, process_type: str) -> Flow | None:
    """The draft; None where there is only what was published. Raises UnknownProcess."""
    row = _row(session, process_type)
    return None if row.draft is None else codec.from_json(row.draft)


def latest(session: Session, process_type: str) -> Flow:
    """The draft, else the current version with its number and digest. Raises UnknownProcess."""
    return draft(session, process_type) or version(session, process_type)


def checked(session: Session, process_type: str) -> Checked | None:
    """The draft, gone through as publishing does; None where there is none. Raises UnknownProcess.

    It may take seconds: whoever publishes does this first, where nobody waits for the database.
    """
    found = draft(session, process_type)
    return None if found is None else Checked(found, check(found))


def publish(
    session: Session,
    process_type: str,
    *,
    actor: Actor,
    note: str,
    rev: int | None = None,
    checked: Checked | None = None,
) -> Published:
    """Make the draft the next version, and current. What was `checked` isn't again, if it is still the draft.

    Raises UnknownProcess, Archived, DraftMoved where the draft is of another revision than `rev`, PublishRefused with
    its findings for a draft with errors, and RoleTooLow where it starts a flow that the actor may not operate.
    """
    require_active(session, process_type)
    row = _row(session, process_type)
    if rev is not None and row.draft_rev != rev:
        raise DraftMoved
    if row.draft is None:
        flow = version(session, process_type)
        findings = check(flow, structure=True)
        return Published(process_type, flow.version or 0, flow.digest or "", False, findings)
    flow = codec.from_json(row.draft)
    findings = checked.findings if checked is not None and checked.draft == flow else check(flow)
    if any(finding.severity == "error" for finding in findings):
        raise PublishRefused(findings)
    current = None if row.current is None else session.get(FlowVersionRow, (process_type, row.current))
    if current is not None and codec.draft(codec.from_json(current.document)) == flow:
        return Published(process_type, current.version, current.digest, False, findings)
    number = (session.exec(select(func.max(FlowVersionRow.version)).where(_of(process_type))).one() or 0) + 1
    document = codec.published(flow, number)
    digest, now = document.digest or "", clock.now()
    session.add(
        FlowVersionRow(
            process_type=process_type, version=number, digest=digest, document=codec.as_json(document),
            author=actor.name, note=note, at=now,
        )
    )  # fmt: skip
    row.title = flow.name
    _follow(session, row, document, actor, now)
    audit.note(session, actor, "flow.published", "flow", process_type, {"version": number, "note": note})
    return Published(process_type, number, digest, True, findings)


def make_current(session: Session, process_type: str, number: int, *, actor: Actor) -> None:
    """What starts from now on follows this version; what runs stays on its own.

    Raises UnknownProcess, Archived, UnknownVersion, and RoleTooLow as `publish`.
    """
    require_active(session, process_type)
    row = _row(session, process_type)
    flow = loaded(session, process_type, number)
    if row.current != number:
        detail = {"version": number, "before": row.current}
        _follow(session, row, flow, actor, clock.now())
        audit.note(session, actor, "flow.made_current", "flow", process_type, detail)


def _follow(session: Session, row: FlowRow, flow: Flow, actor: Actor, at: datetime) -> None:
    """Whatever makes a version current comes by here."""
    require_starts(actor, flow)
    row.current, row.current_by, row.current_at = flow.version, actor.name, at
    session.add(row)


def archive(session: Session, process_type: str, *, actor: Actor) -> None:
    """Start nothing new from now on; what runs goes on to its end. Raises UnknownProcess."""
    row = _row(session, process_type)
    if row.archived_at is None:
        row.archived_by, row.archived_at = actor.name, clock.now()
        session.add(row)
        audit.note(session, actor, "flow.archived", "flow", process_type)


def unarchive(session: Session, process_type: str, *, actor: Actor) -> None:
    """Take it out of the archive. Raises UnknownProcess, and RoleTooLow as `publish`."""
    row = _row(session, process_type)
    if row.archived_at is not None:
        if row.current is not None:
            require_starts(actor, loaded(session, process_type, row.current))
        row.archived_by, row.archived_at = None, None
        session.add(row)
        audit.note(session, actor, "flow.unarchived", "flow", process_type)


def require_active(session: Session, process_type: str) -> None:
    """Raises UnknownProcess, Archived."""
    row = _row(session, process_type)
    if row.archived_at is not None:
        raise Archived(f"“{row.title}” is archived and starts nothing new; take it out of the archive first.")


def publish_missing(session: Session, flows: Iterable[Flow], *, actor: Actor, note: str) -> list[Published]:
    """Publish those whose process type doesn't exist yet, as `converse up` does at its start.

    Only their structure is looked at, so that a start stays quick.
    """
    missing = [flow for flow in flows if session.get(FlowRow, flow.process_type) is None]
    for flow in missing:
        save_draft(session, flow, actor)
    session.flush()
    return [
        publish(
            session,
            flow.process_type,
            actor=actor,
            note=note,
            checked=Checked(codec.draft(flow), check(flow, structure=True)),
        )
        for flow in missing
    ]


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
    row = _row(session, process_type)
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
    _row(session, process_type)
    rows = session.exec(
        select(FlowVersionRow).where(_of(process_type)).order_by(col(FlowVersionRow.version).desc())
    )
    return [VersionEntry(row.version, row.digest, row.author, row.note, row.at) for row in rows]


def marks(session: Session, process_type: str) -> Marks:
    """Who made the current version current, and who archived the flow. Raises UnknownProcess."""
    row = _row(session, process_type)
    return Marks(row.current_by, row.current_at, row.archived_by, row.archived_at)


def is_archived(session: Session, process_type: str) -> bool:
    """Whether it starts nothing new. Raises UnknownProcess."""
    return _row(session, process_type).archived_at is not None


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


def _row(session: Session, process_type: str) -> FlowRow:
    row = session.get(FlowRow, process_type)
    if row is None:
        raise UnknownProcess(f"There is no process “{process_type}”.")
    return row


def _of(process_type: str) -> Any:
    return FlowVersionRow.process_type == process_type
