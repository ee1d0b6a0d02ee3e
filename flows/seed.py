"""The seed form: a settings file whose `state_maps` are flows, in fewer words than `converse.flow/v1` has.

What such a map leaves out is filled in with what it plainly means; all it says is checked as in any flow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flows.explain import problem_at
from flows.hearing import ANSWER, UNMATCHED
from flows.limits import Path
from flows.model import ANY, SCHEMA
from flows.reader import Lines

KEY = "state_maps"

_FLOW_NAMES = {"name": "title"}
_TRANSITION_NAMES = {"from": "from_states", "from_state": "from_states", "to": "to_state"}


def is_seed(value: Any) -> bool:
    """Whether a document is in the seed form; the settings beside its maps are nobody's business here."""
    return isinstance(value, Mapping) and KEY in value and "schema" not in value


def seed_flows(value: Mapping[str, Any], lines: Lines) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Each map's path in the document, and the `converse.flow/v1` value it means. Raises FlowTextError."""
    maps = value[KEY]
    if not isinstance(maps, list) or not maps:
        raise problem_at(f"“{KEY}” must be a list of state maps", (KEY,), lines)
    seen = set()
    for index, entry in enumerate(maps):
        path = (KEY, index)
        if not isinstance(entry, Mapping):
            raise problem_at(f"Entry {index + 1} of “{KEY}” must be a state map", path, lines)
        process_type = str(entry.get("process_type", index))
        if process_type in seen:
            raise problem_at(f"“{process_type}” is there twice", path, lines)
        seen.add(process_type)
        yield path, _flow(entry)


def _flow(entry: Mapping[str, Any]) -> dict[str, Any]:
    flow = {"schema": SCHEMA, **_renamed(entry, _FLOW_NAMES)}
    flow.pop("version", None)  # versions are numbered where they are published
    if isinstance(transitions := flow.get("transitions"), list):
        flow["transitions"] = [_transition(item) for item in transitions]
    if states := _texts(flow.get("states")):
        flow.setdefault("initial_state", states[0])
        flow.setdefault("terminal_states", _never_left(states, flow))
    flow["intents"] = _intents(flow)
    return flow


def _transition(item: Any) -> Any:
    if not isinstance(item, Mapping):
        return item
    transition = _renamed(item, _TRANSITION_NAMES)
    if isinstance(sources := transition.get("from_states"), str):
        transition["from_states"] = [sources]
    if isinstance(actions := transition.get("actions"), list):
        transition["actions"] = [_action(action, transition) for action in actions]
    return transition


def _action(action: Any, transition: Mapping[str, Any]) -> Any:
    if isinstance(action, str):
        action = {"type": action}
    if isinstance(action, Mapping) and action.get("type") == "update_backend" and "operation" not in action:
        return {**action, "operation": transition.get("to_state") or "update"}
    return action


def _renamed(part: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """The part by the model's keys; a key that is there by both names stays, and is refused as unknown."""
    free = {ours: theirs for ours, theirs in names.items() if theirs not in part}
    return {free.get(key, key): value for key, value in part.items()}


def _never_left(states: Sequence[str], flow: Mapping[str, Any]) -> list[str]:
    left = set(_texts([flow["initial_state"]]))
    for transition in _parts(flow.get("transitions")):
        left.update(_texts(transition.get("from_states")))
    return [state for state in states if state not in left]


def _intents(flow: Mapping[str, Any]) -> Any:
    """The declared intents, and those that the triggers listen for."""
    declared = flow.get("intents", {})
    if not isinstance(declared, Mapping):
        return declared
    triggers = _parts([transition.get("trigger") for transition in _parts(flow.get("transitions"))])
    heard = _texts([trigger.get("value") for trigger in triggers if trigger.get("type") == "intent"])
    known = {*declared, ANY, ANSWER, UNMATCHED}
    return {**declared, **{intent: {} for intent in heard if intent not in known}}


def _parts(items: Any) -> list[Mapping[str, Any]]:
    return [item for item in items if isinstance(item, Mapping)] if isinstance(items, list) else []


def _texts(items: Any) -> list[str]:
    return [item for item in items if isinstance(item, str)] if isinstance(items, list) else []
