"""Another id for a part, and for everything in the flow that names it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, assert_never

from flows.actions.schedule_check import ScheduleCheck
from flows.findings import places
from flows.model import Flow
from flows.renaming import Noun, Renaming
from studio.editor.commands import Many, Put, Set, Single
from studio.editor.gesture import Gesture, Renamed, expect_free, own_title
from studio.editor.parts import Kind, as_json, parts_of, setting_as_json
from studio.errors import EditRefused

_KINDS: Mapping[Noun, str] = {
    "state": "state", "transition": "transition", "intent": "intent", "message": "message", "data": "data field"
}  # fmt: skip


def rename(flow: Flow, noun: Noun, old: str, new: str, *, title: str | None = None) -> Gesture:
    """Give the part another id everywhere; a state can get a title with it.

    Left alone: events, results and other flows, which only look alike, and texts that nothing fills in.
    Raises EditRefused when there is no such part, or another one has the id.
    """
    parts = parts_of(flow, noun)
    if old not in parts:
        raise EditRefused(f"There is no {_KINDS[noun]} “{old}” any more.")
    label, renamed = f"Rename “{old}” to “{new}”", Renamed(noun, old, new)
    if new == old:
        return Gesture(Many(), label)
    expect_free(noun, new, parts)
    renaming = Renaming(noun, old, new, is_check=_is_check(flow, old))
    value = _rewritten(renaming, noun, as_json(noun, parts[old]))
    if noun in ("state", "transition"):
        value = {**({} if isinstance(value, str) else value), "id": new}
    if title is not None:
        value = {**value, "title": own_title(new, title)}
    commands: list[Single] = [Put(kind=noun, id=new, value=value, before=old), Put(kind=noun, id=old)]
    if noun == "state" and old in flow.layout.states:
        place = list(flow.layout.states[old])
        commands += [Put(kind="place", id=new, value=place, before=old), Put(kind="place", id=old)]
    commands += _parts(flow, renaming)
    commands += _settings(flow, renaming)
    return Gesture(Many(commands=tuple(commands)), label, renamed)


def renamed_by(before: Flow, after: Flow) -> Renamed | None:
    """What has another id in `after`, at the same place and nothing else of its kind having come or gone."""
    for noun in _KINDS:
        old, new = _ids(before, noun), _ids(after, noun)
        if len(old) != len(new):
            continue
        differing = [(was, now) for was, now in zip(old, new, strict=True) if was != now]
        if len(differing) == 1:
            return Renamed(noun, *differing[0])
    return None


def _ids(flow: Flow, noun: Noun) -> list[str]:
    match noun:
        case "state":
            return [state.id for state in flow.states]
        case "transition":
            return [transition.id for transition in flow.transitions]
        case "intent":
            return list(flow.intents)
        case "message":
            return list(flow.messages)
        case "data":
            return list(flow.data)
        case _:
            assert_never(noun)


def _is_check(flow: Flow, name: str) -> bool:
    armed = (action for _, action in places.actions(flow) if isinstance(action, ScheduleCheck))
    return any(action.value == name for action in armed)


def _parts(flow: Flow, renaming: Renaming) -> Iterator[Put]:
    """Every other part that names it."""
    kinds: tuple[Noun, ...] = ("state", "transition", "intent", "message", "data")
    for kind in kinds:
        for identifier, part in parts_of(flow, kind).items():
            # Most parts don't, and that is seen fast.
            if (kind, identifier) == (
                renaming.noun,
                renaming.old,
            ) or renaming.old not in part.model_dump_json():
                continue
            before = as_json(kind, part)
            after = _rewritten(renaming, kind, before)
            if after != before:
                yield Put(kind=kind, id=identifier, value=after)


def _settings(flow: Flow, renaming: Renaming) -> Iterator[Set]:
    shared = sum(renaming.old in parts_of(flow, noun) for noun in _KINDS) > 1
    for key, rewrite in _REWRITES.items():
        if key == "accept" and shared:
            continue  # whose finding is accepted there can't be told
        before = setting_as_json(flow, key)
        if before is not None and (after := rewrite(renaming, before)) != before:
            yield Set(key=key, value=after)


def _each(rewrite: Callable[[Renaming, Any], Any]) -> Callable[[Renaming, Iterable[Any]], list[Any]]:
    return lambda renaming, items: [rewrite(renaming, item) for item in items]


_REWRITES: Mapping[str, Callable[[Renaming, Any], Any]] = {
    "initial_state": lambda renaming, value: renaming.word("state", value),
    "terminal_states": lambda renaming, value: renaming.words("state", value),
    "key": lambda renaming, value: renaming.word("data", value),
    "starts": _each(Renaming.start),
    "unmatched": Renaming.unmatched,
    "accept": _each(Renaming.accepted),
    "scenarios": _each(Renaming.scenario),
    "layout.pinned": lambda renaming, value: renaming.words("state", value),
    "layout.groups": _each(Renaming.group),
}


def _rewritten(renaming: Renaming, kind: Kind, value: Any) -> Any:
    match kind:
        case "state":
            return renaming.state(value)
        case "transition":
            return renaming.transition(value)
        case "intent":
            return renaming.intent(value)
        case "message":
            return renaming.message(value)
        case "data" | "place":
            return value
