"""The API's keys: who else's programs may do what. They are kept as SHA-256 hashes only.

The installation's own key (`Installation.api_key`) is not among them.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal, NamedTuple, get_args

from sqlmodel import Session, col, or_, select, update

from runtime import clock
from runtime.errors import InvalidKey, NameTaken, UnknownKey
from runtime.ids import new_id
from runtime.store import audit
from runtime.store.links import hashed
from runtime.store.tables import ApiKeyRow
from runtime.users.actor import Actor
from runtime.users.names import folded

Scope = Literal["messages", "events", "flows:read", "flows:write", "operate", "admin"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
"""`messages` hands in what customers wrote, `events` what happened in the company's systems; `flows:read` reads
published flows, `flows:write` changes them; `operate` reads conversations and acts in them; `admin` is all of it."""

INSTALLATION = "installation"
"""The name under which the installation's own key is noted."""

BEGINS = "cas_"
"""How each key begins, so that programs which look for lost secrets can tell one."""
PREFIX_LENGTH = 12
NAME_LENGTH = 100
PER_MINUTE = 600
MOST_PER_MINUTE = 100_000
MOST_DAYS = 3_650


class Key(NamedTuple):
    """A key that is good."""

    id: str
    name: str
    scopes: frozenset[Scope]
    per_minute: int
    marked: bool
    """Whether it is stored that it was used within this minute; `used` does."""


class KeyLine(NamedTuple):
    """A key as it is listed, whether it is still good or not. Times are UTC, `last_used_at` to the minute."""

    id: str
    name: str
    prefix: str
    """Its first characters, by which people know it again."""
    scopes: tuple[Scope, ...]
    per_minute: int
    created_by: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


class Made(NamedTuple):
    """A new key. Nothing keeps `token`: it is shown now or never."""

    id: str
    token: str


def make(
    session: Session,
    actor: Actor,
    name: str,
    scopes: Iterable[str],
    expires_at: datetime | None = None,
    per_minute: int = PER_MINUTE,
) -> Made:
    """A new key, by an admin. Raises InvalidKey, and NameTaken where a key that isn't revoked has the name."""
    actor.require("admin")
    name, chosen, now = _name(session, name), _scopes(scopes), clock.now()
    if expires_at is not None and expires_at <= now:
        raise InvalidKey("A key can't have expired before it is made; choose a time to come.")
    if not 1 <= per_minute <= MOST_PER_MINUTE:
        raise InvalidKey(f"A key may be used 1 to {MOST_PER_MINUTE:,} times a minute.")
    token = BEGINS + secrets.token_urlsafe(32)
    row = ApiKeyRow(
        id=new_id(), name=name, prefix=token[:PREFIX_LENGTH], key_hash=hashed(token), scopes=list(chosen),
        per_minute=per_minute, created_by=actor.name, created_at=now, expires_at=expires_at,
    )  # fmt: skip
    session.add(row)
    detail = {
        "name": name, "scopes": list(chosen), "per_minute": per_minute,
        "expires_at": expires_at.isoformat() if expires_at else None,
    }  # fmt: skip
    audit.note(session, actor, "key.made", "key", row.id, detail)
    return Made(row.id, token)


def good_until(days: int | None) -> datetime | None:
    """When a key that is good for so many days from now expires; None: never. Raises InvalidKey."""
    if days is None:
        return None
    if not 1 <= days <= MOST_DAYS:
        raise InvalidKey(f"A key is good for 1 to {MOST_DAYS:,} days, or until it is revoked.")
    return clock.now() + timedelta(days=days)


def _name(session: Session, given: str) -> str:
    name = given.strip()
    if not name or len(name) > NAME_LENGTH or not name.isprintable():
        raise InvalidKey(f"A key needs a name of 1 to {NAME_LENGTH} characters, on one line.")
    taken = session.exec(select(ApiKeyRow.name).where(col(ApiKeyRow.revoked_at).is_(None)))
    if folded(name) in {INSTALLATION, *map(folded, taken)}:
        raise NameTaken(f"There is a key “{name}” already; revoke it first, or take another name.")
    return name


def _scopes(given: Iterable[str]) -> tuple[Scope, ...]:
    wanted = set(given)
    if unknown := sorted(wanted - set(SCOPES)):
        raise InvalidKey(f"There is no scope “{unknown[0]}”; there are {', '.join(SCOPES)}.")
    if not wanted:
        raise InvalidKey
    return tuple(scope for scope in SCOPES if scope in wanted)


def find(session: Session, token: str) -> Key | None:
    """The key that this token is; None when it is no key, was revoked or has expired: it isn't said which."""
    if not token.startswith(BEGINS):
        return None
    row = session.exec(select(ApiKeyRow).where(ApiKeyRow.key_hash == hashed(token))).first()
    if row is None or row.revoked_at is not None:
        return None
    if row.expires_at is not None and row.expires_at <= clock.now():
        return None
    return Key(row.id, row.name, frozenset(_known(row.scopes)), row.per_minute, row.last_used_at == _minute())


def id_of(session: Session, token: str) -> str:
    """Which key this is or was, for the trail alone; empty when it never was one."""
    return session.exec(select(ApiKeyRow.id).where(ApiKeyRow.key_hash == hashed(token))).first() or ""


def used(session: Session, key_id: str) -> None:
    """A key was used now. To the minute: of many uses in one, the first is stored."""
    minute = _minute()
    session.exec(
        update(ApiKeyRow)
        .where(
            col(ApiKeyRow.id) == key_id,
            or_(col(ApiKeyRow.last_used_at).is_(None), col(ApiKeyRow.last_used_at) < minute),
        )
        .values(last_used_at=minute)
    )  # fmt: skip


def revoke(session: Session, actor: Actor, key_id: str) -> None:
    """Make a key worthless at once, by an admin; one that was revoked already stays so. Raises UnknownKey."""
    actor.require("admin")
    row = session.get(ApiKeyRow, key_id)
    if row is None:
        raise UnknownKey(f"There is no key “{key_id}”.")
    if row.revoked_at is None:
        row.revoked_at = clock.now()
        session.add(row)
        audit.note(session, actor, "key.revoked", "key", row.id, {"name": row.name})


def listing(session: Session) -> tuple[KeyLine, ...]:
    """Every key that was ever made, the latest first."""
    rows = session.exec(
        select(ApiKeyRow).order_by(col(ApiKeyRow.created_at).desc(), col(ApiKeyRow.id).desc())
    )
    return tuple(
        KeyLine(
            row.id, row.name, row.prefix, _known(row.scopes), row.per_minute, row.created_by, row.created_at,
            row.expires_at, row.last_used_at, row.revoked_at,
        )
        for row in rows
    )  # fmt: skip


def _minute() -> datetime:
    return clock.now().replace(second=0, microsecond=0)


def _known(stored: Iterable[str]) -> tuple[Scope, ...]:
    """Scopes that this version knows; what a newer one added opens nothing here."""
    held = set(stored)
    return tuple(scope for scope in SCOPES if scope in held)
