"""The seed form: state maps in a settings file, imported as flows."""

from __future__ import annotations

import re

import pytest

from flows.codec import as_json, load, load_all, sources
from flows.errors import FlowTextError
from flows.findings import check
from tests.flows.build import check as a_check
from tests.flows.build import taken

SETTINGS = """\
llm: {provider: anthropic, api_key: "${ANTHROPIC_API_KEY}", temperature: 0.2}
channels:
  email: {enabled: true}
  whatsapp:
    token: ${WHATSAPP_TOKEN}
backend: {base_url: "${BACKEND_URL}"}
queue: {backend: memory}
rules: [{name: quiet hours, when: night}]
state_maps:
  - process_type: payment_collection
    name: Payment collection
    description: Follows up on invoices.
    initial_state: pending
    states: [pending, reminded, promised, overdue, confirmed]
    terminal_states: [confirmed]
    transitions:
      - from_states: [pending]
        to_state: reminded
        trigger: {type: action, value: outreach_sent}
        actions:
          - {type: schedule_check, delay_minutes: 2880}
      - from_states: [reminded, overdue]
        to_state: promised
        trigger: {type: intent, value: promise_to_pay}
        actions:
          - {type: enqueue_followup, delay_minutes: 1440}
          - {type: update_backend}
      - from_states: [reminded]
        to_state: overdue
        trigger: {type: timeout, value: no_response}
        actions: [escalate]
      - from_state: promised
        to: confirmed
        trigger: {type: event, value: payment_received}
  - process_type: order_fulfillment
    states: [placed, shipped, delivered]
    transitions:
      - {from: placed, to: shipped, trigger: {type: event, value: shipped}}
      - {from: shipped, to: delivered, trigger: {type: intent, value: arrived}}
"""


def test_every_state_map_is_a_flow_whatever_stands_beside_it() -> None:
    payment, order = load_all(SETTINGS)

    assert as_json(payment) == {
        "schema": "converse.flow/v1",
        "process_type": "payment_collection",
        "title": "Payment collection",
        "description": "Follows up on invoices.",
        "states": ["pending", "reminded", "promised", "overdue", "confirmed"],
        "initial_state": "pending",
        "terminal_states": ["confirmed"],
        "intents": {"promise_to_pay": {}},
        "transitions": [
            {
                "id": "pending-outreach_sent-reminded",
                "from_states": ["pending"],
                "to_state": "reminded",
                "trigger": {"type": "action", "value": "outreach_sent"},
                "actions": [{"type": "schedule_check", "delay_minutes": 2880}],
            },
            {
                "id": "reminded+overdue-promise_to_pay-promised",
                "from_states": ["reminded", "overdue"],
                "to_state": "promised",
                "trigger": {"type": "intent", "value": "promise_to_pay"},
                "actions": [
                    {"type": "enqueue_followup", "delay_minutes": 1440},
                    {"type": "update_backend", "operation": "promised"},
                ],
            },
            {
                "id": "reminded-no_response-overdue",
                "from_states": ["reminded"],
                "to_state": "overdue",
                "trigger": {"type": "timeout", "value": "no_response"},
                "actions": [{"type": "escalate"}],
            },
            {
                "id": "promised-payment_received-confirmed",
                "from_states": ["promised"],
                "to_state": "confirmed",
                "trigger": {"type": "event", "value": "payment_received"},
            },
        ],
    }
    assert order.process_type == "order_fulfillment"


def test_a_check_without_a_name_is_what_a_timeout_of_any_name_waits_for() -> None:
    payment = load_all(SETTINGS)[0]
    said = [finding.message for finding in check(payment) if finding.code == "unknown-reference"]

    assert said == []
    assert taken(payment, a_check(None), "reminded") == "reminded-no_response-overdue"


def test_what_a_map_leaves_out_is_what_it_plainly_means() -> None:
    order = load_all(SETTINGS)[1]

    assert order.initial_state == "placed"
    assert order.terminal_states == ("delivered",)


def test_lines_are_those_of_the_settings_file() -> None:
    payment, order = sources(SETTINGS)

    assert payment.lines[("transitions", 0, "trigger")] == 19
    assert order.lines[("states",)] == 36


def test_a_file_with_one_map_is_one_flow() -> None:
    flow = load("state_maps:\n  - {process_type: one, states: [a], version: 4}\n")

    assert (flow.process_type, flow.version) == ("one", None)


WRONG = {
    "state_maps: []": "“state_maps” must be a list of state maps (line 1).",
    "state_maps: {one: {states: [a]}}": "“state_maps” must be a list of state maps (line 1).",
    "state_maps:\n  - one": "Entry 1 of “state_maps” must be a state map (line 2).",
    "state_maps:\n  - states: [a]": "A flow needs “process_type” (line 2).",
    "state_maps:\n  - {process_type: a, states: [a]}\n  - {process_type: a, states: [b]}": (
        "“a” is there twice (line 3)."
    ),
    SETTINGS.replace("delay_minutes: 2880", "delay: 2880"): (
        "“delay” is not a key of the action “schedule_check” (line 21); did you mean “delay_minutes”?"
    ),
    SETTINGS.replace("from_state: promised", "source: promised"): (
        "“source” is not a key of a transition (line 32)"
    ),
}


@pytest.mark.parametrize(("text", "sentence"), WRONG.items(), ids=range(len(WRONG)))
def test_what_can_t_be_meant_is_said_with_its_line(text: str, sentence: str) -> None:
    with pytest.raises(FlowTextError) as refused:
        load_all(text)

    assert any(re.match(re.escape(sentence), str(problem)) for problem in refused.value.problems)
