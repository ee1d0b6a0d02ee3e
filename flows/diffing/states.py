"""What differs in the states of two flows, and in which of them conversations begin and end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flows.codec import part_as_json
from flows.diffing.acts import action_changes
from flows.diffing.difference import Difference, Kind, Renamed, canonical, differing
from flows.diffing.pairing import moved, pair
from flows.diffing.phrases import doing
from flows.diffing.plain import generic
from flows.findings.finding import At
from flows.model import Ask, Flow, State
from flows.words import readable

UNTOLD = ("title", "description")
"""Keys of a state that let nothing behave differently."""


def state_changes(old: Flow, new: Flow, renamed: Sequence[Renamed]) -> Iterator[Difference]:
    """`old` tells by the newer ids, as `renamed` says it was made to."""
    before, after = ([_behaviour(part_as_json(state)) for state in flow.states] for flow in (old, new))
    pairs = pair(before, after, (canonical, lambda state: state["id"]))
    paired = {j: i for i, j in pairs.both}
    former = {one.new: one.old for one in renamed if one.noun == "state"}
    for j, state in enumerate(new.states):
        if j not in paired:
            words = f"“{state.name}” is new{_is(new, state)}."
            yield _told("added", state, "", words, None, part_as_json(state))
            continue
        if state.id in former:
            words = f"“{state.name}” is the state that was called “{_old_name(old, paired[j], former)}”."
            yield _told("renamed", state, "id", words, former[state.id], state.id)
        for key in differing(before[paired[j]], after[j]):
            yield from _changed(key, old.states[paired[j]], state, before[paired[j]], after[j])
    for i in pairs.gone:
        state = old.states[i]
        yield _told("removed", state, "", f"“{state.name}” is gone.", part_as_json(state), None)
    yield from _ends(old, new)
    if moved(pairs):
        was, now = ([state.id for state in flow.states] for flow in (old, new))
        at = At("flow", new.process_type)
        yield Difference("moved", at, "states", "The states stand in another order.", was, now)


def _old_name(old: Flow, index: int, former: Mapping[str, str]) -> str:
    state = old.states[index]
    return state.title or readable(former[state.id]).capitalize()


def _behaviour(value: Any) -> dict[str, Any]:
    whole = {"id": value} if isinstance(value, str) else value
    return {key: part for key, part in whole.items() if key not in UNTOLD}


def _is(flow: Flow, state: State) -> str:
    told = []
    if state.id in flow.terminal_states:
        told.append("it ends the process")
    if state.enter:
        told.append(f"on entering it {doing(state.enter)}")
    if state.ask is not None:
        told.append(_asks(state.ask))
    return f": {', and '.join(told)}" if told else ""


def _asks(ask: Ask) -> str:
    return f"it asks for {readable(ask.into)}"


def _changed(
    key: str, was: State, now: State, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[Difference]:
    found: list[str] = []
    if key == "enter":
        found = list(action_changes(f"On entering “{now.name}”", was.enter, now.enter))
    elif key == "ask":
        found = list(_ask_changes(now, was.ask, now.ask))
    for words in found or [generic(f"“{now.name}”", key, before.get(key), after.get(key))]:
        yield _told("changed", now, key, words, before.get(key), after.get(key))


def _ask_changes(state: State, was: Ask | None, now: Ask | None) -> Iterator[str]:
    if was is None or now is None:
        if now is not None:
            yield f"“{state.name}” now asks for {readable(now.into)}."
        elif was is not None:
            yield f"“{state.name}” no longer asks for {readable(was.into)}."
        return
    before, after = part_as_json(was), part_as_json(now)
    for key in differing(before, after):
        if key == "into":
            yield f"“{state.name}” now asks for {readable(now.into)} instead of {readable(was.into)}."
        elif key == "again":
            known = "even when the answer is known" if now.again else "only when the answer isn't known"
            yield f"“{state.name}” now asks {known}."
        else:
            yield generic(f"The question of “{state.name}”", key, before.get(key), after.get(key))


def _ends(old: Flow, new: Flow) -> Iterator[Difference]:
    at = At("flow", new.process_type)
    names = {state.id: state.name for state in (*old.states, *new.states)}
    if old.initial_state != new.initial_state:
        first, before = (names.get(flow.initial_state, flow.initial_state) for flow in (new, old))
        words = f"The process now begins in “{first}” instead of “{before}”."
        yield Difference("changed", at, "initial_state", words, old.initial_state, new.initial_state)
    yield from _terminal(old, new, names)


def _terminal(old: Flow, new: Flow, names: Mapping[str, str]) -> Iterator[Difference]:
    """Of states that came or went it is told there that they are ends."""
    had, have = ({state.id for state in flow.states} for flow in (old, new))
    before = [one for one in old.terminal_states if one in have or one not in had]
    after = [one for one in new.terminal_states if one in had or one not in have]
    if before == after:
        return
    become = [one for one in after if one not in before]
    ceased = [one for one in before if one not in after]
    for one in become:
        words = f"“{names.get(one, one)}” now ends the process."
        yield Difference("changed", At("state", one), "terminal", words, False, True, under=one)
    for one in ceased:
        words = f"“{names.get(one, one)}” no longer ends the process."
        yield Difference("changed", At("state", one), "terminal", words, True, False, under=one)
    if not become and not ceased:
        words = generic("The process", "terminal_states", before, after)
        yield Difference("moved", At("flow", new.process_type), "terminal_states", words, before, after)


def _told(kind: Kind, state: State, key: str, words: str, before: Any, after: Any) -> Difference:
    return Difference(kind, At("state", state.id), key, words, before, after, under=state.id)
