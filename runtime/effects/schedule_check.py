"""A timer set."""

from __future__ import annotations

from flows.effects import ArmCheck
from runtime.effects.scope import Scope
from runtime.store import checks


def record(scope: Scope, effect: ArmCheck) -> None:
    depth = scope.depth_of(effect.due) if effect.due is not None else 0
    checks.arm(scope.session, scope.conversation.id, scope.binding.binding_id, effect, depth=depth)
