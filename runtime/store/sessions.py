"""The browsers that are signed in. Their cookies are kept as SHA-256 hashes only."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlmodel import Session, col, select, update

from runtime import clock
from runtime.errors import SignInNeeded, UnknownSession
from runtime.store.links import hashed
from runtime.store.tables import GrantRow, SessionRow, UserRow
from runtime.users.actor import Actor, Role, as_role

SESSION_VALID = timedelta(days=7)
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


def begin(session: Session, user_id: str, browser: Browser = Browser()) -> str:  # noqa: B008 - immutable
    """The cookie of a new session. Never one that a browser brought along."""
    cookie, now = secrets.token_urlsafe(32), clock.now()
    session.add(
        SessionRow(
            token_hash=hashed(cookie), user_id=user_id, address=browser.address, agent=browser.agent[:AGENT_LENGTH],
            created_at=now, seen_at=now, until=now + SESSION_VALID,
        )
    )  # fmt: skip
    return cookie


def actor_of(session: Session, cookie: str | None, origin: str = "") -> Actor:
    """Whose browser this is, with the role and the grants of now. Raises SignInNeeded when it is nobody's."""
    row = session.get(SessionRow, hashed(cookie)) if cookie else None
    if row is None or row.ended_at is not None or row.until <= clock.now():
        raise SignInNeeded
    user = session.get(UserRow, row.user_id)
    if user is None or user.disabled_at is not None:
        raise SignInNeeded
    return actor_for(session, user, origin)


def actor_for(session: Session, user: UserRow, origin: str = "") -> Actor:
    """What this user may do now."""
    grants: dict[str, Role] = {}
    for row in session.exec(select(GrantRow).where(GrantRow.user_id == user.id)):
        if (role := as_role(row.role)) is not None:
            grants[row.process_type] = role
    return Actor(user.name, as_role(user.role), grants, user.id, origin=origin)


def end(session: Session, cookie: str) -> None:
    """Sign a browser out; unknown ones are none of our business."""
    _end(session, SessionRow.token_hash == hashed(cookie))


def end_all(session: Session, user_id: str, *, but: str | None = None) -> None:
    """Sign a user out everywhere, but for the browser with the cookie `but`."""
    these: list[Any] = [SessionRow.user_id == user_id]
    if but is not None:
        these.append(col(SessionRow.token_hash) != hashed(but))
    _end(session, *these)


def revoke(session: Session, session_id: str) -> str:
    """End one session by its id: whose it was. Raises UnknownSession."""
    found = session.exec(select(SessionRow.user_id).where(SessionRow.id == session_id)).first()
    if found is None:
        raise UnknownSession
    _end(session, SessionRow.id == session_id)
    return found


def listing(session: Session, user_id: str, cookie: str | None = None) -> list[SessionEntry]:
    """A user's sessions that have not ended, the latest seen first."""
    open_ones = (
        select(SessionRow)
        .where(SessionRow.user_id == user_id, col(SessionRow.ended_at).is_(None), col(SessionRow.until) > clock.now())
        .order_by(col(SessionRow.seen_at).desc(), col(SessionRow.created_at).desc())
    )  # fmt: skip
    mine = hashed(cookie) if cookie else None
    return [
        SessionEntry(
            row.id, row.user_id, Browser(row.address, row.agent), row.created_at, row.seen_at, row.token_hash == mine
        )
        for row in session.exec(open_ones)
    ]  # fmt: skip


def _end(session: Session, *these: Any) -> None:
    session.exec(
        update(SessionRow).where(*these, col(SessionRow.ended_at).is_(None)).values(ended_at=clock.now())
    )
