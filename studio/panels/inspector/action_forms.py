"""How every action is filled in: one table, from which menus and forms are made. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, Literal, NamedTuple

from flows.actions.registry import actions
from flows.model import Flow
from flows.part import Timer
from flows.words import readable
from studio.editor.ops import Section
from studio.panels.inspector import suggestions
from studio.panels.inspector.suggestions import Options
from studio.panels.inspector.wording import Look

FieldKind = Literal[
    "says", "channels", "time", "name", "choice", "text", "names", "values", "switch", "literal"
]
"""How a field is filled in; see `studio.panels.inspector.fields`.

| kind | it holds |
| --- | --- |
| says | a message, a text or a goal: the keys of `Says` |
| channels | where to send, in order |
| time | when: the keys of `Timer` |
| name | a short text with suggestions |
| choice | one of a few |
| text | a long text that may hold blanks |
| names | a list of short texts |
| values | name → value |
| switch | yes or no |
| literal | any value |
"""

_SAYS = ("message", "text", "generate")
_TIME = tuple(Timer.model_fields)
_EVENTS = (suggestions.events, suggestions.heard_events)
_SECTIONS: Mapping[object, Section] = {suggestions.messages: "messages", suggestions.data_fields: "data"}


class FormField(NamedTuple):
    """One thing to fill in."""

    kind: FieldKind
    keys: tuple[str, ...]
    """The keys of the action it fills."""
    label: str
    hint: str = ""
    options: Callable[[Flow], Options] | None = None
    needed: bool = False

    def offered(self, flow: Flow, seen: Collection[str] = (), processes: Collection[str] = ()) -> Options:
        """What it offers to choose from; `seen` are events that arrived, `processes` the company's flows."""
        own = self.options(flow) if self.options is not None else {}
        if self.options is suggestions.processes:
            return suggestions.also(own, (name for name in processes if name != flow.process_type))
        return suggestions.also(own, seen) if self.options in _EVENTS else own

    @property
    def section(self) -> Section | None:
        """Where the entries of the flow are that it names: one that isn't there can be made beside it."""
        return _SECTIONS.get(self.options)

    @property
    def key(self) -> str:
        """Where what is wrong with it is shown."""
        return self.keys[0]


class ActionForm(NamedTuple):
    """One action: what it is, and what there is to say about it."""

    look: Look
    fields: tuple[FormField, ...] = ()
    begins: Callable[[Flow], dict[str, Any]] = lambda _flow: {}
    """What a new one holds, where the flow makes that likely."""


def _first(key: str, options: Callable[[Flow], Options]) -> Callable[[Flow], dict[str, Any]]:
    def begin(flow: Flow) -> dict[str, Any]:
        known = next(iter(options(flow)), None)
        return {} if known is None else {key: known}

    return begin


def _priorities(_flow: Flow) -> Options:
    return {"low": "Low", "normal": "Normal", "high": "High", "urgent": "Urgent"}


def _contact_values(_flow: Flow) -> Options:
    return {
        "opted_out": "Opted out: no messages any more", "name": "Name", "locale": "Language",
        "timezone": "Time zone",
    }  # fmt: skip


_CHANNEL = FormField(
    "channels", ("channel",), "Where", "Several are tried in order", options=suggestions.channels
)
_KEEP = "Stays planned when the process moves on"

