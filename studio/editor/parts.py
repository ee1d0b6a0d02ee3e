"""The parts of a flow by kind and id: how each is read from JSON, and how it is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Literal, NamedTuple

from pydantic import TypeAdapter, ValidationError

from flows import codec, limits
from flows.errors import FlowTextError
from flows.model import SCHEMA, Flow, Layout
from flows.part import FlowPart
from studio.errors import EditRefused
from studio.kept import kept

Kind = Literal["state", "transition", "intent", "message", "data", "place"]
"""What a flow holds by id; a `place` is where a state stands on the canvas."""
Parts = dict[str, Any]
"""Parts of one kind by id, in the flow's order. Those that an edit doesn't touch stay the same objects."""

SETTINGS = (
    "title", "description", "locale", "timezone", "calendar", "hours", "key", "starts", "unmatched", "accept",
    "scenarios", "initial_state", "terminal_states",
)  # fmt: skip
_ENTRIES = ("starts", "accept", "scenarios")
"""Settings that are lists of parts."""
LAYOUT = ("groups", "notes", "pinned")
LISTS: Mapping[str, Kind] = {"states": "state", "transitions": "transition"}
"""Keys whose whole list can be set too: only so can a flow with two states of one id be mended."""

_SMALLEST: dict[str, Any] = {
    "schema": SCHEMA, "process_type": "a", "states": ["a"], "initial_state": "a"
}  # fmt: skip
_PLURAL = {"state": "states", "transition": "transitions"}
_SECTION = {"intent": "intents", "message": "messages", "data": "data"}


_json = kept(codec.part_as_json)


class _Shelf(NamedTuple):
    """Where a flow keeps the parts of a kind."""

    take: Callable[[Flow], Parts]
    put: Callable[[Flow, Parts], dict[str, Any]]
    """The fields of the flow to replace."""
    key: str
    section: Callable[[str, Any], Any]
    """What the flow's `key` holds where there is only this part, as JSON."""
    pick: Callable[[str, Any], Any]
    """The part out of such a section that was read."""
    write: Callable[[Any], Any]


def parts_of(flow: Flow, kind: Kind) -> Parts:
    """A new mapping of the parts. Raises EditRefused when two have one id."""
    return _SHELVES[kind].take(flow)


def with_parts(flow: Flow, kind: Kind, parts: Parts) -> dict[str, Any]:
    """The fields of the flow that hold these parts instead."""
    return _SHELVES[kind].put(flow, parts)


def read_part(kind: Kind, identifier: str, value: Any) -> Any:
    """The part that JSON describes. Raises EditRefused, in the words of the flow language."""
    shelf = _SHELVES[kind]
    return shelf.pick(identifier, _read(shelf.key, shelf.section(identifier, value)))


def as_json(kind: Kind, part: Any) -> Any:
    """The canonical JSON of a part; nobody changes it."""
    return _SHELVES[kind].write(part)


def read_setting(flow: Flow, key: str, value: Any) -> Any:
    """What a key of the flow would hold; null is its default. Raises EditRefused.

    Entries of a list that are written as they stand in the flow stay the same objects.
    """
    path = tuple(key.split("."))
    if path[0] == "layout" and path[1:] in [(name,) for name in LAYOUT]:
        return getattr(_read("layout", {} if value is None else {path[1]: value}), path[1])
    if key not in SETTINGS and key not in LISTS:
        raise EditRefused(f"“{key}” can't be changed here.")
    if value is None:
        return getattr(_bare(), key)
    return _entries(flow, key, value) if key in _ENTRIES and isinstance(value, list) else _read(key, value)


def _entries(flow: Flow, key: str, value: list[Any]) -> tuple[FlowPart, ...]:
    now: tuple[FlowPart, ...] = getattr(flow, key)
    there = [_json(part) for part in now] + [None] * len(value)
    return tuple(
        now[i] if entry is not None and entry == there[i] else _read(key, [entry])[0]
        for i, entry in enumerate(value)
    )


def setting(flow: Flow, key: str) -> Any:
    """What a key of the flow holds."""
    return getattr(flow.layout, key.removeprefix("layout.")) if "." in key else getattr(flow, key)


