"""Who may sign in, by which link, and the browsers that are signed in. Tokens are kept as SHA-256 hashes only."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from sqlmodel import Session, col, select, update

from runtime import clock
from runtime.errors import SignInNeeded
from runtime.store.tables import SessionRow, SigninLinkRow, UserRow
from runtime.users.actor import Actor, as_role

LINK_VALID = timedelta(minutes=15)
SESSION_VALID = timedelta(days=7)
FIRST_USER = "admin"


def signin_link(session: Session, name: str = FIRST_USER) -> str:
    """A token that signs `name` in once within 15 minutes; the first admin is made with it."""
    user = session.exec(select(UserRow).where(UserRow.name == name)).first()
    if user is None:
        user = UserRow(name=name, role="admin", created_at=clock.now())
        session.add(user)
        session.flush()
    token = secrets.token_urlsafe(32)
    session.add(SigninLinkRow(token_hash=_hash(token), user_id=user.id, until=clock.now() + LINK_VALID))
    return token


def sign_in(session: Session, token: str) -> str:
    """Use a link and return the session's cookie. Raises SignInNeeded for a link unknown, used or too old."""
    # One statement, so that two browsers racing with one link can't both win.
    used = session.exec(
        update(SigninLinkRow)
        .where(
            col(SigninLinkRow.token_hash) == _hash(token), col(SigninLinkRow.used_at).is_(None),
            col(SigninLinkRow.until) > clock.now(),
        )
        .values(used_at=clock.now())
    )  # fmt: skip
    if used.rowcount != 1:
        raise SignInNeeded(
            "This sign-in link was used already or is older than 15 minutes; `converse signin-link` makes a new one."
        )
    link = session.get(SigninLinkRow, _hash(token))
    assert link is not None
    cookie = secrets.token_urlsafe(32)
    session.add(
        SessionRow(
            token_hash=_hash(cookie),
            user_id=link.user_id,
            created_at=clock.now(),
            until=clock.now() + SESSION_VALID,
        )
    )
    return cookie


def actor_of(session: Session, cookie: str | None) -> Actor:
    """Whose browser this is. Raises SignInNeeded when it is nobody's, or no longer."""
    row = session.get(SessionRow, _hash(cookie)) if cookie else None
    if row is None or row.ended_at is not None or row.until <= clock.now():
        raise SignInNeeded
    user = session.get(UserRow, row.user_id)
    if user is None:
        raise SignInNeeded
    return Actor(user.name, as_role(user.role))


def sign_out(session: Session, cookie: str) -> None:
    """End a session; unknown ones are none of our business."""
    row = session.get(SessionRow, _hash(cookie))
    if row is not None and row.ended_at is None:
        row.ended_at = clock.now()
        session.add(row)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
