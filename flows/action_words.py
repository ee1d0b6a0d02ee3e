"""What an action does, in a few words for a card: `sends “payment reminder”`, `hands over to sales`."""

from __future__ import annotations

from flows.actions.action import Action
from flows.actions.ask_again import AskAgain
from flows.actions.emit_event import EmitEvent
from flows.actions.enqueue_followup import EnqueueFollowup
from flows.actions.escalate import Escalate
from flows.actions.resolve import Resolve
from flows.actions.says import Says
from flows.actions.schedule_check import ScheduleCheck
from flows.actions.send_message import SendMessage
from flows.actions.set_contact import SetContact
from flows.actions.set_data import SetData
from flows.actions.start_process import StartProcess
from flows.actions.tag import Tag
from flows.actions.update_backend import UpdateBackend
from flows.model import TimeoutTrigger
from flows.words import readable, trigger_words


def says(action: Action) -> str:
    """The words; for an action of a plug-in, its type made readable."""
    match action:
        case SendMessage():
            return f"sends {_what(action)}"
        case EnqueueFollowup():
            return f"sends {_what(action)} {_when(action)}"
        case ScheduleCheck():
            return f"checks {_named(action.value)}{_when(action)}"
        case Escalate():
            return f"hands over to {readable(action.queue)}" if action.queue else "hands over to a person"
        case UpdateBackend():
            return f"calls {readable(action.operation)}"
        case StartProcess():
            return f"starts {readable(action.process_type)}"
        case EmitEvent():
            return f"tells the others “{readable(action.value)}”"
        case _:
            return _keeps(action)


def _keeps(action: Action) -> str:
    match action:
        case SetData() | SetContact():
            whose = "the contact’s " if isinstance(action, SetContact) else ""
            return f"sets {whose}{', '.join(map(readable, action.values))}"
        case Tag():
            added, removed = (", ".join(map(readable, tags)) for tags in (action.add, action.remove))
            return " and ".join(
                [f"tags {added}"] * bool(added) + [f"takes the tag {removed} away"] * bool(removed)
            )
        case Resolve():
            return f"ends as {readable(action.outcome)}" if action.outcome else "ends the conversation"
        case AskAgain():
            return "asks again"
        case _:
            return readable(action.type)


def _what(action: Says) -> str:
    if action.message is not None:
        return f"“{readable(action.message)}”"
    return "a written reply" if action.generate is not None else "a text"


def _named(value: str | None) -> str:
    return f"“{readable(value)}” " if value else ""


def _when(action: EnqueueFollowup | ScheduleCheck) -> str:
    timer = TimeoutTrigger(
        type="timeout", after=action.after, delay_minutes=action.delay_minutes, relative_to=action.relative_to,
        offset=action.offset, at=action.at,
    )  # fmt: skip
    return trigger_words(timer)
