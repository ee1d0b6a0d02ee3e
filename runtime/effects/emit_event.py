"""An event for the conversation's other bindings."""

from __future__ import annotations

from flows.conversation import FROM_BINDING
from flows.effects import EmitEvent
from runtime.effects.scope import Scope
from runtime.store import changes


def record(scope: Scope, effect: EmitEvent) -> None:
    event = changes.NewChange(
        "event",
        effect.value,
        source="process",
        source_id=effect.key,
        payload=effect.payload,
        about={FROM_BINDING: scope.binding.binding_id},
        depth=scope.change.depth + 1,
    )
    changes.store(scope.session, scope.conversation.id, event)
