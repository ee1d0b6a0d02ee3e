"""How a process ended, in the map's own word."""

from __future__ import annotations

from flows.effects import Resolve
from runtime.effects.scope import Scope
from runtime.store import bindings


def record(scope: Scope, effect: Resolve) -> None:
    bindings.set_outcome(scope.session, scope.binding.binding_id, effect.outcome)
