"""A conversation handed to an operator, and taken back."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from flows.effects import Escalate
from runtime.effects.scope import Scope
from runtime.store import bindings, outbox
from runtime.store.tables import ConversationRow, HandoverRow

RELEASED = "operator_released"


def record(scope: Scope, effect: Escalate) -> None:
    """From here on what would be sent by itself is held; what this decision said before still goes."""
    scope.session.add(
        HandoverRow(
            conversation_id=scope.conversation.id,
            binding_id=scope.binding.binding_id,
            visit=effect.visit,
            queue=effect.queue,
            priority=effect.priority,
            note=effect.note,
            at=scope.change.at,
        )
    )
    scope.conversation.held = True
    scope.session.add(scope.conversation)


def release(session: Session, conversation: ConversationRow, at: datetime) -> None:
    """The operator is done: held sends whose visit is current go, messages are understood again.

    `at` is when they said so, not when it came to its turn: what the customer wrote in between may be another's.
    """
    handovers = session.exec(
        select(HandoverRow).where(
            HandoverRow.conversation_id == conversation.id, col(HandoverRow.released_at).is_(None)
        )
    )
    for handover in handovers:
        handover.released_at = at
        session.add(handover)
    conversation.held = False
    session.add(conversation)
    every = [found.binding for found in bindings.of_conversation(session, conversation.id)]
    outbox.release(session, conversation.id, {binding.binding_id: binding.visit for binding in every})
