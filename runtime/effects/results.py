"""An effect settled: its row, the delivery, and the result as a new change, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from sqlmodel import Session

from runtime import clock
from runtime.errors import DeliveryError
from runtime.store import changes, outbox
from runtime.store.tables import DeliveryRow, OutboxRow

MAX_ATTEMPTS = 6
FIRST_DELAY = timedelta(seconds=2)
"""Doubled at each further attempt: 2, 4, 8, 16, 32 seconds."""


class Refusal(NamedTuple):
    """A channel that did not take a send."""

    channel: str
    address: str
    error: DeliveryError


def refused(session: Session, row: OutboxRow, refusals: Iterable[Refusal]) -> None:
    """Keep in the trail what was tried before the channel that decided."""
    for one in refusals:
        session.add(_delivery(row, "failed", one.channel, one.address, one.error))


def succeeded(
    session: Session,
    row: OutboxRow,
    value: str,
    *,
    payload: Mapping[str, Any],
    about: Mapping[str, Any],
    channel: str = "",
    address: str = "",
) -> None:
    """The effect was accepted."""
    outbox.settle(session, row, outbox.DONE, _delivery(row, "sent", channel, address))
    _result(session, row, value, payload, about, channel)


def failed(
    session: Session,
    row: OutboxRow,
    error: DeliveryError,
    value: str,
    *,
    about: Mapping[str, Any],
    channel: str = "",
    address: str = "",
) -> None:
    """The attempt failed: try again later where that may help, else give up and say so."""
    delivery = _delivery(row, "failed", channel, address, error)
    if error.retryable and row.attempts < MAX_ATTEMPTS:
        outbox.postpone(session, row, clock.now() + FIRST_DELAY * 2 ** (row.attempts - 1), delivery)
        return
    outbox.settle(session, row, outbox.FAILED, delivery)
    _result(session, row, value, {"code": error.code, "detail": error.detail}, about, channel)


def _delivery(
    row: OutboxRow, status: str, channel: str, address: str, error: DeliveryError | None = None
) -> DeliveryRow:
    return DeliveryRow(
        key=row.key,
        attempt=row.attempts,
        channel=channel,
        address=address,
        status=status,
        code=error.code if error else "",
        detail=error.detail if error else "",
        at=clock.now(),
    )


def _result(
    session: Session,
    row: OutboxRow,
    value: str,
    payload: Mapping[str, Any],
    about: Mapping[str, Any],
    channel: str,
) -> None:
    result = changes.NewChange(
        "action",
        value,
        source=changes.RESULT,
        source_id=row.key,
        payload=payload,
        about=about,
        channel=channel or None,
        binding_id=row.binding_id,
        visit=row.visit,
        depth=row.depth + 1,
    )
    changes.store(session, row.conversation_id, result)
