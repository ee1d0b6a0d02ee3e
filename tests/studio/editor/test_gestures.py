"""What each gesture makes of a flow, and the sentences of those that make nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from flows import codec
from flows.model import Flow
from studio.editor.commands import apply
from studio.editor.gesture import Renamed
from studio.editor.gestures import GESTURES, gesture
from studio.editor.ops import MAX_BYTES, AddState, read_op
from studio.editor.pasting import fragment
from studio.errors import EditRefused, TextRefused
from tests.studio.editor.maps import BLANK, KINDS, SMALL, big, edited


def states(flow: Flow) -> list[str]:
    return [one.id for one in flow.states]


def transition(flow: Flow, identifier: str) -> Any:
    return next(one for one in flow.transitions if one.id == identifier)


LABELS: dict[str, tuple[dict[str, Any], str]] = {
    "add_state": ({"title": "Returned"}, "Add “Returned”"),
    "rename_state": ({"state": "late", "title": "Too late"}, "Rename “Late”"),
    "change_state_id": ({"state": "late", "id": "overdue"}, "Rename “late” to “overdue”"),
    "set_state": ({"state": "late", "values": {"description": "Too bad."}}, "Change “Late”"),
    "set_initial": ({"state": "late"}, "Begin in “Late”"),
    "set_terminal": ({"state": "late", "terminal": True}, "Make “Late” an end"),
    "connect": ({"source": "late", "target": "done"}, "Connect"),
    "add_anywhere": ({"target": "done"}, "Add a transition from anywhere"),
    "reconnect": ({"transition": "ask", "target": "done"}, "Reconnect “ask”"),
    "set_transition": ({"transition": "ask", "values": {"min_confidence": 0.7}}, "Change “ask”"),
    "change_transition_id": ({"transition": "ask", "id": "question"}, "Rename “ask” to “question”"),
    "move_transition": ({"transition": "thank", "before": "ask"}, "Reorder “thank”"),
    "delete": ({"states": ["asked"]}, "Delete “Asked” and 3 transitions"),
    "move_states": ({"positions": {"late": [8, 8]}}, "Move “Late”"),
    "lay_out": ({}, "Lay out"),
    "paste": ({"fragment": {"states": ["b"]}}, "Paste 1 state"),
    "duplicate": ({"states": ["asked", "late"]}, "Duplicate 2 states"),
    "put_entry": ({"section": "data", "name": "day"}, "Remove “day”"),
    "rename_entry": ({"section": "data", "name": "day", "to": "when"}, "Rename “day” to “when”"),
    "add_examples": ({"examples": {"asks": ["where is my box?"]}}, "Add 1 example to “asks”"),
    "put_scenario": ({"value": {"name": "arrives"}}, "Add scenario “arrives”"),
    "set_flow": ({"values": {"title": "Parcels"}}, "Change title"),
    "replace_text": ({"yaml": codec.dump(SMALL).replace("Parcel", "Box")}, "Edit the YAML"),
    "mend": ({"action": "remove", "path": ["messages", "which_day"]}, "Mend a problem"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_gesture_does_something_that_has_a_name(kind: str) -> None:
    fields, label = LABELS[kind]
    made = gesture(SMALL, read_op({"op": kind, **fields}))
    assert made.label == label
    flow, inverse = apply(SMALL, made.command)
    assert flow != SMALL
    assert codec.load(codec.dump(flow)) == flow
    assert apply(flow, inverse)[0] == SMALL


def test_a_map_is_drawn_from_a_blank_page() -> None:
    flow = edited(BLANK, op="add_state", title="Reminder sent!", from_state="start", at=[10.4, 20])
    flow = edited(
        flow, op="add_state", from_state="reminder_sent", trigger={"type": "event", "value": "paid"}
    )
    flow = edited(flow, op="rename_state", state="state", title="Paid")
    flow = edited(flow, op="set_terminal", state="paid", terminal=True)
    assert codec.as_json(flow) == {
        "schema": "converse.flow/v1",
        "process_type": "blank",
        "states": ["start", {"id": "reminder_sent", "title": "Reminder sent!"}, "paid"],
        "initial_state": "start",
        "terminal_states": ["paid"],
        "transitions": [
            {
                "id": "start-next-reminder_sent",
                "from_states": ["start"],
                "to_state": "reminder_sent",
                "trigger": {"type": "manual", "value": "next"},
            },
            {
                "id": "reminder_sent-paid-state",
                "from_states": ["reminder_sent"],
                "to_state": "paid",
                "trigger": {"type": "event", "value": "paid"},
            },
        ],
        "layout": {"states": {"reminder_sent": [10, 20], "paid": [330, 20]}},
    }


def test_naming_a_numbered_state_gives_it_its_id_once() -> None:
    flow = edited(edited(BLANK, op="add_state"), op="add_state")
    assert states(flow) == ["start", "state", "state_2"]
    named = gesture(flow, read_op({"op": "rename_state", "state": "state_2", "title": "Überfällig"}))
    assert named.renamed == Renamed("state", "state_2", "überfällig")
    flow, _ = apply(flow, named.command)
    assert states(flow) == ["start", "state", "überfällig"]
    assert flow.states[2].title == "", "the id says it already"
    flow = edited(flow, op="rename_state", state="überfällig", title="Mahnung")
    assert (flow.states[2].id, flow.states[2].title) == ("überfällig", "Mahnung")


def test_a_connected_state_finds_a_free_place() -> None:
    flow = edited(SMALL, op="add_state", title="One", from_state="sent")
    flow = edited(flow, op="add_state", title="Two", from_state="sent")
    assert [flow.layout.states[name] for name in ("one", "two")] == [(320, 280), (320, 420)]


def test_deleting_a_state_takes_what_only_it_gave_a_meaning() -> None:
    flow = edited(SMALL, op="delete", states=["late"])
    assert states(flow) == ["sent", "asked", "done"]
    assert [one.id for one in flow.transitions] == ["ask", "again", "arrive", "thank"]
    assert transition(flow, "ask").from_states == ("sent",)
    assert (list(flow.layout.states), flow.layout.pinned) == (["sent", "asked"], ())
    assert [one.at for one in flow.accept] == ["asked"], "what was accepted at the deleted transition goes"


def test_either_end_is_put_elsewhere() -> None:
    flow = edited(SMALL, op="reconnect", transition="ask", source=["late", "asked"])
    assert transition(flow, "ask").from_states == ("sent", "asked")
    flow = edited(flow, op="reconnect", transition="ask", source=["asked", "sent"], target="done")
    assert (transition(flow, "ask").from_states, transition(flow, "ask").to_state) == (("sent",), "done")
    assert transition(edited(flow, op="reconnect", transition="ask", target=None), "ask").to_state is None
    flow = edited(flow, op="reconnect", transition="ask", source=["sent", "*"])
    assert transition(flow, "ask").from_states == ("*",)


def test_null_takes_a_key_out() -> None:
    flow = edited(SMALL, op="set_state", state="asked", values={"ask": None, "title": "Asked them"})
    assert codec.as_json(flow)["states"][1] == {"id": "asked", "title": "Asked them"}
    flow = edited(SMALL, op="set_transition", transition="slow", values={"when": None, "actions": []})
    assert (transition(flow, "slow").when, transition(flow, "slow").actions) == (None, ())


def test_a_copy_brings_what_it_uses() -> None:
    cut = fragment(SMALL, ["sent", "asked"])
    flow = edited(edited(BLANK, op="add_state", id="asked"), op="paste", fragment=cut, at=[1000, 500])
    assert states(flow) == ["start", "asked", "sent", "asked_2"]
    assert [(one.id, one.from_states, one.to_state) for one in flow.transitions] == [
        ("ask", ("sent",), "asked_2"),
        ("again", ("asked_2",), "asked_2"),
        ("thank", ("asked_2",), None),
    ]
    assert list(flow.messages) == ["hello", "which_day"]
    assert list(flow.intents) == ["asks", "thanks"]
    assert list(flow.data) == ["number", "day"]
    assert flow.layout.states == {"sent": (1000, 500), "asked_2": (1320, 500)}


def test_duplicates_stand_beside_their_originals() -> None:
    flow = edited(SMALL, op="duplicate", states=["asked"])
    assert states(flow) == ["sent", "asked", "late", "done", "asked_2"]
    assert flow.layout.states["asked_2"] == (368.0, 48.0)
    assert transition(flow, "again_2").to_state == "asked_2"


def test_an_edited_text_touches_only_what_it_changes() -> None:
    flow = edited(SMALL, op="replace_text", yaml=codec.dump(SMALL).replace("Which day?", "When?"))
    assert flow.messages["which_day"].text == "When?"
    assert all(new is old for new, old in zip(flow.states, SMALL.states, strict=True))


def test_the_order_in_an_edited_text_counts() -> None:
    document = codec.as_json(SMALL)
    document["transitions"] = [*document["transitions"][2:], document["transitions"][0]]
    other = codec.from_json(document)
    made = gesture(SMALL, read_op({"op": "replace_text", "yaml": codec.dump(other)}))
    flow, inverse = apply(SMALL, made.command)
    assert codec.dump(flow) == codec.dump(other)
    assert codec.dump(apply(flow, inverse)[0]) == codec.dump(SMALL)


def test_a_text_with_problems_names_their_lines() -> None:
    text = codec.dump(SMALL).replace("to_state: late", "to_sate: late").replace("type: string", "type: strin")
    with pytest.raises(TextRefused, match="did you mean") as refused:
        edited(SMALL, op="replace_text", yaml=text)
    lines = text.splitlines()
    assert [lines[(problem.line or 0) - 1].strip() for problem in refused.value.problems] == [
        "type: strin",
        "to_sate: late",
    ]


def test_a_fix_of_a_finding_goes_where_it_points() -> None:
    flow = edited(SMALL, op="mend", action="set", path=["states", 3, "title"], value="The end")
    assert (flow.states[3].id, flow.states[3].title) == ("done", "The end")


DEEP = json.loads("[" * 70 + "]" * 70)
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no op": ({"state": "late"}, "can't be made"),
    "an op that isn't known": ({"op": "drop_tables"}, "can't be made"),
    "a key too many": ({"op": "lay_out", "force": True}, "force"),
    "a state that is gone": ({"op": "rename_state", "state": "gone", "title": "x"}, "no state “gone” any more"),
    "a target that is gone": ({"op": "connect", "source": "late", "target": "gone"}, "no state “gone”"),
    "a forged target": (
        {"op": "set_transition", "transition": "ask", "values": {"to_state": "gone"}}, "no state “gone”",
    ),
    "an id that is taken": ({"op": "add_state", "id": "late"}, "already a state “late”"),
    "a transition's id that is taken": (
        {"op": "connect", "source": "late", "target": "done", "id": "ask"}, "already a transition “ask”",
    ),
    "an id that can't be one": ({"op": "add_state", "id": "too late"}, "63 letters"),
    "an id by the back door": (
        {"op": "set_state", "state": "late", "values": {"id": "sent"}}, "can't be changed here",
    ),
    "a process type": ({"op": "set_flow", "values": {"process_type": "other"}}, "can't be changed here"),
    "the first state": ({"op": "delete", "states": ["sent"]}, "begins in “On its way”"),
    "a place nowhere": ({"op": "move_states", "positions": {"late": [float("nan"), 0]}}, "can't be read"),
    "a place far away": ({"op": "move_states", "positions": {"late": [1e9, 0]}}, "1000000"),
    "a trigger of no type": ({"op": "connect", "source": "late", "trigger": {"type": "evnt"}}, "did you mean “event”"),
    "a text that could run": (
        {"op": "put_entry", "section": "messages", "name": "m", "value": {"text": "{% for x in y %}{% endfor %}"}},
        "a loop can't be written",
    ),
    "a character that can't be stored": ({"op": "rename_state", "state": "late", "title": "a\0b"}, "can't be stored"),
    "a zone": ({"op": "set_flow", "values": {"timezone": "Mars"}}, "not a time zone"),
    "another flow's text": ({"op": "replace_text", "yaml": codec.dump(BLANK)}, "This is the flow “blank”"),
    "2 MB pasted": ({"op": "paste", "fragment": {"states": ["x" * 2 * MAX_BYTES]}}, "more than a flow can hold"),
    "2 MB of text": ({"op": "replace_text", "yaml": "x" * 2 * MAX_BYTES}, "more than a flow can hold"),
    "nothing pasted": ({"op": "paste", "fragment": {"states": []}}, "copy some states first"),
    "rubbish pasted": ({"op": "paste", "fragment": {"cells": [1]}}, "copy some states first"),
    "nested too deep": (
        {"op": "put_entry", "section": "data", "name": "d", "value": {"type": "text", "default": DEEP}},
        "64 levels deep",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("op", "words"), REFUSED.values(), ids=REFUSED)
def test_refused_in_words(op: dict[str, Any], words: str) -> None:
    before = codec.dump(SMALL)
    with pytest.raises(EditRefused, match=words) as refused:
        edited(SMALL, **op)
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 400
    assert codec.dump(SMALL) == before


def test_script_in_a_title_is_only_text() -> None:
    flow = edited(SMALL, op="rename_state", state="late", title="<script>alert(1)</script>")
    assert flow.states[2].title == "<script>alert(1)</script>"


def test_every_gesture_has_its_op() -> None:
    assert set(LABELS) == set(KINDS) == {kind.model_fields["op"].default for kind in GESTURES}
    assert read_op(AddState(title="x")) == AddState(title="x")


def test_a_gesture_leaves_the_rest_of_a_big_map_alone() -> None:
    """What makes it fast: nothing of the 1,299 other parts is read, copied or validated."""
    flow = big(500, 800)
    changed = edited(flow, op="set_transition", transition=flow.transitions[7].id, values={"to_state": "s3"})
    others = [new is old for new, old in zip(changed.transitions, flow.transitions, strict=True)]
    assert others.count(False) == 1
    assert changed.states == flow.states
    assert all(new is old for new, old in zip(changed.states, flow.states, strict=True))
