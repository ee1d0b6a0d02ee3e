"""Gestures on the flow's entries: intents, messages, data fields, and the flow's own keys."""

from __future__ import annotations

from collections.abc import Mapping

from flows.model import Flow
from flows.renaming import Noun
from studio.editor import ops
from studio.editor.commands import Many, Put, Set
from studio.editor.gesture import Gesture, plural
from studio.editor.parts import SETTINGS, as_json
from studio.editor.renames import rename
from studio.errors import EditRefused

NOUNS: Mapping[ops.Section, Noun] = {"intents": "intent", "messages": "message", "data": "data"}
_OWN = frozenset(SETTINGS) - {"initial_state", "terminal_states"}
"""Where a flow begins and ends has gestures of its own."""


def put_entry(flow: Flow, op: ops.PutEntry) -> Gesture:
    known = op.name in getattr(flow, op.section)
    if op.value is None and not known:
        raise EditRefused(f"There is no “{op.name}” any more.")
    verb = "Remove" if op.value is None else "Change" if known else "Add"
    return Gesture(Put(kind=NOUNS[op.section], id=op.name, value=op.value), f"{verb} “{op.name}”")


def rename_entry(flow: Flow, op: ops.RenameEntry) -> Gesture:
    return rename(flow, NOUNS[op.section], op.name, op.to)


def add_examples(flow: Flow, op: ops.AddExamples) -> Gesture:
    puts: list[Put] = []
    added = 0
    for name, texts in op.examples.items():
        if name not in flow.intents:
            raise EditRefused(f"There is no intent “{name}” any more.")
        known = flow.intents[name].examples
        examples = tuple(dict.fromkeys((*known, *texts)))
        if len(examples) > len(known):
            added += len(examples) - len(known)
            intent = flow.intents[name].model_copy(update={"examples": examples})
            puts.append(Put(kind="intent", id=name, value=as_json("intent", intent)))
    where = f" to “{puts[0].id}”" if len(puts) == 1 else ""
    return Gesture(Many(commands=tuple(puts)), f"Add {plural(added, 'example')}{where}")


def put_scenario(flow: Flow, op: ops.PutScenario) -> Gesture:
    names = [one.name for one in flow.scenarios]
    if op.scenario is not None and op.scenario not in names:
        raise EditRefused(f"There is no scenario “{op.scenario}” any more.")
    place = len(names) if op.scenario is None else names.index(op.scenario)
    values = [one.model_dump(mode="json", by_alias=True) for one in flow.scenarios]
    if op.value is None:
        verb, name = "Remove", op.scenario or ""
        values[place : place + 1] = []
    else:
        verb, name = ("Add" if op.scenario is None else "Change"), str(op.value.get("name") or "")
        if name in names[:place] + names[place + 1 :]:
            raise EditRefused(f"There is already a scenario “{name}”; choose another name.")
        values[place : place + 1] = [op.value]
    return Gesture(Set(key="scenarios", value=values), f"{verb} scenario “{name}”")


def set_flow(_flow: Flow, op: ops.SetFlow) -> Gesture:
    for key in op.values:
        if key not in _OWN:
            raise EditRefused(f"“{key}” can't be changed here.")
    commands = tuple(Set(key=key, value=value) for key, value in op.values.items())
    return Gesture(Many(commands=commands), f"Change {', '.join(op.values) or 'nothing'}")
