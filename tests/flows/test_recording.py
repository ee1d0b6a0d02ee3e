"""Expectations recorded anew in a file that people keep by hand: what came replaces what was expected, no more."""

from __future__ import annotations

import difflib
from typing import Any

import pytest

from flows import codec
from flows.errors import FlowTextError
from flows.recording import recorded
from flows.scenario import play
from flows.yaml_edit import with_values
from tests.flows.playing import understand

KETTLE = """\
# A kettle, kept by hand.
schema: converse.flow/v1
process_type: tea
states: [waiting, {id: done, enter: [{type: send_message, message: ready}, {type: send_message, message: enjoy}]}]
initial_state: waiting
terminal_states: [ done ]      # spaces are ours
data: {cups: {type: integer, default: 2}, note: {type: string}}
messages:
  ready: {text: "It boils 🫖."}
  enjoy: {text: Enjoy}
transitions:
  - {id: boil, from_states: [waiting], to_state: done, trigger: {type: event, value: boiled},
     actions: [{type: set_data, values: {note: "hot, very"}}]}
scenarios:
  - name: "🫖 it boils"
    steps:
      - event: boiled
        # what we want to see:
        expect: {state: waiting, ended:  false , taken: null, data: {cups: 3, note: ""}, sends: [ready]}
      - wait: 1d
        expect:
          state: done       # stays
          checks:
            - never
          taken:
          sends:
            - a
            - b             # the last
"""


def record(text: str) -> tuple[str, int]:
    flow = codec.load(text)
    return recorded(text, [play(flow, one, understand) for one in flow.scenarios])


def changed(before: str, after: str) -> list[str]:
    """The lines that were taken out and put in."""
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    return [line for line in lines if line.startswith(("- ", "+ "))]


def test_only_what_came_otherwise_is_written_anew() -> None:
    after, count = record(KETTLE)
    assert count == 8
    assert changed(KETTLE, after) == [
        "-         expect: {state: waiting, ended:  false , taken: null, data: {cups: 3, note: \"\"}, sends: [ready]}",
        "+         expect: {state: done, ended:  true , taken: boil, data: {cups: 2, note: \"hot, very\"}, "
        "sends: [ready, enjoy]}",
        "-           checks:",
        "+           checks: []",
        "-             - never",
        "-           sends:",
        "-             - a",
        "-             - b             # the last",
        "+           sends: []             # the last",
    ]  # fmt: skip


def test_what_was_recorded_passes_and_is_left_alone() -> None:
    after, _ = record(KETTLE)
    flow = codec.load(after)
    assert all(play(flow, one, understand).passed for one in flow.scenarios)
    assert record(after) == (after, 0)


def test_a_canonical_file_stays_canonical() -> None:
    after, count = record(codec.dump(codec.load(KETTLE)))
    assert count == 8
    assert after == codec.dump(codec.load(record(KETTLE)[0]))


@pytest.mark.parametrize(
    ("before", "path", "value", "after"),
    [
        ("a:\nb: 1\n", ("a",), "x", "a: x\nb: 1\n"),
        ("a:", ("a",), None, "a: null"),
        ("{a: , b: 1}", ("a",), [1], "{a: [1], b: 1}"),
        ("a: 'it''s'  # so\n", ("a",), "no", 'a: "no"  # so\n'),
        ("a: |\n  long\n  text\n\n# end\n", ("a",), "short", "a: short\n\n# end\n"),
        ("a: >-\n  long\n  text", ("a",), 1.5, "a: 1.5"),
        ("- [x, {y: 1}]\n", (0, 1, "y"), "a]b", '- [x, {y: "a]b"}]\n'),
        ("é: 'ß'\n🫖: [1,\n  2]\nz: 3\n", ("🫖",), [], "é: 'ß'\n🫖: []\nz: 3\n"),
        ("a: 1\r\nb:\r\n  - 2\r\nc: 3\r\n", ("b",), [4], "a: 1\r\nb:\r\n  - 4\r\nc: 3\r\n"),
        ("\ufeffa: 1\n", ("a",), {"k, l": True}, '\ufeffa: {"k, l": true}\n'),
        ("a:\n  b:\n  - one\n  - two   # so\nc: 1\n", ("a", "b"), ["u, v", "- w"],
         'a:\n  b:\n  - u, v\n  - "- w"   # so\nc: 1\n'),
        ("a:  # so\n  - 1\nb: 2\n", ("a",), [], "a:  # so\n  []\nb: 2\n"),
        ("a: !!str 1\n", ("a",), False, "a: false\n"),
        ("? a\n: 1\n", ("a",), 2, "? a\n: 2\n"),
    ],
)  # fmt: skip
def test_a_value_is_replaced_in_whatever_style_it_has(before: str, path: Any, value: Any, after: str) -> None:
    assert with_values(before, {path: value}) == after


def test_several_values_of_a_line_are_replaced_together() -> None:
    assert with_values("{a: 1, b: [2, 3], c: 4}", {("a",): "long enough", ("b", 1): None, ("c",): 5}) == (
        "{a: long enough, b: [2, null], c: 5}"
    )


@pytest.mark.parametrize(
    ("text", "path", "words"),
    [
        ("a:\n  - 1 # one\n  - 2\n", ("a",), "A comment stands inside “a” (line 2); change it by hand."),
        ("a: [1, # one\n  2]\n", ("a",), "A comment stands inside “a” (line 1); change it by hand."),
        ("{a, b: 1}", ("a",), "laid out in a way that can't be changed safely"),
        ("a: [{b: 1}]\n", ("a", 0, "c"), "laid out in a way that can't be changed safely"),
    ],
)
def test_what_cannot_be_changed_safely_is_refused(text: str, path: Any, words: str) -> None:
    with pytest.raises(FlowTextError) as caught:
        with_values(text, {path: [3]})
    assert words in str(caught.value)


def test_a_step_that_cannot_be_played_keeps_what_it_expects() -> None:
    text = KETTLE.replace("event: boiled\n", "press: Nothing\n")
    assert record(text) == (text, 0)
