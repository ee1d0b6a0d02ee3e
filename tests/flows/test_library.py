"""The shipped flows, each held to what users rely on: canonical, no open finding, every transition played."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from flows import library
from flows.binding import Binding, ContactFacts, ConversationFacts, Facts
from flows.changes import ContextChange
from flows.codec import dump
from flows.content import send
from flows.conversation import Seat, tell
from flows.decide import NO_FACTS
from flows.effects import Content, Send
from flows.errors import InvalidValue
from flows.findings import accepted, check
from flows.hearing import ANSWER, Hearable, Hearing, Understanding, Understood
from flows.model import DataField, Flow
from flows.scenario import coverage, play
from flows.step import Step
from flows.values import Json, parse_value
from runtime.policy.verdict import verdict
from tests.flows.build import NOW
from tests.flows.shipped import FLOWS

SAMPLES: dict[str, Json] = {
    "string": "A-100", "text": "2 blue mugs, well wrapped", "integer": 4, "number": 120.5, "boolean": True,
    "date": "2026-03-06", "datetime": "2026-03-06T09:30:00Z", "email": "ana@example.com", "phone": "+4930123456",
    "file": "https://files.example/1.pdf",
}  # fmt: skip
CHECKED_BEFORE = {
    "payment_collection": {
        "promise_ack": {"promised_date"},
        "promise_too_far": {"promised_date"},
        "promise_broken": {"promised_date"},
    },
    "order_fulfillment": {"delayed": {"expected_date"}},
    "appointment": {"offer": {"offered_at"}},
    "onboarding": {"paused_until": {"resume_on"}, "trial_ending": {"trial_ends_on"}},
    "complaint_handling": {"offer_solution": {"solution"}, "offer_reminder": {"solution"}},
    "subscription_renewal": {"ask_stay": {"offer_price"}, "stay_again": {"offer_price"}},
}
"""Process type → message → the fields that whatever sends it has made sure of."""
WHATSAPP_BODY = 1024
"""Characters of a message with buttons."""
BUTTON_TITLE = 20

shipped = pytest.mark.parametrize("flow", FLOWS.values(), ids=list(FLOWS))


def test_each_flow_is_shipped_under_its_own_name() -> None:
    assert list(FLOWS) == sorted(FLOWS)
    assert [flow.process_type for flow in FLOWS.values()] == list(FLOWS)


@shipped
def test_is_stored_as_it_is_dumped(flow: Flow) -> None:
    assert dump(flow) == library.shipped()[flow.process_type]


@shipped
def test_has_no_finding_that_is_not_accepted_with_a_reason(flow: Flow) -> None:
    open_findings, _ = accepted(flow, check(flow))

    assert [f"{found.code} at {found.at.id}: {found.message}" for found in open_findings] == []


@shipped
def test_scenarios_pass_and_take_every_transition(flow: Flow) -> None:
    """As `converse test` plays them: the runtime's own policy decides what waits for the flow's hours."""
    played = [play(flow, scenario, verbatim, verdict) for scenario in flow.scenarios]

    problems = {item.scenario.name: [p for step in item.steps for p in step.problems] for item in played}
    assert {name: found for name, found in problems.items() if found} == {}
    assert coverage(flow, played).missed == ()


@shipped
def test_every_intent_has_six_to_ten_examples_in_each_language(flow: Flow) -> None:
    counts = {
        (name, locale): len(set(examples))
        for name, intent in flow.intents.items()
        for locale, examples in {"en": intent.examples, **intent.locales}.items()
    }
    assert {key: count for key, count in counts.items() if not 6 <= count <= 10} == {}
    assert {locale for _, locale in counts} == {"en", "es"}
    assert len(counts) == 2 * len(flow.intents)


def test_an_example_means_the_same_in_all_flows() -> None:
    meaning: dict[str, str] = {}
    for flow in FLOWS.values():
        for name, intent in flow.intents.items():
            for example in intent.examples:
                assert meaning.setdefault(example.casefold(), name) == name


def test_who_wants_no_more_messages_ends_all_flows_with_one_goodbye() -> None:
    seats = [
        Seat(flow, Binding(name, name, 1, flow.initial_state, 1, NOW, 0, _known(flow)), NOW)
        for name, flow in FLOWS.items()
    ]
    told = tell(seats, ContextChange("c", "intent", "opt_out", NOW, confidence=1.0), NO_FACTS)

    assert {item.before.process_type for item in told} == set(FLOWS)
    for item in told:
        assert item.decision.binding.state in FLOWS[item.before.process_type].terminal_states
    (goodbye,) = [effect for item in told for effect in item.decision.effects if isinstance(effect, Send)]
    assert goodbye.message == "goodbye"
    assert goodbye.last_word


@shipped
def test_every_message_has_words_for_every_channel_in_each_language(flow: Flow) -> None:
    for name, message in flow.messages.items():
        assert message.subject, name
        assert message.speech, name
        assert message.whatsapp, name
        words = message.locales["es"]
        assert words.text, name
        assert words.subject, name
        assert words.speech, name
        assert [b.intent for b in words.buttons or ()] == [b.intent for b in message.buttons], name


@shipped
def test_buttons_fit_whatsapp_and_mean_something_the_flow_hears(flow: Flow) -> None:
    for name, message in flow.messages.items():
        for buttons in (message.buttons, message.locales["es"].buttons or ()):
            assert len(buttons) <= 3, name
            assert all(len(button.title) <= BUTTON_TITLE for button in buttons), name
            assert {button.intent for button in buttons} <= set(flow.intents), name


@shipped
@pytest.mark.parametrize("locale", ["en", "es"])
@pytest.mark.parametrize("known", [True, False], ids=["all known", "only what is required"])
def test_messages_read_well_whatever_is_known(flow: Flow, locale: str, known: bool) -> None:
    for name, content in _said(flow, locale, known=known):
        for words in (content.text, content.subject, content.speech, *content.parameters):
            assert words, name
            assert not re.search(r"\s\s|\s[,.!?:;)]|[{}]|None|\(\)|^\s|\s$", words), f"{name}: {words}"
        assert len(content.text) <= WHATSAPP_BODY, name
        assert "https://" not in (content.speech or ""), name


def _said(flow: Flow, locale: str, *, known: bool) -> Iterator[tuple[str, Content]]:
    """Every message as it would be sent."""
    contact = ContactFacts(name="Ana" if known else None, locale=locale)
    change = ContextChange("c", "manual", "say", NOW)
    for name in flow.messages:
        data = _known(flow) if known else _required(flow, name)
        binding = Binding("b", flow.process_type, 1, flow.initial_state, 1, NOW, 0, data)
        step = Step(flow.compiled, binding, change, Facts(contact, ConversationFacts("chat")))
        send(step, name)
        (effect,) = step.effects
        assert isinstance(effect, Send)
        yield name, effect.content


def _known(flow: Flow) -> dict[str, Json]:
    """A value for every field of the flow."""
    return {name: _sample(field) for name, field in flow.data.items()}


def _required(flow: Flow, message: str) -> dict[str, Json]:
    """A value for what the flow never lacks, and for what was made sure of before the message."""
    checked = CHECKED_BEFORE.get(flow.process_type, {}).get(message, set())
    return {name: _sample(field) for name, field in flow.data.items() if field.required or name in checked}


def _sample(field: DataField) -> Json:
    value: Json = field.choices[0] if field.choices else SAMPLES[field.type]
    return value


def verbatim(text: str, hearing: Hearing, now: datetime) -> Understanding:
    """A detector that hears what stands in the examples, and answers that parse."""
    question = hearing.question
    if question is not None:
        try:
            slots = {question.name: parse_value(question.field, text, question.name)}
            return Understanding((Understood(ANSWER, 1.0, slots, text),), "verbatim")
        except InvalidValue:
            pass
    heard = [
        Understood(item.intent, 0.9, _friday(item, now), text)
        for item in hearing.intents
        if text in item.examples
    ]
    return Understanding(tuple(heard), "verbatim")


def _friday(heard: Hearable, now: datetime) -> dict[str, str]:
    """The only date the scenarios say in words."""
    friday = now.date() + timedelta(days=(4 - now.weekday()) % 7)
    return {name: friday.isoformat() for name, field in heard.slots.items() if field.type == "date"}
