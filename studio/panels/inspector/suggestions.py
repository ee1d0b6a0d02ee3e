"""What a form offers to choose from: what the flow declares, and what it already speaks of elsewhere. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from flows.actions.action import Action
from flows.actions.emit_event import EmitEvent
from flows.actions.enqueue_followup import EnqueueFollowup
from flows.actions.escalate import Escalate
from flows.actions.schedule_check import ScheduleCheck
from flows.actions.start_process import StartProcess
from flows.actions.tag import Tag
from flows.actions.update_backend import UpdateBackend
from flows.findings import places
from flows.hearing import RESERVED
from flows.model import ANY, Flow
from flows.words import readable
from studio.panels.inspector.wording import ANYTHING, RESULTS, TYPES, clipped, state_names
from studio.words import plural

KindOfAction = TypeVar("KindOfAction", bound=Action)
Options = dict[str, str]
"""What can be chosen, as it is stored → as people read it; first what is likeliest."""

_BLANK = re.compile(r"\{[{%].*?[%}]\}")
STAY = ""
"""As a transition's target: it stays where it is."""
_RESERVED_INTENTS = {
    "answer": "An answer to the question asked",
    "unmatched": "A message nothing else understood",
}
_CHANNELS = {"chat": "Chat", "email": "Email", "whatsapp": "WhatsApp", "voice": "Phone"}


def intents(flow: Flow) -> Options:
    """The flow's intents with how well they are known, then the reserved ones."""
    own = {
        name: f"{readable(name).capitalize()} · {plural(len(intent.examples), 'example')}"
        for name, intent in flow.intents.items()
    }
    return {**own, **{name: _RESERVED_INTENTS[name] for name in reversed(RESERVED)}}


def events(flow: Flow) -> Options:
    """Every event the flow speaks of: heard, started by, sent, or given at the end of a process it starts."""
    heard = [t.trigger.value for t in flow.transitions if t.trigger.type == "event"]
    begun = [start.value for start in flow.starts if start.type == "event"]
    sent = [action.value for action in _actions(flow, EmitEvent)]
    ended = [f"ended:{action.process_type}" for action in _actions(flow, StartProcess)]
    return _readable([*heard, *begun, *sent, *ended])


def checks(flow: Flow) -> Options:
    """The names of the checks that the flow's actions set."""
    heard = [t.trigger.value for t in flow.transitions if t.trigger.type == "timeout"]
    return _readable([*(action.value for action in _actions(flow, ScheduleCheck)), *heard])


def steps_by_hand(flow: Flow) -> Options:
    """What colleagues can decide so far."""
    return _readable(t.trigger.value for t in flow.transitions if t.trigger.type == "manual")


def results(_flow: Flow) -> Options:
    """The results an action can give."""
    return dict(RESULTS)


_HEARD: Mapping[str, Callable[[Flow], Options]] = {
    "intent": intents, "event": events, "timeout": checks, "action": results, "manual": steps_by_hand,
}  # fmt: skip


def heard(flow: Flow, trigger_type: str) -> Options:
    """The values a trigger of this type may listen for; last `*`, for any."""
    return {**_HEARD[trigger_type](flow), ANY: ANYTHING[trigger_type]}


def heard_events(flow: Flow) -> Options:
    """The events a trigger may listen for; last `*`, for any."""
    return heard(flow, "event")


def also(options: Options, more: Iterable[str]) -> Options:
    """The options, then what else there is; `*` stays last."""
    added = {name: label for name, label in _readable(more).items() if name not in options}
    last = {name: label for name, label in options.items() if name == ANY}
    return {**{name: label for name, label in options.items() if name != ANY}, **added, **last}


def messages(flow: Flow) -> Options:
    """The flow's messages with how they begin."""
    return {
        name: f"{readable(name).capitalize()} · {clipped(_BLANK.sub('…', message.text), 48) or 'nothing is said yet'}"
        for name, message in flow.messages.items()
    }


def data_fields(flow: Flow) -> Options:
    """The process's variables."""
    return {name: f"{readable(name).capitalize()} · {TYPES[field.type]}" for name, field in flow.data.items()}


def sources(flow: Flow) -> Options:
    """Where a transition may start: every state that doesn't end the process, then anywhere."""
    names = state_names(flow)
    open_states = {id_: name for id_, name in names.items() if id_ not in flow.terminal_states}
    return {**open_states, ANY: "Anywhere"}


def targets(flow: Flow) -> Options:
    """Where a transition may lead: nowhere else, or any state."""
    return {STAY: "Stays where it is", **state_names(flow)}


def channels(_flow: Flow) -> Options:
    """Where a message may go; several are tried in the order they are chosen in."""
    return {"same": "Where the customer last wrote", "preferred": "Where the customer prefers", **_CHANNELS}


def operations(flow: Flow) -> Options:
    return _readable(action.operation for action in _actions(flow, UpdateBackend))


def queues(flow: Flow) -> Options:
    return _readable(action.queue for action in _actions(flow, Escalate))


def tags(flow: Flow) -> Options:
    return _readable(name for action in _actions(flow, Tag) for name in (*action.add, *action.remove))


def processes(flow: Flow) -> Options:
    return _readable(action.process_type for action in _actions(flow, StartProcess))


def outcomes(flow: Flow) -> Options:
    """How the process may end: its final states."""
    names = state_names(flow)
    return {state: names.get(state, state) for state in flow.terminal_states}


def dates(flow: Flow) -> tuple[str, ...]:
    """The paths a timer can count from: the flow's dates, those its timers use, and an event's own."""
    own = [f"data.{name}" for name, field in flow.data.items() if field.type in ("date", "datetime")]
    timers = [t.trigger for t in flow.transitions] + [
        *_actions(flow, ScheduleCheck),
        *_actions(flow, EnqueueFollowup),
    ]
    used = [path for path in (getattr(timer, "relative_to", None) for timer in timers) if path]
    return tuple(dict.fromkeys([*own, *used, "event.due", "event.sent_at"]))


def read_paths(flow: Flow) -> Options:
    """Everything a condition can read: the flow's own data first."""
    names = state_names(flow)
    options = {f"data.{name}": readable(name).capitalize() for name in flow.data}
    options |= {
        "contact.name": "Customer’s name", "contact.locale": "Customer’s language",
        "contact.timezone": "Customer’s time zone", "contact.tags": "Customer’s tags",
        "contact.opted_out": "Customer opted out", "conversation.channel": "Channel",
        "conversation.in_hours": "Within opening hours", "conversation.held": "A colleague has taken over",
        "conversation.bucket": "Test group (0 to 99)", "event.message": "The message’s text",
        "event.confidence": "How surely it was understood", "event.channel": "Channel it came by",
        "event.operation": "Operation that answered", "event.sent_at": "When it was sent",
        "event.due": "When it was due", "now": "Now",
    }  # fmt: skip
    used = dict.fromkeys(path for _, path in places.paths(flow))
    options |= {
        path: path_words(path) for path in used if path not in options and not path.startswith("visits.")
    }
    return options | {f"visits.{state}": f"Times in “{name}”" for state, name in names.items()}


def path_words(path: str) -> str:
    """What people call what a path reads, where the flow says no more of it."""
    root, _, name = path.partition(".")
    words = readable(name.replace(".", " "))
    return words.capitalize() if root == "data" else f"{root.capitalize()}: {words}"


def _actions(flow: Flow, kind: type[KindOfAction]) -> Iterator[KindOfAction]:
    return (action for _, action in places.actions(flow) if isinstance(action, kind))


def _readable(values: Iterable[str | None]) -> Options:
    return {value: readable(value).capitalize() for value in values if value and value != ANY}
