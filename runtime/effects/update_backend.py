"""A call of the company's system: one attempt outside any transaction, its result a new change."""

from __future__ import annotations

import asyncio
import json

from sqlmodel import Session

from flows.effects import CallBackend
from runtime import clock
from runtime.backend.backend import Backend
from runtime.effects.results import failed, succeeded
from runtime.effects.scope import Scope
from runtime.errors import DeliveryError
from runtime.store import outbox
from runtime.store.tables import OutboxRow

CALL_SECONDS = 30
"""How long the company's system may take: less than a claim's lease."""


def record(scope: Scope, effect: CallBackend) -> None:
    outbox.add(
        scope.session,
        outbox.NewEffect(
            key=effect.key,
            conversation_id=scope.conversation.id,
            binding_id=scope.binding.binding_id,
            visit=effect.visit,
            type=effect.type,
            payload={"operation": effect.operation, "arguments": dict(effect.arguments)},
            not_before=clock.now(),
            depth=scope.change.depth,
        ),
    )


async def attempt(backend: Backend, claim: outbox.Claim) -> object:
    """Call the system once, with the effect's key for it to recognise a repeat; the answer as JSON can hold it.

    Raises DeliveryError, TimeoutError.
    """
    async with asyncio.timeout(CALL_SECONDS):
        answer = await backend.call(claim.payload["operation"], claim.payload["arguments"], key=claim.key)
    return json.loads(json.dumps(answer, default=str))


def settle(session: Session, row: OutboxRow, answer: object) -> None:
    """Store the call's result as a new change: `backend_updated`, or `backend_failed` when it is given up."""
    about = {"operation": row.payload["operation"]}
    if isinstance(answer, DeliveryError):
        failed(session, row, answer, "backend_failed", about=about)
    else:
        payload = answer if isinstance(answer, dict) else {"result": answer}
        succeeded(session, row, "backend_updated", payload=payload, about=about)
