"""Which actions there are: the built-in ones, then those that installed packages plug in as `converse.actions`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.metadata import entry_points

from flows.actions.action import Action
from flows.actions.ask_again import AskAgain
from flows.actions.emit_event import EmitEvent
from flows.actions.enqueue_followup import EnqueueFollowup
from flows.actions.escalate import Escalate
from flows.actions.resolve import Resolve
from flows.actions.schedule_check import ScheduleCheck
from flows.actions.send_message import SendMessage
from flows.actions.set_contact import SetContact
from flows.actions.set_data import SetData
from flows.actions.start_process import StartProcess
from flows.actions.tag import Tag
from flows.actions.update_backend import UpdateBackend
from flows.errors import DuplicateAction

BUILT_IN: tuple[type[Action], ...] = (
    SendMessage, EnqueueFollowup, ScheduleCheck, AskAgain, SetData, SetContact, UpdateBackend, Escalate, Resolve,
    StartProcess, EmitEvent, Tag,
)  # fmt: skip
GROUP = "converse.actions"


@cache
def actions() -> Mapping[str, type[Action]]:
    """Every action by its `type`. Raises DuplicateAction when two share one."""
    found: dict[str, type[Action]] = {}
    for kind in (*BUILT_IN, *(point.load() for point in entry_points(group=GROUP))):
        name = type_name(kind)
        if name in found:
            raise DuplicateAction(
                f"Two actions are called “{name}”: {found[name].__module__} and {kind.__module__}."
            )
        found[name] = kind
    return found


def type_name(kind: type[Action]) -> str:
    """The one word an action's `type` may be."""
    (name,) = kind.model_fields["type"].annotation.__args__  # type: ignore[union-attr]
    return str(name)
