"""The people who may sign in."""

from __future__ import annotations

import unicodedata

from sqlmodel import Session, select

from runtime import clock
from runtime.store import links, sessions
from runtime.store.tables import UserRow
from runtime.users.actor import Role

FIRST_USER = "admin"


def folded(name: str) -> str:
    """A name as names are compared: compatibility forms and case don't count."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def add(session: Session, name: str, role: Role | None) -> UserRow:
    """Somebody new, who can't sign in before they get a link, a password or an identity."""
    user = UserRow(name=name, folded=folded(name), role=role or "", created_at=clock.now())
    session.add(user)
    session.flush()
    return user


def named(session: Session, name: str) -> UserRow | None:
    """The user of this name, however it is written."""
    return session.exec(select(UserRow).where(UserRow.folded == folded(name))).first()


def signin_link(session: Session, name: str = FIRST_USER) -> str:
    """A token that signs `name` in once within 15 minutes; the first admin is made with it."""
    user = named(session, name) or add(session, name, "admin")
    return links.new_link(session, "signin", user.id)


def sign_in(session: Session, token: str, browser: sessions.Browser | None = None) -> str:
    """Use a sign-in link and return the session's cookie. Raises LinkSpent."""
    return sessions.begin(session, links.use(session, "signin", token), browser or sessions.Browser())
