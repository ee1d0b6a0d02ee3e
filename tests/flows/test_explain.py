"""What is wrong with a flow, in sentences that name the line and what was probably meant."""

from __future__ import annotations

import re
from typing import Any

import pytest

from flows.actions.registry import actions
from flows.codec import from_json, load
from flows.errors import FlowTextError
from flows.explain import MOST_PROBLEMS, PATTERNS
from flows.model import Flow
from flows.part import FlowPart

START = """\
schema: converse.flow/v1
process_type: bills
states: [open, paid]
initial_state: open
"""  # what a case adds starts on line 5


def problems(text: str) -> list[str]:
    with pytest.raises(FlowTextError) as refused:
        load(text)
    return [str(problem) for problem in refused.value.problems]


def transition(rest: str) -> str:
    return f"{START}transitions:\n  - from_states: [open]\n    {rest}\n"


def action(rest: str) -> str:
    return transition(f"trigger: {{type: event, value: paid}}\n    actions:\n      - {rest}")


def condition(rest: str) -> str:
    return transition(f"trigger: {{type: event, value: paid}}\n    when: {rest}")


SAID = {
    START + "transitons: []": "“transitons” is not a key of a flow (line 5); did you mean “transitions”?",
    START + "data: {due: {typ: date, type: date}}": (
        "“typ” is not a key of a data field (line 5); did you mean “type”?"
    ),
    action("{type: send_message, mesage: hi}"): (
        "“mesage” is not a key of the action “send_message” (line 9); did you mean “message”?"
    ),
    action("{type: resolve, because: x}"): (
        "“because” is not a key of the action “resolve” (line 9); there is type, outcome."
    ),
    transition("trigger: {type: timeout, aftr: 2d}"): (
        "“aftr” is not a key of a timeout trigger (line 7); did you mean “after”?"
    ),
    condition("{all: [{field: data.a, op: eq, valeu: 1}]}"): (
        "“valeu” is not a key of a condition (line 8); did you mean “value”?"
    ),
    transition("to_state: paid"): "A transition needs “trigger” (line 6).",
    START + "data: {due: {}}": "A data field needs “type” (line 5).",
    action("{}"): "Entry 1 of “actions” needs “type” (line 9).",
    action(
        "{type: send_mesage}"
    ): "“send_mesage” is not a type of action (line 9); did you mean “send_message”?",
    action(
        "escalate"
    ): "Entry 1 of “actions” must be a group of keys with a “type”, not “escalate” (line 9).",
    transition("trigger: {type: intnt, value: x}"): (
        "“intnt” is not a type of trigger (line 7); did you mean “intent”?"
    ),
    transition("trigger: {value: x}"): "“trigger” needs “type” (line 7).",
    transition("trigger: {type: timeout, after: soon}"): (
        "“after”: “soon” is not a duration; "
        "write 30m, 4h, 2d, 1w, 1mo, 3bd, or ISO 8601 such as P1DT2H (line 7)."
    ),
    transition("trigger: {type: timeout, after: 2d, delay_minutes: 5}"): (
        "“trigger”: give one of `after`, `delay_minutes` and `relative_to` (line 7)."
    ),
    condition("{field: data.a, op: equals}"): (
        "“op” can't be “equals” (line 8); there is eq, ne, gt, gte, lt, lte, in, not_in, contains, "
        "starts_with, ends_with, matches, exists, missing, before, after, within."
    ),
    condition("{any: []}"): "“any” is empty (line 8).",
    START + "messages: {hi: {text: '{% for a in b %}{% endfor %}'}}": (
        "“text”: Line 1: a loop can't be written here; a text may hold names, if/else and the filters "
        "money, date, time, number, default, upper, lower, capitalize (line 5)."
    ),
    START + "messages: {hi: {text: Hello, class: urgent}}": (
        "“hi”: an urgent message says in `reason` why it may pass quiet hours (line 5)."
    ),
    START + "data: {due: {type: dat}}": "“type” can't be “dat” (line 5); did you mean “date”?",
    START + "data: {9due: {type: date}}": (
        "“9due” can't be a name here (line 5); "
        "it is up to 63 letters, digits and “_”, and doesn't start with a digit."
    ),
    START + "title: 2026": "“title” must be a text, not 2026 (line 5); put it in quotes.",
    START + "title: [a]": "“title” must be a text, not a list (line 5).",
    START + "title:": "“title” has no value (line 5); write a text.",
    START + "transitions: none": "“transitions” must be a list, not “none” (line 5).",
    START + "messages: {hi: hello}": "“hi” must be a group of keys, not “hello” (line 5).",
    START + "version: 1.5": "“version” must be a whole number, not 1.5 (line 5).",
    START + "version: 0": "“version” must be at least 1 (line 5).",
    START + "unmatched: {message: hm, tries: many}": "“tries” must be a whole number, not “many” (line 5).",
    START + "intents: {a: {shared: perhaps}}": "“shared” must be true or false, not “perhaps” (line 5).",
    START
    + "timezone: Mars": "“timezone”: “Mars” is not a time zone; write one such as Europe/Berlin (line 5).",
    START.replace("[open, paid]", "[open, 7]"): (
        "Entry 2 of “states” must be an id or a group of keys, not 7 (line 3)."
    ),
    START.replace("bills", "Open bills"): (
        "“process_type” can't be “Open bills” (line 2); "
        "it is up to 63 small letters, digits and “_”, and starts with a letter."
    ),
    START.replace("initial_state: open", ""): "A flow needs “initial_state” (line 1).",
    START.replace("converse.flow/v1", "flows"): (
        "This schema can't be read here (line 1); write “schema: converse.flow/v1”."
    ),
    "process_type: bills": (
        "This doesn't say that it is a flow (line 1); start it with “schema: converse.flow/v1”."
    ),
    "just words": "This is not a flow; a flow starts with “schema: converse.flow/v1” (line 1).",
}


