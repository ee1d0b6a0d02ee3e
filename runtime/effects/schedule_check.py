"""A timer set."""

from __future__ import annotations

from datetime import timedelta

from flows.effects import ArmCheck
from runtime.effects.scope import Scope
from runtime.store import checks

SHORT = timedelta(minutes=1)
"""A timer under this passes on how deep its cause lies; a later one begins anew."""


def record(scope: Scope, effect: ArmCheck) -> None:
    short = effect.due is not None and effect.due - scope.change.at < SHORT
    depth = scope.change.depth + 1 if short else 0
    checks.arm(scope.session, scope.conversation.id, scope.binding.binding_id, effect, depth=depth)
