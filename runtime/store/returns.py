"""Sign-ins that came back from the identity provider: each once, to whichever process."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, delete, func, select

from runtime import clock
from runtime.store.links import hashed
from runtime.store.tables import ProviderReturnRow

REMEMBERED = 10_000
"""So many at most, the latest: a flood of them must neither keep anybody out nor fill the disk. Providers, too, take
no code twice."""


def is_first(session: Session, state: str, until: datetime) -> bool:
    """Whether the sign-in of this state comes back for the first time; from then on it doesn't.

    `until` is when it is too old anyway, and forgotten.
    """
    session.exec(delete(ProviderReturnRow).where(col(ProviderReturnRow.until) <= clock.now()))
    state_hash = hashed(state)
    if session.get(ProviderReturnRow, state_hash) is not None:
        return False
    if session.exec(select(func.count()).select_from(ProviderReturnRow)).one() >= REMEMBERED:
        oldest = select(ProviderReturnRow.state_hash).order_by(col(ProviderReturnRow.until)).limit(1)
        session.exec(delete(ProviderReturnRow).where(col(ProviderReturnRow.state_hash).in_(oldest)))
    session.add(ProviderReturnRow(state_hash=state_hash, until=until))
    return True
