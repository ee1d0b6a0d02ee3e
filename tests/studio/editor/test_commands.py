"""Commands and their inverses: whatever was done can be taken back, to the letter."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows import codec
from flows.findings import check
from studio.editor.commands import Command, Many, Move, Put, Set, Target, apply, meet, stands, targets
from studio.editor.gestures import gesture
from studio.editor.ops import read_op
from studio.editor.parts import LAYOUT, LISTS, SETTINGS, Kind
from studio.errors import EditRefused
from tests.studio.editor.maps import BLANK, SMALL, op_dicts, reloaded

IDS = st.sampled_from(("sent", "asked", "ask", "arrive", "hello", "day", "thanks", "new", "gone"))
VALUES = st.sampled_from((
    None, {}, "sent", [1, 2.5], {"title": "Some"}, {"text": "Hi"}, {"type": "date"}, {"examples": ["a"]},
    {"from_states": ["sent"], "trigger": {"type": "always"}}, {"title": 7},
))  # fmt: skip
SINGLES = (
    st.builds(Put, kind=st.sampled_from(get_args(Kind)), id=IDS, value=VALUES, before=st.none() | IDS)
    | st.builds(Move, kind=st.sampled_from(get_args(Kind)), id=IDS, before=st.none() | IDS)
    | st.builds(
        Set,
        key=st.sampled_from(
            (*SETTINGS, *LISTS, *(f"layout.{name}" for name in LAYOUT), "process_type", "layout.states")
        ),
        value=st.sampled_from(
            (None, "Some", "sent", ["late"], ["late", "late"], [{"id": "late", "title": "Late"}], [])
        ),
    )
)  # fmt: skip
COMMANDS = SINGLES | st.builds(Many, commands=st.lists(SINGLES, max_size=4).map(tuple))


@settings(max_examples=100)
@given(st.lists(COMMANDS, max_size=8))
def test_any_commands_taken_back_leave_the_start(commands: list[Command]) -> None:
    flow, inverses = SMALL, []
    for command in commands:
        with suppress(EditRefused):
            flow, inverse = apply(flow, command)
            inverses.append(inverse)
    assert reloaded(flow) == flow
    end = flow
    again = []
    for inverse in reversed(inverses):
        flow, redo = apply(flow, inverse)
        again.append(redo)
    assert codec.dump(flow) == codec.dump(SMALL)
    for redo in reversed(again):
        flow, _ = apply(flow, redo)
    assert codec.dump(flow) == codec.dump(end)


@settings(max_examples=100)
@given(st.booleans(), st.lists(op_dicts, max_size=6))
def test_any_gesture_applies_or_is_refused_in_words(blank: bool, drawn: list[dict[str, Any]]) -> None:
    start = BLANK if blank else SMALL
    flow, inverses = start, []
    for op in drawn:
        with suppress(EditRefused):
            command = gesture(flow, read_op(op)).command
            after, inverse = apply(flow, command)
            assert after is flow or stands(after, command)
            flow = after
            inverses.append(inverse)
        assert reloaded(flow) == flow
    for inverse in reversed(inverses):
        flow, _ = apply(flow, inverse)
    assert codec.dump(flow) == codec.dump(start)


def test_what_is_left_alone_stays_the_same_object() -> None:
    flow, _ = apply(SMALL, Put(kind="state", id="late", value={"title": "Too late"}))
    assert [one.title for one in flow.states] == ["On its way", "", "Too late", ""]
    assert all(new is old for new, old in zip(flow.transitions, SMALL.transitions, strict=True))
    assert flow.states[0] is SMALL.states[0]


def test_a_changed_flow_is_compiled_anew() -> None:
    check(SMALL)
    flow, _ = apply(SMALL, Put(kind="state", id="new", value={}))
    assert "new" in flow.compiled.states
    assert "new" not in SMALL.compiled.states


def test_what_a_part_is_put_before_may_be_gone() -> None:
    flow, _ = apply(SMALL, Put(kind="state", id="new", value={}, before="gone"))
    assert [one.id for one in flow.states][-1] == "new"


def test_all_or_nothing() -> None:
    with pytest.raises(EditRefused, match="title"):
        apply(
            SMALL,
            Many(commands=(Put(kind="state", id="late"), Put(kind="state", id="x", value={"title": 7}))),
        )
    assert "late" in [one.id for one in SMALL.states]


def test_two_states_of_one_id_can_only_be_mended_in_the_text() -> None:
    twice = codec.from_json({**codec.as_json(BLANK), "states": ["start", "start"]})
    with pytest.raises(EditRefused, match=r"two states “start”.*YAML"):
        apply(twice, Put(kind="state", id="new", value={}))
    text = codec.dump(BLANK)
    mended, back = apply(twice, gesture(twice, read_op({"op": "replace_text", "yaml": text})).command)
    assert mended == BLANK
    assert apply(mended, back)[0] == twice


def test_targets_meet_by_id_and_by_whole_lists() -> None:
    one, other = Put(kind="state", id="a", value={}), Put(kind="state", id="b", value={})
    assert targets(Many(commands=(one, Set(key="title")))) == {Target("state", "a"), Target("flow", "title")}
    assert not meet(targets(one), targets(other))
    assert meet(targets(one), targets(Move(kind="state", id="a")))
    assert meet(targets(one), targets(Set(key="states")))
    assert not meet(targets(Put(kind="place", id="a")), targets(Set(key="states")))


def test_a_command_stands_until_its_targets_change() -> None:
    command = Many(
        commands=(Put(kind="state", id="late", value={"title": "L"}), Set(key="title", value="Hi"))
    )
    flow, _ = apply(SMALL, command)
    assert stands(flow, command)
    assert stands(apply(flow, Put(kind="state", id="sent", value={"title": "S"}))[0], command)
    assert not stands(apply(flow, Set(key="title", value="Ho"))[0], command)
    assert not stands(apply(flow, Put(kind="state", id="late"))[0], command)
