"""Parts of a map, cut out to be put in again: here or in another flow."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from flows import codec
from flows.findings import places
from flows.model import ANY, Flow, Transition
from flows.renaming import Renaming
from studio.editor import ops
from studio.editor.commands import Many, Put, Single
from studio.editor.gesture import Gesture, free_id, plural, state_of
from studio.editor.parts import Kind
from studio.errors import EditRefused

ASIDE = 48
"""How far a copy stands from what was copied, to the right and down."""
_SECTIONS: Mapping[str, Kind] = {"intents": "intent", "messages": "message", "data": "data"}


class Fragment(BaseModel):
    """States, the transitions among them, and the entries that they use; all as a flow's JSON has them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    states: tuple[str | dict[str, Any], ...]
    transitions: tuple[dict[str, Any], ...] = ()
    intents: dict[str, dict[str, Any]] = {}
    messages: dict[str, dict[str, Any]] = {}
    data: dict[str, dict[str, Any]] = {}
    places: dict[str, ops.At] = {}


def fragment(flow: Flow, states: Collection[str]) -> dict[str, Any]:
    """What `paste` takes. Raises EditRefused for a state that isn't there."""
    chosen = [state_of(flow, state) for state in dict.fromkeys(states)]
    ids = {state.id for state in chosen}
    inside = [one for one in flow.transitions if _inside(one, ids)]
    part = flow.model_copy(
        update={"states": tuple(chosen), "transitions": tuple(inside), "unmatched": None, "starts": ()}
    )
    part.__dict__.pop("compiled", None)
    cut: dict[str, Any] = {
        "states": [codec.part_as_json(state) for state in chosen],
        "transitions": [codec.part_as_json(one) for one in inside],
        "places": {state: list(at) for state, at in flow.layout.states.items() if state in ids},
    }
    for section, names in _used(part).items():
        entries = getattr(flow, section)
        cut[section] = {name: codec.part_as_json(entries[name]) for name in entries if name in names}
    return cut


def paste(flow: Flow, op: ops.Paste) -> Gesture:
    try:
        pasted = Fragment.model_validate(op.fragment)
    except ValidationError as error:
        raise EditRefused("This is nothing that can be pasted here: copy some states first.") from error
    return _pasted(flow, pasted, op.at, "Paste")


def duplicate(flow: Flow, op: ops.Duplicate) -> Gesture:
    return _pasted(flow, Fragment.model_validate(fragment(flow, op.states)), None, "Duplicate")


def _inside(transition: Transition, states: Collection[str]) -> bool:
    leads_in = transition.to_state is None or transition.to_state in states
    return leads_in and any(source in states for source in transition.from_states)


def _used(part: Flow) -> dict[str, set[str]]:
    """The names of the entries that these states and transitions use, and those entries in turn."""
    messages = {name for _, name in places.message_names(part)}
    said = {name: message for name, message in part.messages.items() if name in messages}
    intents = {one.trigger.value for one in part.transitions if one.trigger.type == "intent"}
    intents |= {button.intent for message in said.values() for button in message.buttons}
    own = part.model_copy(update={"messages": said})
    fields = {path.split(".")[1] for _, path in places.reads(own) if path.startswith("data.")}
    fields |= {state.ask.into for state in part.states if state.ask is not None}
    fields |= {
        name for _, action in places.actions(own) for kind, name in action.references() if kind == "data"
    }
    fields |= {slot for name in intents if name in part.intents for slot in part.intents[name].slots}
    return {"messages": messages, "intents": intents, "data": fields}


def _pasted(flow: Flow, pasted: Fragment, at: tuple[float, float] | None, verb: str) -> Gesture:
    states = [{"id": state} if isinstance(state, str) else state for state in pasted.states]
    ids = [state.get("id") for state in states]
    if not ids or not all(isinstance(one, str) for one in ids) or len(set(ids)) < len(ids):
        raise EditRefused("This is nothing that can be pasted here: copy some states first.")
    names = _new_ids({state.id for state in flow.states}, [str(one) for one in ids])
    commands: list[Single] = []
    for section, kind in _SECTIONS.items():
        missing = {
            key: value for key, value in getattr(pasted, section).items() if key not in getattr(flow, section)
        }
        commands += [Put(kind=kind, id=key, value=value) for key, value in missing.items()]
    for state in states:
        new = names[state["id"]]
        commands.append(Put(kind="state", id=new, value={**state, "id": new}))
    commands += _transitions(flow, pasted, names)
    commands += _places(pasted, names, at)
    return Gesture(Many(commands=tuple(commands)), f"{verb} {plural(len(states), 'state')}")


def _new_ids(taken: set[str], wanted: list[str]) -> dict[str, str]:
    names: dict[str, str] = {}
    for old in wanted:
        names[old] = free_id(old, taken | set(names.values()) | (set(wanted) - {old}))
    return names


def _transitions(flow: Flow, pasted: Fragment, names: Mapping[str, str]) -> Iterator[Put]:
    taken = {one.id for one in flow.transitions}
    for transition in pasted.transitions:
        sources = transition.get("from_states")
        sources = [one for one in sources if one in names] if isinstance(sources, list | tuple) else []
        target = transition.get("to_state")
        if not sources or (target is not None and target not in names) or ANY in sources:
            continue
        value = {**transition, "from_states": sources}
        for old, new in names.items():
            value = _renamed(value, old, new)
        identifier = free_id(str(transition.get("id") or "transition"), taken)
        taken.add(identifier)
        yield Put(kind="transition", id=identifier, value={**value, "id": identifier})


def _renamed(value: dict[str, Any], old: str, new: str) -> dict[str, Any]:
    try:
        return Renaming("state", old, new).transition(value)
    except (KeyError, TypeError, AttributeError) as error:
        raise EditRefused("This is nothing that can be pasted here: copy some states first.") from error


def _places(pasted: Fragment, names: Mapping[str, str], at: tuple[float, float] | None) -> Iterator[Put]:
    placed = {state: place for state, place in pasted.places.items() if state in names}
    if not placed:
        if at is not None:
            yield from (
                Put(kind="place", id=new, value=[round(at[0]) + ASIDE * i, round(at[1]) + ASIDE * i])
                for i, new in enumerate(names.values())
            )
        return
    left, top = min(x for x, _ in placed.values()), min(y for _, y in placed.values())
    x, y = (left + ASIDE, top + ASIDE) if at is None else at
    for state, place in placed.items():
        yield Put(
            kind="place", id=names[state], value=[round(place[0] - left + x), round(place[1] - top + y)]
        )