@pytest.mark.parametrize(("text", "sentence"), SAID.items(), ids=[said[:60] for said in SAID.values()])
def test_a_mistake_is_said_in_one_sentence(text: str, sentence: str) -> None:
    assert problems(text) == [sentence]


def test_all_mistakes_are_told_at_once_in_file_order() -> None:
    text = START + "messages: {hi: {txt: Hello}}\ntransitons: []\ntimezone: Mars\ntitle: 1\n"

    with pytest.raises(FlowTextError) as refused:
        load(text)

    assert [(problem.line, problem.path) for problem in refused.value.problems] == [
        (5, "messages.hi.text"),
        (5, "messages.hi.txt"),
        (6, "transitons"),
        (7, "timezone"),
        (8, "title"),
    ]
    assert str(refused.value) == str(refused.value.problems[0])


def test_no_more_are_told_than_a_person_reads() -> None:
    assert len(problems(START + "".join(f"key{n}: 1\n" for n in range(200)))) == MOST_PROBLEMS


def test_without_a_file_the_place_is_a_path() -> None:
    with pytest.raises(FlowTextError, match=re.escape("“trigger” needs “type” (transitions[0].trigger).")):
        from_json(
            {
                "schema": "converse.flow/v1",
                "process_type": "bills",
                "states": ["open"],
                "initial_state": "open",
                "transitions": [{"from_states": ["open"], "trigger": {}}],
            }
        )


def patterns(schema: Any) -> set[str]:
    """Every regular expression in a JSON Schema."""
    if isinstance(schema, list):
        return set().union(*map(patterns, schema))
    if not isinstance(schema, dict):
        return set()
    own = {schema["pattern"]} if isinstance(schema.get("pattern"), str) else set()
    names = set(schema.get("patternProperties", {}))
    return own | names | set().union(*map(patterns, schema.values()))


def test_every_pattern_of_the_model_has_words() -> None:
    parts: list[type[FlowPart]] = [Flow, *actions().values()]

    assert set().union(*(patterns(part.model_json_schema()) for part in parts)) <= set(PATTERNS)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (START + "title:", "“title” has no value; write a text."),
        ("a: [1", "A “[” is not closed, or a “,” is missing (column 1)."),
    ],
)
def test_beside_its_line_a_sentence_does_not_say_it_again(text: str, words: str) -> None:
    with pytest.raises(FlowTextError) as caught:
        load(text)

    assert caught.value.line is not None
    assert caught.value.words == words
    assert f"(line {caught.value.line}" in str(caught.value)
