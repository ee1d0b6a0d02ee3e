"""The JSON Schema that editors check flow files by: it takes what the loader takes, and sees mistakes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from flows.actions.registry import actions
from flows.codec import as_json, load, load_all
from flows.errors import FlowTextError
from flows.json_schema import flow_schema
from flows.library import shipped
from flows.meanings import MEANINGS
from flows.model import Flow
from flows.reader import read
from flows.spots import keys
from tests.flows.drawn import filed
from tests.flows.test_codec import CANONICAL
from tests.flows.test_round_trip import documents
from tests.flows.test_seed import SETTINGS

SCHEMA = flow_schema()
VALIDATOR = Draft202012Validator(SCHEMA)
FLOW = """\
schema: converse.flow/v1
process_type: tea
data:
  day: {type: date, min: 2026-01-01}
states: [asked, {id: called, enter: [send_message]}, done]
initial_state: asked
terminal_states: [done]
messages:
  call: {text: "We will call.", class: urgent, reason: They asked for it.}
unmatched: {message: call, then: escalate}
transitions:
  - {from_states: [asked], to_state: called, trigger: {type: event, value: paid}}
  - from_states: ["*"]
    to_state: done
    trigger: {type: timeout, relative_to: data.day, offset: -2d, at: "09:00"}
    when: {all: [{field: data.day, op: exists}, {not: {field: visits.called, op: gt, value: 2}}]}
    actions: [{type: send_message, message: call, channel: [email, chat]}]
scenarios:
  - name: it is paid
    steps: [{event: paid, payload: {amount: 3}, expect: {state: called, taken: null}}]
""".replace("[send_message]", "[{type: send_message, message: call}]")
SEED = """\
channels: {email: {enabled: true}}
state_maps:
  - process_type: tea
    name: Tea
    states: [asked, done]
    transitions:
      - {from: asked, to: done, trigger: {type: event, value: paid}, actions: [escalate, {type: update_backend}]}
"""


def complaints(text: str) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(read(text).value)]


def loads(text: str) -> bool:
    try:
        load_all(text)
    except FlowTextError:
        return False
    return True


def test_it_is_a_schema_of_its_dialect() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("text", [*shipped().values(), FLOW, CANONICAL, SETTINGS, SEED])
def test_whole_files_fit(text: str) -> None:
    assert loads(text)
    assert complaints(text) == []


@settings(max_examples=25)
@given(filed)
def test_whatever_flow_there_is_fits(flow: Flow) -> None:
    assert [*VALIDATOR.iter_errors(as_json(flow))] == []


@settings(max_examples=25)
@given(documents)
def test_whatever_file_there_is_fits(document: dict[str, Any]) -> None:
    assert [*VALIDATOR.iter_errors(document)] == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("process_type: tea", "process_type: Tea"),
        ("process_type: tea", "process_typ: tea"),
        ("initial_state: asked\n", ""),
        ("converse.flow/v1", "converse.flow/v2"),
        ("{type: date,", "{type: day,"),
        ("  day: {", "  3rd day: {"),
        ("states: [asked,", "states: [as ked,"),
        ("[asked]", "asked"),
        ("[asked]", "[]"),
        ("{type: event, value: paid}", "{type: event}"),
        ("{type: event, value: paid}", "{type: evnt, value: paid}"),
        ("{type: event, value: paid}", "{type: always, value: paid}"),
        ("offset: -2d", "offset: two days"),
        ("offset: -2d", "offset: 2"),
        ('at: "09:00"', 'at: "9:00"'),
        ('at: "09:00"', 'at: "25:00"'),
        ("relative_to: data.day", "relative_to: day"),
        ("relative_to: data.day,", "after: 2d,"),
        ("relative_to: data.day,", "relative_to: data.day, after: 2d,"),
        ("field: data.day", "field: day"),
        ("op: exists", "op: is"),
        ("{all: [", "{every: ["),
        ("{type: send_message, message: call, channel: [email, chat]}", "{message: call}"),
        ("message: call, channel", "message: call, text: Hello, channel"),
        ("channel: [email, chat]", "channel: []"),
        ("channel: [email, chat]", "chanel: email"),
        ("reason: They asked for it.", ""),
        ("{message: call, then: escalate}", "{tries: 2}"),
        ("{message: call, then: escalate}", "{then: hand_over}"),
        ("{event: paid, payload", "{event: paid, say: hello, payload"),
        ("{event: paid, payload", "{payload"),
        ("{event: paid, payload", "{say: hello, payload"),
        ("state: called, taken", "stat: called, taken"),
    ],
)
def test_a_mistake_is_seen_by_the_editor_as_by_the_loader(right: str, wrong: str) -> None:
    assert right in FLOW
    mistaken = FLOW.replace(right, wrong, 1)
    assert not loads(mistaken)
    assert complaints(mistaken)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("from: asked,", ""),
        ("trigger:", "triger:"),
        ("[escalate,", "[hand_over,"),
        ("states: [asked, done]", "states: asked"),
        ("name: Tea", "nam: Tea"),
        ("    states: [asked, done]\n", ""),
    ],
)
def test_so_is_one_in_the_seed_form(right: str, wrong: str) -> None:
    assert right in SEED
    mistaken = SEED.replace(right, wrong, 1)
    assert not loads(mistaken)
    assert complaints(mistaken)


@pytest.mark.parametrize(
    "length", ["30m", "4h", "2d", "1w", "1mo", "3bd", "1d12h", "P1DT2H", "-2d", "+7d", "1 d"]
)
def test_every_way_to_write_a_duration_fits(length: str) -> None:
    text = FLOW.replace("offset: -2d", f'offset: "{length}"')
    assert loads(text)
    assert complaints(text) == []


def test_names_may_be_of_any_language() -> None:
    text = FLOW.replace("called", "zurückgerufen")
    assert load(text).states[1].id == "zurückgerufen"
    assert complaints(text) == []


# For people


def test_every_key_of_the_language_has_a_meaning() -> None:
    for part in (*MEANINGS, *actions().values()):
        assert set(MEANINGS[part]) == set(keys(part)), part.__name__


def test_every_meaning_is_a_sentence() -> None:
    for meanings in MEANINGS.values():
        assert all(one.endswith(".") and "|" not in one.replace(" | money", "") for one in meanings.values())


def test_an_editor_can_show_what_a_key_means_and_offer_what_fits() -> None:
    message = SCHEMA["$defs"]["SendMessage"]["properties"]
    assert message["text"]["description"] == "A text to send that stands here, and not among the messages."
    assert set(SCHEMA["$defs"]["Action"]["properties"]["type"]["enum"]) == set(actions())
    assert "within" in SCHEMA["$defs"]["Clause"]["properties"]["op"]["enum"]
    assert json.dumps(SCHEMA).count('"title"') < 20  # no titles made of the names of classes
