"""Another process opened for the same contact."""

from __future__ import annotations

from flows.changes import MAX_DEPTH
from flows.effects import StartProcess
from runtime.effects.scope import Scope
from runtime.errors import RuntimeFault
from runtime.store import bindings, changes, flows


def record(scope: Scope, effect: StartProcess) -> None:
    """A process that can't be opened is told to the starter as `event: ended:<process_type>` with an `error`.

    The 51st of a chain is not opened, and its starter flagged.
    """
    from runtime.starting import open_process

    change = scope.change._replace(
        id=effect.key, kind="event", value="start_process", depth=scope.change.depth + 1
    )
    if change.depth > MAX_DEPTH:
        bindings.flag(scope.session, scope.binding.binding_id)
        return
    try:
        with scope.session.begin_nested():
            flow = flows.version(scope.session, effect.process_type)
            open_process(
                scope.session,
                scope.conversation,
                flow,
                effect.data,
                change,
                started_by=scope.binding.binding_id,
            )
    except RuntimeFault as error:
        failed = changes.NewChange(
            "event",
            f"ended:{effect.process_type}",
            source="process",
            source_id=effect.key,
            payload={"error": str(error)},
            binding_id=scope.binding.binding_id,
            depth=scope.change.depth + 1,
        )
        changes.store(scope.session, scope.conversation.id, failed)
