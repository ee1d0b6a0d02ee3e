"""Gestures on the map: states, what leads between them, and where they stand."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from flows import codec
from flows.model import ANY, Flow, State, Transition, with_ids
from studio.canvas.arrangement import arrange
from studio.editor import ops
from studio.editor.commands import Many, Move, Put, Set, Single
from studio.editor.gesture import (
    Gesture,
    expect_free,
    expect_state,
    free_id,
    id_from,
    merged,
    name_of,
    own_title,
    plural,
    state_of,
    transition_of,
)
from studio.editor.renames import rename
from studio.errors import EditRefused

STATE_KEYS = ("title", "description", "enter", "ask")
TRANSITION_KEYS = ("trigger", "when", "min_confidence", "actions", "to_state", "from_states")
NEXT: Mapping[str, Any] = {"type": "manual", "value": "next"}
"""What a new transition listens for until somebody says."""
BESIDE, BELOW = 320, 140
"""How far from a state the one that follows it is put, and from that one the next."""
_NUMBERED = re.compile(r"state(_\d+)?")


def add_state(flow: Flow, op: ops.AddState) -> Gesture:
    taken = {state.id for state in flow.states}
    identifier = op.id or free_id(id_from(op.title) or "state", taken)
    expect_free("state", identifier, taken)
    value = {"id": identifier, "title": own_title(identifier, op.title)} if op.title else {"id": identifier}
    commands: list[Single] = [Put(kind="state", id=identifier, value=value)]
    place = op.at or _beside(flow, op.from_state)
    if place is not None:
        commands.append(_place(identifier, place))
    if op.from_state is not None:
        expect_state(flow, op.from_state, any_state=True)
        commands.append(_transition(flow, op.from_state, identifier, op.trigger, None))
    if op.initial:
        commands.append(Set(key="initial_state", value=identifier))
    if op.terminal:
        commands.append(Set(key="terminal_states", value=[*flow.terminal_states, identifier]))
    return Gesture(Many(commands=tuple(commands)), f"Add “{op.title or name_of(identifier)}”")


def rename_state(flow: Flow, op: ops.RenameState) -> Gesture:
    state = state_of(flow, op.state)
    if is_numbered(state) and (wanted := id_from(op.title)):
        others = {one.id for one in flow.states} - {state.id}
        renamed = rename(flow, "state", state.id, free_id(wanted, others), title=op.title)
        return renamed._replace(label=f"Name “{op.title}”")
    values = {"title": own_title(state.id, op.title) or None}
    value = merged(codec.part_as_json(state), values, STATE_KEYS)
    return Gesture(Put(kind="state", id=state.id, value=value), f"Rename “{state.name}”")


def is_numbered(state: State) -> bool:
    """Whether nobody has named it yet: its id is made from the first name it gets."""
    return not state.title and _NUMBERED.fullmatch(state.id) is not None


def change_state_id(flow: Flow, op: ops.ChangeStateId) -> Gesture:
    return rename(flow, "state", op.state, op.id)


def set_state(flow: Flow, op: ops.SetState) -> Gesture:
    state = state_of(flow, op.state)
    value = merged(codec.part_as_json(state), op.values, STATE_KEYS)
    return Gesture(Put(kind="state", id=state.id, value=value), f"Change “{state.name}”")


def set_initial(flow: Flow, op: ops.SetInitial) -> Gesture:
    label = f"Begin in “{state_of(flow, op.state).name}”"
    begin = Set(key="initial_state", value=op.state)
    if op.state not in flow.terminal_states:
        return Gesture(begin, label)
    # Nothing can begin where it ends.
    ends = [state for state in flow.terminal_states if state != op.state]
    return Gesture(Many(commands=(begin, Set(key="terminal_states", value=ends))), label)


def set_terminal(flow: Flow, op: ops.SetTerminal) -> Gesture:
    name = state_of(flow, op.state).name
    # In the order of the states, so that marking and unmarking leads back to the same file.
    ends = {*flow.terminal_states, op.state} if op.terminal else {*flow.terminal_states} - {op.state}
    known = [state.id for state in flow.states if state.id in ends]
    value = [*known, *(end for end in flow.terminal_states if end in ends and end not in known)]
    label = f"Make “{name}” an end" if op.terminal else f"Let “{name}” go on"
    return Gesture(Set(key="terminal_states", value=value), label)


def connect(flow: Flow, op: ops.Connect) -> Gesture:
    expect_state(flow, op.source, any_state=True)
    expect_state(flow, op.target)
    return Gesture(_transition(flow, op.source, op.target, op.trigger, op.id), "Connect")


def add_anywhere(flow: Flow, op: ops.AddAnywhere) -> Gesture:
    expect_state(flow, op.target)
    return Gesture(_transition(flow, ANY, op.target, op.trigger, None), "Add a transition from anywhere")


def reconnect(flow: Flow, op: ops.Reconnect) -> Gesture:
    transition = transition_of(flow, op.transition)
    values: dict[str, Any] = {}
    if op.source is not None:
        values["from_states"] = _moved(flow, transition, *op.source)
    if "target" in op.model_fields_set:
        expect_state(flow, op.target)
        values["to_state"] = op.target
    return _changed(transition, values, f"Reconnect “{transition.id}”")


def set_transition(flow: Flow, op: ops.SetTransition) -> Gesture:
    transition = transition_of(flow, op.transition)
    sources = op.values.get("from_states")
    named = [op.values.get("to_state"), *(sources if isinstance(sources, list | tuple) else ())]
    for state in named:
        if isinstance(state, str) and state not in (*transition.from_states, transition.to_state):
            expect_state(flow, state, any_state=True)
    return _changed(transition, op.values, f"Change “{transition.id}”")


def change_transition_id(flow: Flow, op: ops.ChangeTransitionId) -> Gesture:
    return rename(flow, "transition", op.transition, op.id)


def move_transition(flow: Flow, op: ops.MoveTransition) -> Gesture:
    transition_of(flow, op.transition)
    if op.before is not None:
        transition_of(flow, op.before)
    command = Move(kind="transition", id=op.transition, before=op.before)
    return Gesture(command, f"Reorder “{op.transition}”")


def delete(flow: Flow, op: ops.Delete) -> Gesture:
    states, chosen = dict.fromkeys(op.states), set(op.transitions)
    names = [state_of(flow, state).name for state in op.states]
    for transition in op.transitions:
        transition_of(flow, transition)
    if flow.initial_state in states:
        name = state_of(flow, flow.initial_state).name
        raise EditRefused(f"The flow begins in “{name}”: let it begin elsewhere before you delete this one.")
    commands = list(_without(flow, states, chosen))
    gone = {
        one.id for one in commands if isinstance(one, Put) and one.kind == "transition" and one.value is None
    }
    counted = plural(len(gone), "transition") if gone else ""
    label = " and ".join(filter(None, (", ".join(f"“{name}”" for name in names[:3]), counted)))
    if len(names) > 3:
        label = " and ".join(filter(None, (plural(len(names), "state"), counted)))
    return Gesture(Many(commands=tuple(commands)), f"Delete {label or 'nothing'}")


def move_states(flow: Flow, op: ops.MoveStates) -> Gesture:
    names = [state_of(flow, state).name for state in op.positions]
    commands = tuple(_place(state, at) for state, at in op.positions.items())
    label = f"Move “{names[0]}”" if len(names) == 1 else f"Move {plural(len(names), 'state')}"
    return Gesture(Many(commands=commands), label)


def lay_out(flow: Flow, _op: ops.LayOut) -> Gesture:
    """Takes as long as `arrange`: a second with some hundred states."""
    placed = tuple(_place(state, at) for state, at in arrange(flow).items())
    return Gesture(Many(commands=placed), "Lay out")


def _without(flow: Flow, states: Collection[str], chosen: Collection[str]) -> Iterator[Single]:
    """What deletes these states and transitions, with everything that only they gave a meaning."""
    gone = set(states)
    for transition in flow.transitions:
        left = [source for source in transition.from_states if source not in states]
        if transition.id in chosen or not left or transition.to_state in states:
            gone.add(transition.id)
            yield Put(kind="transition", id=transition.id)
        elif len(left) < len(transition.from_states):
            value = merged(codec.part_as_json(transition), {"from_states": left}, TRANSITION_KEYS)
            yield Put(kind="transition", id=transition.id, value=value)
    for state in states:
        yield Put(kind="state", id=state)
        yield Put(kind="place", id=state)
    if any(end in states for end in flow.terminal_states):
        yield Set(key="terminal_states", value=[end for end in flow.terminal_states if end not in states])
    if any(pinned in states for pinned in flow.layout.pinned):
        yield Set(key="layout.pinned", value=[one for one in flow.layout.pinned if one not in states])
    kept = _still_there(flow, gone)
    if any(one.at in gone - kept for one in flow.accept):
        accepted = [codec.part_as_json(one) for one in flow.accept if one.at not in gone - kept]
        yield Set(key="accept", value=accepted)


def _still_there(flow: Flow, gone: Collection[str]) -> set[str]:
    """Ids of what is gone that entries of the flow have too."""
    return {one for one in gone if one in flow.intents or one in flow.messages or one in flow.data}


def _moved(flow: Flow, transition: Transition, old: str, new: str) -> list[str]:
    if old not in transition.from_states:
        raise EditRefused(f"“{transition.id}” doesn't start from “{old}” any more.")
    expect_state(flow, new, any_state=True)
    if new == ANY:
        return [ANY]
    return list(dict.fromkeys(new if source == old else source for source in transition.from_states))


def _changed(transition: Transition, values: dict[str, Any], label: str) -> Gesture:
    value = merged(codec.part_as_json(transition), values, TRANSITION_KEYS)
    return Gesture(Put(kind="transition", id=transition.id, value=value), label)


def _transition(
    flow: Flow, source: str, target: str | None, trigger: Mapping[str, Any] | None, identifier: str | None
) -> Put:
    """A new transition, last of all; its id is made as the language makes them."""
    if identifier is not None:
        expect_free("transition", identifier, {one.id for one in flow.transitions})
    value = {"id": identifier, "from_states": [source], "to_state": target, "trigger": dict(trigger or NEXT)}
    *_, named = with_ids([*({"id": one.id} for one in flow.transitions), value])
    return Put(kind="transition", id=named["id"], value=named)


def _place(state: str, at: tuple[float, float]) -> Put:
    # Whole pixels: nobody sees more, and files stay quiet.
    return Put(kind="place", id=state, value=[round(at[0]), round(at[1])])


def _beside(flow: Flow, source: str | None) -> tuple[float, float] | None:
    """A free place to the right of a state, where the author placed that."""
    places = flow.layout.states
    if source not in places:
        return None
    x, y = places[source][0] + BESIDE, places[source][1]
    while any(abs(x - other) < BESIDE - 40 and abs(y - top) < BELOW for other, top in places.values()):
        y += BELOW
    return x, y
