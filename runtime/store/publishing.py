"""What new conversations follow: drafts become versions, versions become current, flows are archived."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, func, select

from flows import codec
from flows.findings import check
from flows.findings.finding import Finding
from flows.model import Flow
from runtime import clock
from runtime.errors import DraftMoved, PublishRefused
from runtime.store import audit, flows
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


def checked(session: Session, process_type: str) -> Checked | None:
    """The draft, gone through as publishing does; None where there is none. Raises UnknownProcess.

    It may take seconds: whoever publishes does this first, where nobody waits for the database.
    """
    found = flows.draft(session, process_type)
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
    flows.require_active(session, process_type)
    row = flows.row_of(session, process_type)
    if rev is not None and row.draft_rev != rev:
        raise DraftMoved
    if row.draft is None:
        flow = flows.version(session, process_type)
        findings = check(flow, structure=True)
        return Published(process_type, flow.version or 0, flow.digest or "", False, findings)
    flow = codec.from_json(row.draft)
    findings = checked.findings if checked is not None and checked.draft == flow else check(flow)
    if any(finding.severity == "error" for finding in findings):
        raise PublishRefused(findings)
    current = None if row.current is None else session.get(FlowVersionRow, (process_type, row.current))
    if current is not None and codec.draft(codec.from_json(current.document)) == flow:
        return Published(process_type, current.version, current.digest, False, findings)
    now = clock.now()
    document = _next_version(session, flow, actor, note, now)
    row.title = flow.name
    _follow(session, row, document, actor, now)
    detail = {"version": document.version, "note": note}
    audit.note(session, actor, "flow.published", "flow", process_type, detail)
    return Published(process_type, document.version or 0, document.digest or "", True, findings)


def _next_version(session: Session, flow: Flow, actor: Actor, note: str, at: datetime) -> Flow:
    """Store the flow as the version after the last one."""
    numbers = select(func.max(FlowVersionRow.version)).where(FlowVersionRow.process_type == flow.process_type)
    number = (session.exec(numbers).one() or 0) + 1
    document = codec.published(flow, number)
    session.add(
        FlowVersionRow(
            process_type=flow.process_type, version=number, digest=document.digest or "",
            document=codec.as_json(document), author=actor.name, note=note, at=at,
        )
    )  # fmt: skip
    return document


def make_current(session: Session, process_type: str, number: int, *, actor: Actor) -> None:
    """What starts from now on follows this version; what runs stays on its own.

    Raises UnknownProcess, Archived, UnknownVersion, and RoleTooLow as `publish`.
    """
    flows.require_active(session, process_type)
    row = flows.row_of(session, process_type)
    flow = flows.loaded(session, process_type, number)
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
    row = flows.row_of(session, process_type)
    if row.archived_at is None:
        row.archived_by, row.archived_at = actor.name, clock.now()
        session.add(row)
        audit.note(session, actor, "flow.archived", "flow", process_type)


def unarchive(session: Session, process_type: str, *, actor: Actor) -> None:
    """Take it out of the archive. Raises UnknownProcess, and RoleTooLow as `publish`."""
    row = flows.row_of(session, process_type)
    if row.archived_at is not None:
        if row.current is not None:
            require_starts(actor, flows.loaded(session, process_type, row.current))
        row.archived_by, row.archived_at = None, None
        session.add(row)
        audit.note(session, actor, "flow.unarchived", "flow", process_type)


def publish_missing(session: Session, wanted: Iterable[Flow], *, actor: Actor, note: str) -> list[Published]:
    """Publish those whose process type doesn't exist yet, as `converse up` does at its start.

    Only their structure is looked at, so that a start stays quick.
    """
    missing = [flow for flow in wanted if session.get(FlowRow, flow.process_type) is None]
    for flow in missing:
        flows.save_draft(session, flow, actor)
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
