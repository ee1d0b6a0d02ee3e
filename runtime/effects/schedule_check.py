"""A timer set."""

from __future__ import annotations

from flows.effects import ArmCheck
from runtime.effects.scope import Scope
from runtime.store import changes, checks


def record(scope: Scope, effect: ArmCheck) -> None:
    conversation_id, binding_id = scope.conversation.id, scope.binding.binding_id
    if effect.transition is not None:
        changes.withdraw_timer(scope.session, conversation_id, binding_id, effect.transition, effect.visit)
    depth = scope.depth_of(effect.due) if effect.due is not None else 0
    checks.arm(scope.session, conversation_id, binding_id, effect, depth=depth)
