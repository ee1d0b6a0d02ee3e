"""Gestures on the flow's entries: intents, messages, data fields, and the flow's own keys."""

from __future__ import annotations

from collections.abc import Mapping

from flows.model import Flow
from studio.editor import ops
from studio.editor.commands import Many, Put, Set
from studio.editor.gesture import Gesture, Noun
from studio.editor.parts import SETTINGS
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


def set_flow(_flow: Flow, op: ops.SetFlow) -> Gesture:
    for key in op.values:
        if key not in _OWN:
            raise EditRefused(f"“{key}” can't be changed here.")
    commands = tuple(Set(key=key, value=value) for key, value in op.values.items())
    return Gesture(Many(commands=commands), f"Change {', '.join(op.values) or 'nothing'}")
