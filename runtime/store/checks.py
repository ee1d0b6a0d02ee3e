"""Timers: armed by decisions, void when their visit ends, fired once by the sweep."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select, update

from flows.effects import ArmCheck
from runtime.store.tables import CheckRow

ARMED, SPENT, VOID = "armed", "spent", "void"


def arm(session: Session, conversation_id: str, binding_id: str, effect: ArmCheck, *, depth: int) -> None:
    """Set a timer. A trigger's own timer replaces the one it armed earlier in this visit."""
    if effect.transition is not None:
        session.exec(_voiding(binding_id).where(col(CheckRow.transition) == effect.transition))
    if effect.due is None:
        return
    session.add(
        CheckRow(
            conversation_id=conversation_id, binding_id=binding_id, visit=effect.visit, name=effect.name,
            transition=effect.transition, due=effect.due, keep=effect.keep, depth=depth,
        )
    )  # fmt: skip


def leave(session: Session, binding_id: str) -> None:
    """The visit ended: its checks are void, but those to be kept."""
    session.exec(_voiding(binding_id).where(col(CheckRow.keep).is_(False)))


def due(session: Session, now: datetime, limit: int) -> list[CheckRow]:
    """Armed checks whose time has come, earliest first, then in the order they were armed."""
    return list(
        session.exec(
            select(CheckRow)
            .where(CheckRow.status == ARMED, CheckRow.due <= now)
            .order_by(col(CheckRow.due), col(CheckRow.order))
            .limit(limit)
        )
    )


def armed(session: Session, binding_id: str) -> list[CheckRow]:
    """The timers that run for a binding, soonest first."""
    return list(
        session.exec(
            select(CheckRow)
            .where(CheckRow.binding_id == binding_id, CheckRow.status == ARMED)
            .order_by(col(CheckRow.due), col(CheckRow.order))
        )
    )


def spend(session: Session, row: CheckRow) -> None:
    """It fired."""
    row.status = SPENT
    session.add(row)


def _voiding(binding_id: str) -> Any:
    return (
        update(CheckRow)
        .where(col(CheckRow.binding_id) == binding_id, col(CheckRow.status) == ARMED)
        .values(status=VOID)
    )
