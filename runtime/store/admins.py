"""There is always an admin who can come in: whoever would leave none behind stays one."""

from __future__ import annotations

from sqlmodel import Session, col, select

from runtime.errors import LastAdmin
from runtime.store.tables import UserRow


def refuse_last(session: Session, user: UserRow) -> None:
    """Raises LastAdmin where no other admin would be left who comes in as surely as this one."""
    if user.role != "admin" or user.disabled_at is not None:
        return
    others = session.exec(
        select(UserRow).where(
            UserRow.role == "admin", col(UserRow.disabled_at).is_(None), col(UserRow.id) != user.id
        )
    )  # fmt: skip
    if max(map(_sure, others), default=-1) < _sure(user):
        raise LastAdmin


def _sure(user: UserRow) -> int:
    """How surely somebody comes in: 2 by themselves, 1 by a link that the command line makes, 0 if they join."""
    if user.password_hash is not None or user.oidc_subject is not None:
        return 2
    return 1 if user.joined_at is not None else 0
