"""Ways in that work once: to sign in, to join, to choose a new password. Tokens are kept as SHA-256 hashes only."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

from sqlmodel import Session, col, delete, select, update

from runtime import clock
from runtime.errors import LinkSpent
from runtime.store.tables import OneTimeLinkRow, UserRow

LinkKind = Literal["signin", "invite", "reset"]
VALID: Mapping[LinkKind, timedelta] = {
    "signin": timedelta(minutes=15),
    "invite": timedelta(days=7),
    "reset": timedelta(hours=1),
}
"""How long a link is good for."""
SPENT: Mapping[LinkKind, str] = {
    "signin": "This sign-in link was used already, replaced by a newer one, or is older than 15 minutes; "
    "`converse signin-link` makes another.",
    "invite": "This invitation was used already, replaced by a newer one, or is older than 7 days; "
    "ask an admin for another.",
    "reset": "This link for a new password was used already, replaced by a newer one, or is older than an hour; "
    "ask an admin for another.",
}


class Link(NamedTuple):
    """A new link, with the only copy of its token. `until` is UTC."""

    kind: LinkKind
    user_id: str
    token: str
    until: datetime


def new_link(session: Session, kind: LinkKind, user_id: str) -> Link:
    """Make a link; older ones of this kind and user are worth nothing any more, expired ones gone."""
    spend(session, user_id, kind)
    session.exec(
        delete(OneTimeLinkRow).where(
            col(OneTimeLinkRow.user_id) == user_id, col(OneTimeLinkRow.until) <= clock.now()
        )
    )
    link = Link(kind, user_id, secrets.token_urlsafe(32), clock.now() + VALID[kind])
    session.add(OneTimeLinkRow(token_hash=hashed(link.token), kind=kind, user_id=user_id, until=link.until))
    return link


def whose(session: Session, kind: LinkKind, token: str) -> str:
    """The user that a link is for, without using it. Raises LinkSpent."""
    found = session.exec(select(OneTimeLinkRow.user_id).where(*_good(kind, token))).first()
    if found is None:
        raise LinkSpent(SPENT[kind])
    return found


def use(session: Session, kind: LinkKind, token: str) -> str:
    """Use a link: the user that it is for. Raises LinkSpent; of two that race, one gets it."""
    # One statement, so that two browsers racing with one link can't both win.
    used = session.exec(update(OneTimeLinkRow).where(*_good(kind, token)).values(used_at=clock.now()))
    if used.rowcount != 1:
        raise LinkSpent(SPENT[kind])
    link = session.get(OneTimeLinkRow, hashed(token))
    assert link is not None
    return link.user_id


def spend(session: Session, user_id: str, kind: LinkKind | None = None) -> None:
    """Make a user's links worthless: those of a kind, or all."""
    these: list[Any] = [OneTimeLinkRow.user_id == user_id, col(OneTimeLinkRow.used_at).is_(None)]
    if kind is not None:
        these.append(OneTimeLinkRow.kind == kind)
    session.exec(update(OneTimeLinkRow).where(*these).values(used_at=clock.now()))


def hashed(token: str) -> str:
    """How a token is kept: it has 256 random bits, so that a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def _good(kind: LinkKind, token: str) -> tuple[Any, ...]:
    # A disabled user's link opens nothing.
    enabled = select(UserRow.id).where(col(UserRow.disabled_at).is_(None))
    return (
        OneTimeLinkRow.token_hash == hashed(token), OneTimeLinkRow.kind == kind,
        col(OneTimeLinkRow.used_at).is_(None), col(OneTimeLinkRow.until) > clock.now(),
        col(OneTimeLinkRow.user_id).in_(enabled),
    )  # fmt: skip
