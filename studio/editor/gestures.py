"""From a gesture to the command that carries it out: a function per op, pure, on the flow as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flows.errors import FlowError
from flows.model import Flow
from studio.editor import drawing, entries, ops, pasting, texts
from studio.editor.gesture import Gesture
from studio.editor.ops import Op
from studio.errors import EditRefused

GESTURES: Mapping[type[Any], Callable[[Flow, Any], Gesture]] = {
    ops.AddState: drawing.add_state,
    ops.RenameState: drawing.rename_state,
    ops.ChangeStateId: drawing.change_state_id,
    ops.SetState: drawing.set_state,
    ops.SetInitial: drawing.set_initial,
    ops.SetTerminal: drawing.set_terminal,
    ops.Connect: drawing.connect,
    ops.AddAnywhere: drawing.add_anywhere,
    ops.Reconnect: drawing.reconnect,
    ops.SetTransition: drawing.set_transition,
    ops.ChangeTransitionId: drawing.change_transition_id,
    ops.MoveTransition: drawing.move_transition,
    ops.Delete: drawing.delete,
    ops.MoveStates: drawing.move_states,
    ops.LayOut: drawing.lay_out,
    ops.Paste: pasting.paste,
    ops.Duplicate: pasting.duplicate,
    ops.PutEntry: entries.put_entry,
    ops.RenameEntry: entries.rename_entry,
    ops.AddExamples: entries.add_examples,
    ops.PutScenario: entries.put_scenario,
    ops.SetFlow: entries.set_flow,
    ops.ReplaceText: texts.replace_text,
    ops.Mend: texts.mend,
}


def gesture(flow: Flow, op: Op) -> Gesture:
    """What `op` comes to on this flow. Raises EditRefused with a sentence; applying it may raise it too."""
    try:
        return GESTURES[type(op)](flow, op)
    except FlowError as error:
        raise EditRefused(str(error)) from error
