"""Passwords tried: so many may be wrong in a while, of one account and from one address.

A try is counted before its password is looked at, so that many at once can't slip by; one that was right is taken
back. A sign-in link needs no password: whoever has one is let in, however many others try.
"""

from __future__ import annotations

from datetime import timedelta
from ipaddress import IPv6Address, ip_address
from math import ceil
from typing import Any, NamedTuple

from sqlmodel import Session, col, delete, select

from runtime import clock
from runtime.errors import TooMany
from runtime.store.links import hashed
from runtime.store.tables import SignInAttemptRow, UserRow
from runtime.users.names import LONGEST_EMAIL, folded

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 10
PER_ADDRESS = 30
KEPT = timedelta(days=1)


class Attempt(NamedTuple):
    """A try that was counted. What it names belongs to nobody where `user_id` is None."""

    order: int
    user_id: str | None
    password_hash: str | None


def count(session: Session, given: str, user: UserRow | None, address: str) -> Attempt:
    """Count a try to sign in as `given`, which is this user's name or address, or nobody's.

    Raises TooMany, without counting, while as many as may be were wrong in a quarter of an hour.
    """
    # Who types their password into the first field must not find it kept: to count, its hash is as good.
    account = user.folded if user else hashed(folded(given[: 2 * LONGEST_EMAIL]))
    network = network_of(address)
    now = clock.now()
    session.exec(delete(SignInAttemptRow).where(col(SignInAttemptRow.at) < now - KEPT))
    waits = [_wait(session, SignInAttemptRow.folded == account, PER_ACCOUNT)]
    if network:
        waits.append(_wait(session, SignInAttemptRow.address == network, PER_ADDRESS))
    if any(waits):
        raise TooMany(max(waits))
    row = SignInAttemptRow(folded=account, address=network, at=now)
    session.add(row)
    session.flush()
    assert row.order is not None
    return Attempt(row.order, user.id if user else None, user.password_hash if user else None)


def was_right(session: Session, attempt: Attempt) -> None:
    """The password fitted: this try doesn't count. Those before it still do."""
    session.exec(delete(SignInAttemptRow).where(col(SignInAttemptRow.order) == attempt.order))


def network_of(address: str) -> str:
    """An address as addresses are counted: whoever has one of IPv6 has the 2⁶⁴ beside it too."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return f"{IPv6Address(int(parsed) >> 64 << 64)}/64"


def _wait(session: Session, these: Any, most: int) -> int:
    """Seconds until fewer than `most` of these are left in the window; 0 when there are already."""
    now = clock.now()
    lately = (
        select(SignInAttemptRow.at)
        .where(these, col(SignInAttemptRow.at) > now - WINDOW)
        .order_by(col(SignInAttemptRow.at).desc())
        .offset(most - 1)
        .limit(1)
    )
    oldest = session.exec(lately).first()
    return 0 if oldest is None else max(1, ceil((oldest + WINDOW - now).total_seconds()))