FORMS: Mapping[str, ActionForm] = {
    "send_message": ActionForm(
        Look("Send a message", "send", "Say something to the customer now"),
        (FormField("says", _SAYS, "Message", options=suggestions.messages), _CHANNEL),
        _first("message", suggestions.messages),
    ),
    "enqueue_followup": ActionForm(
        Look("Plan a follow-up", "schedule_send", "Say something later, unless the process has moved on"),
        (
            FormField("time", _TIME, "When", "2 days, or 1 day before due date at 09:00"),
            FormField("says", _SAYS, "Message", options=suggestions.messages), _CHANNEL,
            FormField("switch", ("keep",), "Send it in any case", _KEEP),
        ),
        lambda flow: {**_first("message", suggestions.messages)(flow), "after": "2d"},
    ),
    "schedule_check": ActionForm(
        Look("Set a timer", "alarm_add", "Come back later; a “Time passes” transition hears it"),
        (
            FormField("time", _TIME, "When", "2 days, or 1 day before due date at 09:00", needed=True),
            FormField("name", ("value",), "Name", "Without one, every timer transition hears it", suggestions.checks),
            FormField("switch", ("keep",), "Keep it in any case", _KEEP),
        ),
        lambda _flow: {"after": "2d"},
    ),
    "ask_again": ActionForm(Look("Ask again", "replay", "Repeat the question of the state it is in")),
    "set_data": ActionForm(
        Look("Remember a value", "edit_note", "Store something in the process’s data"),
        (FormField("values", ("values",), "Values", options=suggestions.data_fields, needed=True),),
    ),
    "set_contact": ActionForm(
        Look("Change the contact", "person", "Correct what is known of the customer, or opt them out"),
        (FormField("values", ("values",), "Values", options=_contact_values, needed=True),),
    ),
    "update_backend": ActionForm(
        Look("Call your system", "sync_alt", "Ask your shop, CRM or billing to do something"),
        (
            FormField("name", ("operation",), "Operation", "As your system calls it", suggestions.operations, True),
            FormField("values", ("arguments",), "What it gets", options=lambda _flow: {}),
        ),
    ),
    "escalate": ActionForm(
        Look("Hand over to a colleague", "support_agent", "A person takes the conversation; automatic messages wait"),
        (
            FormField("name", ("queue",), "Team", "Anybody, if left empty", suggestions.queues),
            FormField("choice", ("priority",), "Priority", options=_priorities),
            FormField("text", ("note",), "Note for the colleague", "What they should know"),
        ),
        _first("queue", suggestions.queues),
    ),
    "resolve": ActionForm(
        Look("Say how it ended", "flag", "Record the outcome; for transitions into a final state"),
        (FormField("name", ("outcome",), "Outcome", "The final state’s, if left empty", suggestions.outcomes),),
    ),
    "start_process": ActionForm(
        Look("Start another process", "play_circle", "Open another flow for the same customer"),
        (
            FormField("name", ("process_type",), "Process", "Such as order_fulfillment", suggestions.processes, True),
            FormField("values", ("data",), "What it starts with", options=lambda _flow: {}),
        ),
    ),
    "emit_event": ActionForm(
        Look("Tell other processes", "campaign", "The customer’s other running processes hear it as an event"),
        (
            FormField("name", ("value",), "Event", "Such as address_changed", suggestions.events, True),
            FormField("values", ("payload",), "What it carries", options=lambda _flow: {}),
        ),
    ),
    "tag": ActionForm(
        Look("Tag the contact", "sell", "Put labels on the customer, or take them off"),
        (
            FormField("names", ("add",), "Put on", options=suggestions.tags),
            FormField("names", ("remove",), "Take off", options=suggestions.tags),
        ),
    ),
}  # fmt: skip
"""Every built-in action by its type, in the order the menu offers them."""


def form_of(action_type: str) -> ActionForm:
    """The form of an action; one made from its model for an action that a package brought along."""
    known = FORMS.get(action_type)
    if known is not None:
        return known
    model = actions()[action_type]
    title = readable(action_type).capitalize()
    fields = tuple(
        FormField("literal", (key,), readable(key).capitalize(), needed=field.is_required())
        for key, field in model.model_fields.items()
        if key != "type"
    )
    return ActionForm(Look(title, "extension", " ".join((model.__doc__ or "").split())), fields)


def offered() -> dict[str, ActionForm]:
    """Every registered action that can be added."""
    return {name: form_of(name) for name in (*FORMS, *(name for name in actions() if name not in FORMS))}
