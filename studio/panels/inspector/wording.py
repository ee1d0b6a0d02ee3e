"""What the inspector calls things: triggers with their icon and colour, actions in a line, refusals in words. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from flows.explain import PATTERNS
from flows.model import ANY, FieldType, Flow, Transition


class Look(NamedTuple):
    """How one kind of thing is shown and explained wherever it can be chosen."""

    title: str
    icon: str
    explanation: str
    tone: str = ""
    """The suffix of its colour: `--trigger-<tone>` in inspector.css."""


TRIGGERS: Mapping[str, Look] = {
    "intent": Look("The customer says", "forum", "Something a customer means, in their own words", "intent"),
    "event": Look("An event arrives", "bolt", "Your systems report that something happened", "event"),
    "timeout": Look("Time passes", "schedule", "After a while, or around a date", "timeout"),
    "action": Look("A result comes back", "task_alt", "A message was sent, a call to your systems ended", "action"),
    "manual": Look("Somebody decides", "touch_app", "A colleague moves the conversation on by hand", "manual"),
    "always": Look("At once", "fast_forward", "As soon as the state is entered, when its condition holds", "always"),
}  # fmt: skip
"""Every type of trigger, in the order a menu offers them."""

RESULTS: Mapping[str, str] = {
    "outreach_sent": "A message was sent",
    "delivery_failed": "A message could not be delivered",
    "backend_updated": "Your system answered",
    "backend_failed": "Your system refused, or could not be reached",
    "operator_assigned": "A colleague took over",
    "operator_released": "A colleague handed back",
}
"""The results that actions give, by the value of an `action` trigger."""

TYPES: Mapping[FieldType, str] = {
    "string": "short text", "text": "text", "integer": "whole number", "number": "number", "boolean": "yes or no",
    "date": "date", "datetime": "date and time", "email": "email address", "phone": "phone number", "file": "file",
}  # fmt: skip
"""What people call the type of a data field."""

ANYTHING: Mapping[str, str] = {
    "intent": "Anything else that is understood",
    "event": "Any event",
    "timeout": "Any check",
    "action": "Any result",
    "manual": "Any step by hand",
}


def leads(transition: Transition, flow: Flow) -> str:
    """Where a transition leads from and to: “Reminder sent → Payment promised”."""
    names = state_names(flow)
    origin = listed(["Anywhere" if one == ANY else names.get(one, one) for one in transition.from_states], 2)
    if transition.to_state is None:
        return f"{origin} · stays"
    return f"{origin} → {names.get(transition.to_state, transition.to_state)}"


def state_names(flow: Flow) -> dict[str, str]:
    """What people call each state; two of one name are told apart by their ids."""
    titles = [state.name for state in flow.states]
    return {
        state.id: state.name if titles.count(state.name) == 1 else f"{state.name} ({state.id})"
        for state in flow.states
    }


_SAYINGS: Mapping[str, str] = {
    "missing": "This is needed.",
    "string_too_short": "This is needed.",
    "too_short": "At least one is needed.",
    "string_too_long": "This is longer than {max_length} characters.",
    "greater_than_equal": "This is at least {ge:g}.",
    "less_than_equal": "This is at most {le:g}.",
    "float_parsing": "Write a number.",
    "float_type": "Write a number.",
    "int_parsing": "Write a whole number.",
    "bool_parsing": "This is yes or no.",
    "string_type": "Write a text.",
}


def complaints(error: ValidationError) -> dict[str, str]:
    """What pydantic refused, in a sentence each, by the key it stands under; `""` for the whole."""
    found: dict[str, str] = {}
    for details in error.errors(include_url=False):
        key = next((str(step) for step in details["loc"] if step not in _TAGS), "")
        found.setdefault(key, _sentence(details))
    return found


_TAGS = frozenset({*TRIGGERS, "all", "any", "not", "clause"})


def _sentence(details: ErrorDetails) -> str:
    context: dict[str, Any] = details.get("ctx", {})
    if details["type"] in ("flow", "value_error"):
        said = str(context.get("reason") or context.get("error"))
        return said[:1].upper() + said[1:].rstrip(".") + "."
    if details["type"] == "string_pattern_mismatch":
        wanted = PATTERNS.get(context["pattern"], "it has another form")
        return f"This can't be used: {wanted}."
    return _SAYINGS.get(details["type"], details["msg"]).format(**context)


def listed(words: Sequence[str], most: int) -> str:
    """“a, b and 2 more”."""
    if len(words) <= most:
        return ", ".join(words)
    return f"{', '.join(words[:most])} and {len(words) - most} more"


def clipped(text: str, most: int = 60) -> str:
    """The text on one line, its end left out where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
