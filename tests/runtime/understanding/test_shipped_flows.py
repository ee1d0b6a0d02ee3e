"""The shipped flows understood by the detector of a default installation: alone, and side by side."""

from __future__ import annotations

import pytest

from flows.binding import Binding, ContactFacts
from flows.conversation import Seat, hearing
from flows.hearing import Hearing
from flows.model import Flow
from flows.scenario import play
from flows.scenario_model import Scenario
from flows.world.happenings import Say
from flows.world.hooks import Hooks
from flows.world.play import Beginning, after, begin
from runtime.policy.verdict import verdict
from runtime.understanding.local import LocalDetector
from tests.flows.build import NOW
from tests.flows.shipped import FLOWS

INVOICE = {
    "promise_to_pay": ("I can pay next Monday", "I'm paying tomorrow", "will transfer it on the 10th"),
    "claims_paid": ("I've already paid", "money was sent last Tuesday", "I paid this two days ago"),
    "needs_time": ("I need a bit more time", "can I pay later?", "I can't afford it at the moment"),
    "asks_details": ("what's this bill about?", "where do I send the money?", "send me the invoice please"),
    "disputes_invoice": ("the invoice is not correct", "you billed me twice", "the amount is wrong"),
}
ORDER = {
    "asks_status": ("where's my package?", "is my order on its way?", "any news about my order?"),
    "asks_order_details": ("what exactly did I buy?", "what items did I order"),
    "changes_address": ("can you deliver to another address?", "please ship it to my work"),
    "cancels_order": ("I want to cancel the order", "please cancel my purchase", "cancel"),
    "wants_return": ("I'd like to send it back", "it's too small, can I return it"),
    "reports_problem": ("it's broken", "the package is damaged", "I got the wrong item"),
    "confirms_arrival": ("yes it arrived", "got it today"),
}
EITHER = {
    "complaint": ("this is a disgrace", "I want to complain"),
    "asks_person": ("let me talk to a human", "can I speak with somebody?"),
    "opt_out": ("STOP", "please stop texting me", "unsubscribe me", "no more messages"),
    "thanks": ("ok thanks", "thank you!", "cool, thank you"),
}
NEITHER = (
    "what's the weather like?",
    "I like turtles",
    "what time do you open?",
    "my cat is sick",
    "are you hiring?",
)


@pytest.mark.parametrize(
    ("flow", "scenario"),
    [(flow, scenario) for flow in FLOWS.values() for scenario in flow.scenarios],
    ids=[f"{name}: {scenario.name}" for name, flow in FLOWS.items() for scenario in flow.scenarios],
)
def test_scenarios_pass_in_the_customers_own_words_and_within_the_hours(
    flow: Flow, scenario: Scenario, detector: LocalDetector
) -> None:
    played = play(flow, scenario, detector.understand, verdict)

    assert [problem for step in played.steps for problem in step.problems] == []


@pytest.mark.parametrize("text", NEITHER)
def test_what_is_not_about_an_invoice_or_an_order_is_not_heard(text: str, detector: LocalDetector) -> None:
    assert detector.understand(text, side_by_side("overdue", "shipped"), NOW).heard == ()


@pytest.mark.parametrize(("invoice", "order"), [("reminded", "received"), ("overdue", "shipped")])
def test_side_by_side_each_flow_hears_what_is_its_own(
    invoice: str, order: str, detector: LocalDetector
) -> None:
    both = side_by_side(invoice, order)
    listened_for = {item.intent for item in both.intents}
    said = [
        (text, intent)
        for intent, texts in {**INVOICE, **ORDER, **EITHER}.items()
        for text in texts
        if intent in listened_for
    ]
    heard = {text: [u.intent for u in detector.understand(text, both, NOW).heard] for text, _ in said}

    wrong = {text: heard[text] for text, intent in said if heard[text] not in ([], [intent])}
    missed = [text for text, _ in said if not heard[text]]
    assert wrong == {}
    assert len(missed) <= len(said) * 0.1, missed


@pytest.mark.parametrize(
    ("process_type", "state", "text", "intent"),
    [
        ("survey", "praise", "Everybody was so friendly and patient", "praises"),
        ("survey", "praise", "the haircut", "answer"),
        ("survey", "improvement", "the music was too loud", "criticises"),
        ("survey", "improvement", "more parking spaces", "answer"),
        ("survey", "satisfaction", "it was ok", "praises"),
        ("subscription_renewal", "offered", "I'll stay then", "renews"),
        ("subscription_renewal", "offered", "cancel it", "cancels_subscription"),
        ("subscription_renewal", "dunning", "my card was blocked", "changes_payment_method"),
        ("complaint_handling", "describing", "your driver was rude to my wife", "answer"),
        ("complaint_handling", "classifying", "they were rude", "about_service"),
        ("complaint_handling", "offered", "I'd rather have my money back", "declines_solution"),
    ],
)
def test_a_question_is_answered_in_many_ways(
    process_type: str, state: str, text: str, intent: str, detector: LocalDetector
) -> None:
    """Beside a flow that anybody who complains starts: what answers a question is no complaint."""
    asked = hearing([seat(process_type, state)], ContactFacts(), starters=[FLOWS["complaint_handling"]])

    assert [u.intent for u in detector.understand(text, asked, NOW).heard] == [intent]


@pytest.mark.parametrize(("text", "stays"), [("ok, I take the offer", True), ("no thanks", False)])
def test_an_okay_to_the_offer_cancels_nothing(text: str, stays: bool, detector: LocalDetector) -> None:
    offered = hearing([seat("subscription_renewal", "offered")], ContactFacts())

    assert detector.understand(text, offered, NOW).heard[0].slots == {"offer_taken": stays}


def test_who_complains_out_of_the_blue_is_asked_what_happened(detector: LocalDetector) -> None:
    text = "I want to complain, my parcel was thrown over the fence!"
    hooks = Hooks(detector.understand)
    world = after(begin(Beginning(tuple(FLOWS.values()), ()), hooks).world, Say(text, "chat"), hooks).world

    [opened] = world.opened
    assert (opened.binding.process_type, opened.binding.state) == ("complaint_handling", "describing")
    assert opened.binding.data["first_words"] == text


def seat(process_type: str, state: str) -> Seat:
    """A process in a state, freshly entered."""
    return Seat(FLOWS[process_type], Binding(process_type, process_type, 1, state, 1, NOW, 0), NOW)


def side_by_side(invoice: str, order: str) -> Hearing:
    """What one conversation listens for that is about an invoice in one state and an order in another."""
    states = {"payment_collection": invoice, "order_fulfillment": order}
    seats = [seat(process_type, state) for process_type, state in states.items()]
    return hearing(seats, ContactFacts())
