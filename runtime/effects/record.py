"""Each effect of a decision stored in the decision's own transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flows import effects as kinds
from flows.effects import Effect
from runtime.effects import (
    emit_event,
    escalate,
    resolve,
    schedule_check,
    send_message,
    set_contact,
    set_data,
    start_process,
    tag,
    update_backend,
)
from runtime.effects.scope import Scope

RECORDERS: Mapping[type[Effect], Callable[[Scope, Any], None]] = {
    kinds.Send: send_message.record,
    kinds.Followup: send_message.record,
    kinds.CallBackend: update_backend.record,
    kinds.ArmCheck: schedule_check.record,
    kinds.Escalate: escalate.record,
    kinds.StartProcess: start_process.record,
    kinds.EmitEvent: emit_event.record,
    kinds.SetContact: set_contact.record,
    kinds.SetData: set_data.record,
    kinds.Tag: tag.record,
    kinds.Resolve: resolve.record,
}


def record(scope: Scope, effect: Effect) -> None:
    """Store an effect: as a row for a worker, or by doing it at once where it is only our own rows."""
    RECORDERS[type(effect)](scope, effect)
