"""People to try signing in with."""

from __future__ import annotations

from argon2 import PasswordHasher
from sqlmodel import Session, col, select

from runtime.store import joining, users
from runtime.store.tables import AuditRow
from runtime.users.actor import Actor, Role
from runtime.users.passwords import Passwords

CHEAP = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
"""Hashes in no time, as tests make many."""
ROOT = Actor("root", "admin", id="root", origin="10.0.0.1")
PASSWORD = "seven kettles on the roof"
OTHER_PASSWORD = "a heron reads the paper"


def somebody(
    session: Session, name: str = "Ana", role: Role | None = "editor", password: str | None = PASSWORD
) -> str:
    """The id of somebody who joined with a password; without one, of somebody who is invited."""
    user = users.add(session, name, role)
    if password is not None:
        user.password_hash = CHEAP.hashed(password)
        joining.join(session, user)
    return user.id


def trail(session: Session) -> list[tuple[str, str, dict[str, object]]]:
    """What was noted: act, actor and detail, oldest first."""
    rows = session.exec(select(AuditRow).order_by(col(AuditRow.order)))
    return [(row.act, row.actor, row.detail) for row in rows]


def acts(session: Session) -> list[str]:
    """What was noted, in a word each, oldest first."""
    return [act for act, _, _ in trail(session)]
