"""Flow files: the canonical text and what is equal about equal flows."""

from __future__ import annotations

import json
from textwrap import dedent
from typing import Any

import pytest

from flows.codec import as_json, digest, draft, dump, from_json, load, load_all, published, sources
from flows.errors import DigestMismatch, FlowTextError
from flows.library import shipped
from flows.model import Flow

WRITTEN = """\
# As a person writes it: short forms, any order, defaults spelled out.
schema: converse.flow/v1
process_type: reminders
layout: {states: {asked: [240.0, 80.5]}}
title: "Reminders"
locale: en
states:
  - id: asked
    enter: [{channel: same, type: send_message, message: ask}]
  - {id: done}
initial_state: asked
terminal_states: [done]
data:
  pieces: {type: number, default: 2.0, min: 0.5}
messages:
  ask: {text: "Done?\\n\\nYes or no: say so.", class: normal}
unmatched: {message: ask, tries: 2, then: escalate}
transitions:
  - from_states: [asked]
    to_state: done
    trigger: {value: "yes", type: intent}
  - {from_states: ["*"], trigger: {type: timeout, after: 2d}, actions: [{type: ask_again}]}
  - from_states: [asked]
    to_state: done
    trigger: {type: timeout, relative_to: data.due, offset: -1d, at: 12:30}
    when: {not: {field: data.pieces, op: gt, value: 1.50}}
intents: {"yes": {examples: ["on", done, "12:30", "😀 é", "a: b"]}}
scenarios:
  - name: nothing is taken
    steps: [{say: hm, expect: {taken: null}}]
"""
CANONICAL = """\
schema: converse.flow/v1
process_type: reminders
title: Reminders
data:
  pieces:
    type: number
    default: 2
    min: 0.5
states:
  - id: asked
    enter:
      - type: send_message
        message: ask
  - done
initial_state: asked
terminal_states:
  - done
intents:
  "yes":
    examples:
      - "on"
      - done
      - "12:30"
      - 😀 é
      - "a: b"
messages:
  ask:
    text: |-
      Done?

      Yes or no: say so.
unmatched:
  message: ask
  then:
    - type: escalate
transitions:
  - id: asked-yes-done
    from_states:
      - asked
    to_state: done
    trigger:
      type: intent
      value: "yes"
  - id: any-timeout
    from_states:
      - "*"
    trigger:
      type: timeout
      after: 2d
    actions:
      - type: ask_again
  - id: asked-timeout-done
    from_states:
      - asked
    to_state: done
    trigger:
      type: timeout
      relative_to: data.due
      offset: -1d
      at: "12:30"
    when:
      not:
        field: data.pieces
        op: gt
        value: 1.5
scenarios:
  - name: nothing is taken
    steps:
      - say: hm
        expect:
          taken: null
layout:
  states:
    asked:
      - 240
      - 80.5
"""


def test_a_flow_has_one_canonical_text() -> None:
    flow = load(WRITTEN)

    assert dump(flow) == CANONICAL
    assert load(CANONICAL) == flow
    assert dump(load(CANONICAL)) == CANONICAL


def test_what_is_expected_to_be_nothing_is_kept() -> None:
    (step,) = load(CANONICAL).scenarios[0].steps

    assert step.expect.expects("taken")
    assert not step.expect.expects("state")


def test_json_gives_the_flow_back() -> None:
    flow = load(WRITTEN)
    value = json.loads(json.dumps(as_json(flow)))

    assert from_json(value) == flow
    assert as_json(from_json(value)) == value


def edited(**changes: Any) -> Flow:
    return from_json({**as_json(load(WRITTEN)), **changes})


NOT_SEMANTIC: dict[str, Any] = {
    "version": 7,
    "title": "Other",
    "description": "Other",
    "accept": [{"finding": "waits-for-ever", "at": "asked", "reason": "It may."}],
    "layout": {"pinned": ["asked"]},
    "scenarios": [],
}


