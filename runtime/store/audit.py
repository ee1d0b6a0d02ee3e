"""The audit trail: who did what to what, from where, when. Rows are added and never changed.

Whatever changes something notes it here in its own transaction, so that neither stands without the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Literal, NamedTuple, get_args

from sqlmodel import Session, col, or_, select

from runtime import clock
from runtime.store.tables import AuditRow
from runtime.users.actor import Actor

Act = Literal[
    "flow.published", "flow.made_current", "flow.archived", "flow.unarchived", "flow.draft_replaced",
    "binding.started", "binding.moved", "contact.consent",
    "user.invited", "user.joined", "user.renamed", "user.role", "user.grant", "user.disabled", "user.enabled",
    "user.linked", "user.reset_link", "user.signin_link", "user.password",
    "session.began", "session.ended", "session.revoked", "session.refused",
    "key.made", "key.revoked", "key.refused",
    "settings.changed", "audit.exported",
    "refused",
]  # fmt: skip
"""Everything that is noted. `…refused` is what somebody tried and was not let do."""
ACTS: tuple[Act, ...] = get_args(Act)

ObjectKind = Literal[
    "flow", "user", "key", "session", "binding", "contact", "settings", "audit", "page", "route"
]


class Entry(NamedTuple):
    """One line of the trail; `at` is UTC."""

    order: int
    at: datetime
    actor: str
    actor_kind: str
    origin: str
    act: str
    kind: str
    object_id: str
    detail: Mapping[str, Any]


class Search(NamedTuple):
    """Which lines are wanted; what is empty doesn't matter. Times are aware, `until` is not included."""

    text: str = ""
    """Somewhere in the actor, the address, or what it was done to; case doesn't count."""
    act: str = ""
    """An act, or all that begin with it: “user.”."""
    actor: str = ""
    since: datetime | None = None
    until: datetime | None = None


def note(
    session: Session,
    actor: Actor,
    act: Act,
    kind: ObjectKind,
    object_id: str,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Add a line in the caller's transaction. No secret, no text of a customer belongs into `detail`."""
    session.add(
        AuditRow(
            at=clock.now(), actor=actor.name, actor_id=actor.id, actor_kind=actor.kind, origin=actor.origin,
            act=act, kind=kind, object_id=object_id, detail=dict(detail or {}),
        )
    )  # fmt: skip


def page(session: Session, search: Search, *, before: int | None = None, limit: int = 100) -> list[Entry]:
    """Lines that fit, newest first; older than the line `before` where one is given."""
    wanted = select(AuditRow).where(*_fitting(search)).order_by(col(AuditRow.order).desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(col(AuditRow.order) < before)
    return [_entry(row) for row in session.exec(wanted)]


def _fitting(search: Search) -> Iterator[Any]:
    if search.text:
        places = (AuditRow.actor, AuditRow.origin, AuditRow.object_id)
        yield or_(*(col(place).icontains(search.text, autoescape=True) for place in places))
    if search.act:
        yield col(AuditRow.act).startswith(search.act, autoescape=True)
    if search.actor:
        yield AuditRow.actor == search.actor
    if search.since is not None:
        yield col(AuditRow.at) >= search.since
    if search.until is not None:
        yield col(AuditRow.at) < search.until


def _entry(row: AuditRow) -> Entry:
    return Entry(
        row.order or 0,
        row.at,
        row.actor,
        row.actor_kind,
        row.origin,
        row.act,
        row.kind,
        row.object_id,
        row.detail,
    )
