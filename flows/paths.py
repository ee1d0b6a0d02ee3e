"""What conditions and texts read — `data.amount`, `contact.name`, `event.due`, `now` — made into readers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

from flows.changes import TOLD_AS_EVENT
from flows.values import typed

if TYPE_CHECKING:
    from flows.compiled import Ground
    from flows.step import Step


class _Missing(Enum):
    MISSING = "missing"

    def __repr__(self) -> str:
        return "missing"


MISSING: Final = _Missing.MISSING
"""What reading something that isn't there gives; a stored null is missing too."""

Read = Callable[["Step"], Any]


def read_path(path: str, ground: Ground) -> Read:
    """A reader for `path`: Python values (a date as `date`, an instant in UTC), or MISSING. Never raises."""
    root, _, rest = path.partition(".")
    match root:
        case "now":
            return lambda step: step.change.at
        case "data":
            return _data(rest, ground)
        case "contact":
            return _contact(rest)
        case "conversation":
            return _conversation(rest, ground)
        case "event":
            return _event(rest)
        case "visits":
            return lambda step: step.visits.get(rest, 0)
        case _:
            return lambda _step: MISSING


def _data(name: str, ground: Ground) -> Read:
    field = ground.fields.get(name)

    def read(step: Step) -> Any:
        stored = step.overlaid(name)
        if stored is None:
            return MISSING
        value = typed(field, stored) if field is not None else stored
        return MISSING if value is None else value

    return read


def _contact(name: str) -> Read:
    def read(step: Step) -> Any:
        if name == "tags":
            return step.tags
        if name in step.contact_changes:
            return _present(step.contact_changes[name])
        contact = step.facts.contact
        if name in ("name", "locale", "timezone", "opted_out"):
            return _present(getattr(contact, name))
        return _inside(contact.attributes, name)

    return read


def _conversation(name: str, ground: Ground) -> Read:
    if name == "in_hours":
        return lambda step: ground.is_open(step.change.at)
    if name == "channel":
        return lambda step: _present(step.change.channel or step.facts.conversation.channel)
    if name in ("held", "bucket"):
        return lambda step: getattr(step.facts.conversation, name)
    return lambda _step: MISSING


def _event(name: str) -> Read:
    def read(step: Step) -> Any:
        change = step.change
        if name == "channel" and change.channel is not None:
            return change.channel
        if name == "confidence" and change.confidence is not None:
            return change.confidence
        value = _inside(change.about, name) if name in TOLD_AS_EVENT else MISSING
        return _inside(change.payload, name) if value is MISSING else value

    return read


def _inside(mapping: Mapping[str, Any], path: str) -> Any:
    """A key, or a dotted way into nested objects."""
    if path in mapping:
        return _present(mapping[path])
    inner: Any = mapping
    for part in path.split("."):
        if not isinstance(inner, Mapping) or part not in inner:
            return MISSING
        inner = inner[part]
    return _present(inner)


def _present(value: Any) -> Any:
    return MISSING if value is None else value
