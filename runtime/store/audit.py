"""The audit trail: who did what to what, from where, when. Rows are added and never changed.

Whatever changes something notes it here in its own transaction, so that neither stands without the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple, get_args

from sqlalchemy import func
from sqlmodel import Session, col, or_, select

from runtime import clock
from runtime.store.tables import ApiKeyRow, AuditRow, UserRow
from runtime.users.actor import Actor
from runtime.users.names import folded

Act = Literal[
    "flow.made", "flow.draft_replaced", "flow.published", "flow.made_current", "flow.archived", "flow.unarchived",
    "binding.started", "binding.moved", "contact.consent",
    "user.invited", "user.joined", "user.renamed", "user.role", "user.grant", "user.disabled", "user.enabled",
    "user.linked", "user.reset_link", "user.signin_link", "user.password", "user.identity",
    "session.began", "session.ended", "session.revoked", "session.refused",
    "key.made", "key.revoked", "key.refused",
    "settings.changed", "audit.exported",
    "refused",
]  # fmt: skip
"""Everything that is noted. `…refused` is what somebody tried and was not let do."""
ACTS: tuple[Act, ...] = get_args(Act)

ObjectKind = Literal[
    "flow",
    "user",
    "key",
    "session",
    "binding",
    "conversation",
    "contact",
    "settings",
    "audit",
    "page",
    "route",
]

MINUTE = timedelta(minutes=1)
STRANGERS_PER_MINUTE = 60
REFUSALS_PER_MINUTE = 30


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
    """Somewhere in the actor, the address, or what it was done to, a user or a key by the name of now; case doesn't
    count."""
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


def note_stranger(
    session: Session,
    actor: Actor,
    act: Act,
    kind: ObjectKind,
    object_id: str,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """`note` for somebody who is not let in, which anybody can be as often as they like.

    It adds one line for each address and minute, and at most 60 a minute for all strangers together.
    """
    lately = _lately(
        or_(AuditRow.actor_kind == "stranger", col(AuditRow.act).in_(("session.refused", "key.refused")))
    )
    if session.exec(lately.where(AuditRow.origin == actor.origin)).one():
        return
    if session.exec(lately).one() < STRANGERS_PER_MINUTE:
        note(session, actor, act, kind, object_id, detail)


def note_refused(
    session: Session, actor: Actor, kind: ObjectKind, object_id: str, detail: Mapping[str, Any]
) -> None:
    """Note what somebody who is signed in tried and was not let do: 30 lines a minute at most for each."""
    mine = _lately(AuditRow.act == "refused", AuditRow.actor_id == actor.id, AuditRow.actor == actor.name)
    if session.exec(mine).one() < REFUSALS_PER_MINUTE:
        note(session, actor, "refused", kind, object_id, detail)


def latest(session: Session, act: Act) -> Entry | None:
    """The last line of an act."""
    row = session.exec(
        select(AuditRow).where(AuditRow.act == act).order_by(col(AuditRow.order).desc()).limit(1)
    ).first()
    return None if row is None else _entry(row)


def actors(session: Session) -> tuple[str, ...]:
    """The names of all who are in the trail, in alphabetical order."""
    return tuple(session.exec(select(AuditRow.actor).distinct().order_by(func.lower(AuditRow.actor))))


def page(session: Session, search: Search, *, before: int | None = None, limit: int = 100) -> list[Entry]:
    """Lines that fit, newest first; older than the line `before` where one is given."""
    wanted = select(AuditRow).where(*_fitting(search)).order_by(col(AuditRow.order).desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(col(AuditRow.order) < before)
    return [_entry(row) for row in session.exec(wanted)]


def _lately(*these: Any) -> Any:
    return select(func.count()).select_from(AuditRow).where(col(AuditRow.at) > clock.now() - MINUTE, *these)


def _fitting(search: Search) -> Iterator[Any]:
    if search.text:
        places = (AuditRow.actor, AuditRow.origin, AuditRow.object_id)
        written = [col(place).icontains(search.text, autoescape=True) for place in places]
        # Users and keys stand in the trail by their ids; people know their names.
        users = select(UserRow.id).where(col(UserRow.folded).contains(folded(search.text), autoescape=True))
        keys = select(ApiKeyRow.id).where(col(ApiKeyRow.name).icontains(search.text, autoescape=True))
        yield or_(*written, col(AuditRow.object_id).in_(users), col(AuditRow.object_id).in_(keys))
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