@pytest.mark.parametrize("key", NOT_SEMANTIC)
def test_what_decides_nothing_changes_no_digest(key: str) -> None:
    assert digest(edited(**{key: NOT_SEMANTIC[key]})) == digest(load(WRITTEN))


def test_a_state_s_title_changes_no_digest() -> None:
    states = [
        *as_json(load(WRITTEN))["states"][:1],
        {"id": "done", "title": "Finished", "description": "At last."},
    ]

    assert digest(edited(states=states)) == digest(load(WRITTEN))


SEMANTIC: dict[str, Any] = {
    "locale": "de",
    "timezone": "Europe/Berlin",
    "key": "pieces",
    "terminal_states": [],
    "intents": {"yes": {"description": "The customer agrees."}},
    "messages": {"ask": {"text": "Ready?"}},
    "unmatched": None,
    "transitions": [],
}


@pytest.mark.parametrize("key", SEMANTIC)
def test_what_decides_something_changes_the_digest(key: str) -> None:
    assert digest(edited(**{key: SEMANTIC[key]})) != digest(load(WRITTEN))


@pytest.mark.parametrize("text", shipped().values(), ids=shipped())
def test_a_default_written_out_changes_no_digest(text: str) -> None:
    """So a key that is new to the language, at its default, leaves every digest as it was."""
    flow = load(text)
    written_out = flow.model_dump(mode="json", by_alias=True)

    assert written_out != as_json(flow)
    assert digest(from_json(written_out)) == digest(flow)


def test_numbers_have_one_digest_however_they_are_written() -> None:
    once = WRITTEN.replace("default: 2.0", "default: 2").replace("value: 1.50", "value: 1.5")

    assert digest(load(once)) == digest(load(WRITTEN))


def test_a_digest_stays_what_it_is() -> None:
    """Exports out in the world carry it: a change of this number needs a new schema."""
    assert digest(load(WRITTEN)) == "826f4270b5e49206eac46d7128d94051c7fe136d2e134fee509cfc112e4d6336"


def test_a_published_version_carries_its_digest() -> None:
    flow = load(WRITTEN)
    third = published(flow, 3)

    assert (third.version, third.digest) == (3, digest(flow))
    assert load(dump(third)) == third
    assert draft(third) == flow


def test_an_edited_export_is_noticed() -> None:
    text = dump(published(load(WRITTEN), 3)).replace("after: 2d", "after: 3d")

    with pytest.raises(
        DigestMismatch, match=r"edited after this version was exported.*\(line 4\)"
    ) as noticed:
        load(text)

    assert noticed.value.line == 4
    taken = load(text, accept_edit=True)
    assert (taken.version, taken.digest) == (None, None)


def test_a_new_title_is_no_edit() -> None:
    text = dump(published(load(WRITTEN), 3)).replace("title: Reminders", "title: Gentle reminders")

    assert load(text).version == 3


def test_sources_know_their_lines() -> None:
    (source,) = sources(WRITTEN)

    assert source.flow == load(WRITTEN)
    assert source.lines[("transitions", 1, "trigger", "after")] == 22


def test_a_file_of_several_flows_is_not_one() -> None:
    text = dedent("""\
        state_maps:
          - {process_type: one, states: [a]}
          - {process_type: two, states: [a]}
        """)

    assert [flow.process_type for flow in load_all(text)] == ["one", "two"]
    with pytest.raises(FlowTextError, match=r"The file holds 2 flows \(one, two\); one is expected\."):
        load(text)


def test_transitions_without_an_id_get_one_that_is_free() -> None:
    alike = {"from_states": ["asked"], "trigger": {"type": "event", "value": "paid"}}
    flow = edited(transitions=[alike, {**alike, "id": "asked-paid-2"}, alike, alike])

    assert [item.id for item in flow.transitions] == [
        "asked-paid",
        "asked-paid-2",
        "asked-paid-3",
        "asked-paid-4",
    ]
