"""The browsers that are signed in. Their cookies are kept as SHA-256 hashes only."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlmodel import Session, col, delete, select, update

from runtime import clock
from runtime.errors import SignInNeeded, UnknownSession
from runtime.store import audit
from runtime.store.links import hashed
from runtime.store.tables import GrantRow, SessionRow, UserRow
from runtime.users.actor import Actor, Role, as_role

SESSION_VALID = timedelta(days=7)
SEEN_EVERY = timedelta(minutes=1)
AGENT_LENGTH = 200


class Browser(NamedTuple):
    """Where somebody signs in from, as it is shown in the list of sessions."""

    address: str = ""
    agent: str = ""


class SessionEntry(NamedTuple):
    """A signed-in browser; times are UTC, `seen_at` to the minute."""

    id: str
    user_id: str
    browser: Browser
    created_at: datetime
    seen_at: datetime
    current: bool
    """Whether it is the one that asks."""


class Seen(NamedTuple):
    """Whose browser a cookie is."""

    actor: Actor
    stale: bool
    """Whether it was noted a while ago that they are here, see `note_seen`."""


NOWHERE = Browser()


def begin(session: Session, user_id: str, browser: Browser = NOWHERE, by: str = "link") -> str:
    """The cookie of a new session. Never one that a browser brought along. `by` is for the audit trail."""
    cookie, now = secrets.token_urlsafe(32), clock.now()
    # The trail remembers those before; kept for good, they would only grow.
    session.exec(delete(SessionRow).where(col(SessionRow.user_id) == user_id, col(SessionRow.until) <= now))
    row = SessionRow(
        token_hash=hashed(cookie), user_id=user_id, address=browser.address, agent=browser.agent[:AGENT_LENGTH],
        created_at=now, seen_at=now, until=now + SESSION_VALID,
    )  # fmt: skip
    session.add(row)
    user = session.get(UserRow, user_id)
    assert user is not None
    actor = actor_for(session, user, browser.address)
    audit.note(session, actor, "session.began", "session", row.id, {"by": by})
    return cookie


def actor_of(session: Session, cookie: str | None, origin: str = "") -> Actor:
    """Whose browser this is, with the role and the grants of now. Raises SignInNeeded when it is nobody's."""
    return look(session, cookie, origin).actor


def look(session: Session, cookie: str | None, origin: str = "") -> Seen:
    """`actor_of`, and whether to note that they are here."""
    row = session.get(SessionRow, hashed(cookie)) if cookie else None
    if row is None or row.ended_at is not None or row.until <= clock.now():
        raise SignInNeeded
    user = session.get(UserRow, row.user_id)
    if user is None or user.disabled_at is not None:
        raise SignInNeeded
    return Seen(actor_for(session, user, origin), row.seen_at <= clock.now() - SEEN_EVERY)


def note_seen(session: Session, cookie: str) -> None:
    """They are here now; more than once a minute it isn't written."""
    session.exec(
        update(SessionRow)
        .where(
            col(SessionRow.token_hash) == hashed(cookie), col(SessionRow.seen_at) <= clock.now() - SEEN_EVERY
        )
        .values(seen_at=clock.now())
    )


def actor_for(session: Session, user: UserRow, origin: str = "") -> Actor:
    """What this user may do now."""
    grants: dict[str, Role] = {}
    for row in session.exec(select(GrantRow).where(GrantRow.user_id == user.id)):
        if (role := as_role(row.role)) is not None:
            grants[row.process_type] = role
    return Actor(user.name, as_role(user.role), grants, user.id, origin=origin)


def end(session: Session, cookie: str, origin: str = "") -> None:
    """Sign a browser out; unknown ones are none of our business."""
    row = session.get(SessionRow, hashed(cookie))
    if row is not None and row.ended_at is None:
        user = session.get(UserRow, row.user_id)
        assert user is not None
        row.ended_at = clock.now()
        session.add(row)
        audit.note(session, actor_for(session, user, origin), "session.ended", "session", row.id)


def end_all(session: Session, user_id: str) -> None:
    """Sign a user out everywhere."""
    session.exec(
        update(SessionRow)
        .where(col(SessionRow.user_id) == user_id, col(SessionRow.ended_at).is_(None))
        .values(ended_at=clock.now())
    )


def revoke(session: Session, actor: Actor, session_id: str, *, user_id: str | None = None) -> None:
    """End one session by its id; with `user_id`, one of this user's. Raises UnknownSession."""
    row = session.exec(select(SessionRow).where(SessionRow.id == session_id)).first()
    if row is None or user_id not in (None, row.user_id):
        raise UnknownSession
    if row.ended_at is None:
        row.ended_at = clock.now()
        session.add(row)
        audit.note(session, actor, "session.revoked", "session", session_id, {"user": row.user_id})


def listing(session: Session, user_id: str, cookie: str | None = None) -> list[SessionEntry]:
    """A user's sessions that have not ended, the latest seen first."""
    open_ones = (
        select(SessionRow)
        .where(SessionRow.user_id == user_id, *going_on())
        .order_by(col(SessionRow.seen_at).desc(), col(SessionRow.created_at).desc())
    )  # fmt: skip
    mine = hashed(cookie) if cookie else None
    return [
        SessionEntry(
            row.id, row.user_id, Browser(row.address, row.agent), row.created_at, row.seen_at, row.token_hash == mine
        )
        for row in session.exec(open_ones)
    ]  # fmt: skip


def going_on() -> tuple[Any, ...]:
    """What is true of sessions that have not ended."""
    return col(SessionRow.ended_at).is_(None), col(SessionRow.until) > clock.now()
