"""A decision stored: the binding, its history, and each effect as a row. Part of the caller's transaction."""

from __future__ import annotations

from sqlmodel import Session

from flows.conversation import Told
from flows.decide import Decision
from flows.model import Flow
from flows.personal import impersonal
from runtime.effects.record import record
from runtime.effects.scope import Scope
from runtime.store import bindings, changes, checks, outbox
from runtime.store.tables import ConversationRow


def apply_decision(session: Session, conversation: ConversationRow, flow: Flow, told: Told) -> None:
    """Store what came of a change for one binding; a decision that changed nothing leaves its trace only."""
    changes.record(session, told._replace(decision=_kept(flow, told.decision)))
    decision, binding = told.decision, told.decision.binding
    if decision.trace.flagged:
        bindings.flag(session, binding.binding_id)
    if not decision.trace.applied:
        return
    if binding.visit != told.before.visit:
        checks.leave(session, binding.binding_id)
        outbox.leave(session, binding.binding_id)
    ended = bindings.save(session, flow, binding, at=told.change.at)
    scope = Scope(session, conversation, flow, binding, told.change)
    for effect in decision.effects:
        record(scope, effect)
    if ended:
        _tell_starter(session, conversation, told)


def _kept(flow: Flow, decision: Decision) -> Decision:
    """As the history keeps it: which way it fell is kept for good, what somebody's data was is in the data alone."""
    return decision._replace(trace=impersonal(flow, decision.trace))


def _tell_starter(session: Session, conversation: ConversationRow, told: Told) -> None:
    """The binding that started this one hears how it ended."""
    binding = told.decision.binding
    starter = bindings.get(session, binding.binding_id).started_by
    if starter is None:
        return
    ended = changes.NewChange(
        "event",
        f"ended:{binding.process_type}",
        source="process",
        source_id=f"{binding.binding_id}:{binding.revision}",
        payload={"state": binding.state, "data": dict(binding.data)},
        binding_id=starter,
        depth=told.change.depth + 1,
    )
    changes.store(session, bindings.get(session, starter).conversation_id, ended)