def setting_as_json(flow: Flow, key: str) -> Any:
    """The canonical JSON of a key of the flow; null where it is at its default."""
    if key in _ENTRIES:
        return [_json(part) for part in getattr(flow, key)] or None
    value: Any = codec.part_as_json(_only(flow, key))
    for step in key.split("."):
        value = value.get(step)
        if value is None:
            return None
    return value


def _only(flow: Flow, key: str) -> Flow:
    """A small flow with nothing but that key, so that writing it doesn't cost the whole."""
    if "." in key:
        name = key.removeprefix("layout.")
        return _bare().model_copy(update={"layout": Layout().model_copy(update={name: setting(flow, key)})})
    return _bare().model_copy(update={key: setting(flow, key)})


@cache
def _bare() -> Flow:
    return _made({})


def with_setting(flow: Flow, key: str, value: Any) -> dict[str, Any]:
    """The fields of the flow that hold this setting instead."""
    if "." not in key:
        return {key: value}
    return {"layout": flow.layout.model_copy(update={key.removeprefix("layout."): value})}


def _read(key: str, value: Any) -> Any:
    """What the flow's key holds when its JSON is this. Raises EditRefused.

    The same as reading a flow of nothing else, which is ten times slower and says in words what is wrong.
    """
    try:
        limits.check_value(value)
        return _reader(key).validate_python(value)
    except (FlowTextError, ValidationError):
        return getattr(_made({key: value}), key)


@cache
def _reader(key: str) -> TypeAdapter[Any]:
    return TypeAdapter(Flow.model_fields[key].rebuild_annotation())


def _made(rest: Mapping[str, Any]) -> Flow:
    try:
        return codec.from_json({**_SMALLEST, **rest})
    except FlowTextError as error:
        raise EditRefused(_without_place(error)) from error


def _without_place(error: FlowTextError) -> str:
    """The sentence alone: a path into a flow of one part leads nobody anywhere."""
    return str(error).replace(f" ({error.path})", "")


def _by_id(kind: Kind, items: tuple[Any, ...]) -> Parts:
    parts = {item.id: item for item in items}
    if len(parts) < len(items):
        ids = [item.id for item in items]
        twice = next(one for one in ids if ids.count(one) > 1)
        raise EditRefused(f"There are two {kind}s “{twice}”: give each its own id in the YAML first.")
    return parts


def _listed(kind: Kind) -> _Shelf:
    key = _PLURAL[kind]

    def pick(identifier: str, section: tuple[Any, ...]) -> Any:
        (part,) = section
        if part.id != identifier:
            raise EditRefused(f"“{part.id}” can't take the place of “{identifier}”.")
        return part

    return _Shelf(
        take=lambda flow: _by_id(kind, getattr(flow, key)),
        put=lambda _flow, parts: {key: tuple(parts.values())},
        key=key,
        section=lambda identifier, value: [
            value if isinstance(value, str) else {**_keys(value), "id": identifier}
        ],
        pick=pick,
        write=_json,
    )


def _keyed(kind: Kind) -> _Shelf:
    key = _SECTION[kind]
    return _Shelf(
        take=lambda flow: dict(getattr(flow, key)),
        put=lambda _flow, parts: {key: parts},
        key=key,
        section=lambda identifier, value: {identifier: _keys(value)},
        pick=lambda identifier, section: section[identifier],
        write=_json,
    )


def _keys(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise EditRefused("This must be a group of keys.")
    return value


_PLACES = _Shelf(
    take=lambda flow: dict(flow.layout.states),
    put=lambda flow, parts: {"layout": flow.layout.model_copy(update={"states": parts})},
    key="layout",
    section=lambda identifier, value: {"states": {identifier: value}},
    pick=lambda identifier, section: section.states[identifier],
    write=list,
)
_SHELVES: Mapping[Kind, _Shelf] = {
    "state": _listed("state"), "transition": _listed("transition"), "intent": _keyed("intent"),
    "message": _keyed("message"), "data": _keyed("data"), "place": _PLACES,
}  # fmt: skip
