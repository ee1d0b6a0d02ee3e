"""Questions and misunderstandings: `ask`, known answers, retries, and the flow's `unmatched` block."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from flows.decide import Decision, decide
from flows.hearing import UNMATCHED
from flows.model import Flow
from tests.flows.build import begun, bound, clause, event, flow, intent, manual, on, says, texts

MESSAGES = {
    "how_much": {"text": "How much?"},
    "pardon": {"text": "A number, please."},
    "what": {"text": "Sorry, what?"},
}


def asking(*more: dict[str, Any], retry: str | None = "pardon", again: bool = False, **rest: Any) -> Flow:
    """`asking` asks for the amount; more than 100 is dear, at most 100 is cheap."""
    ask = {"message": "how_much", "into": "amount", "retry": retry, "again": again}
    return flow(
        on("event ask", "open", "asking"),
        on("intent answer", "asking", "dear", when=clause("data.amount", "gt", 100)),
        on("intent answer", "asking", "cheap", when=clause("data.amount", "gt", 0)),
        *more,
        states=["open", {"id": "asking", "ask": ask}, "dear", "cheap", "done"],
        data={"amount": {"type": "number"}},
        messages=MESSAGES,
        **rest,
    )


def ask(made: Flow, **data: Any) -> Decision:
    return decide(made, bound(made, data=data), event("ask"))


def misses(made: Flow, count: int, state: str | None = None) -> list[Decision]:
    """What is decided, one after the other, on messages that nobody understood."""
    decisions: list[Decision] = []
    for _ in range(count):
        before = decisions[-1].binding if decisions else bound(made, state)
        decisions.append(decide(made, before, intent(UNMATCHED)))
    return decisions


# Asking


def test_an_entry_asks_and_the_answer_is_stored_and_leads_on() -> None:
    asked = ask(asking())
    assert (texts(asked), asked.binding.state) == (["How much?"], "asking")
    answered = decide(asking(), asked.binding, intent("answer", amount=120))
    assert (answered.binding.state, answered.binding.data) == ("dear", {"amount": 120})


def test_an_answer_fills_the_field_asked_for_and_no_other() -> None:
    answered = decide(asking(), bound(asking(), "asking"), intent("answer", amount=5, name="Ana"))
    assert answered.trace.dropped == (("name", "“answer” declares no such slot."),)


def test_a_known_answer_is_taken_at_once_without_asking() -> None:
    decision = ask(asking(), amount=120)
    assert (texts(decision), decision.binding.state, decision.binding.revision) == ([], "dear", 2)
    assert [step.cause for step in decision.trace.steps] == ["ask", "answer"]


def test_it_asks_all_the_same_when_told_to_or_when_the_known_answer_does_not_do() -> None:
    asked_again = ask(asking(again=True), amount=120)
    not_valid = ask(asking(), amount="plenty")
    not_taken = ask(asking(), amount=-1)
    for decision in (asked_again, not_valid, not_taken):
        assert (texts(decision), decision.binding.state) == (["How much?"], "asking")
    assert [candidate.verdict for candidate in not_taken.trace.steps[1].candidates] == ["guard", "guard"]


def test_a_state_that_has_always_transitions_does_not_ask() -> None:
    made = asking(on("always", "asking", "done", when=clause("data.amount", "lt", 0)))
    assert texts(ask(made)) == []


def test_ask_again_repeats_the_question() -> None:
    made = asking(on("event remind", "asking", None, {"type": "ask_again"}))
    assert texts(decide(made, bound(made, "asking"), event("remind"))) == ["How much?"]


# Nothing understood


def test_a_transition_may_hear_it() -> None:
    made = asking(on("intent unmatched", "open", "done", says("I see.")), unmatched={"message": "what"})
    decision = decide(made, bound(made, misses=1), intent(UNMATCHED))
    assert (texts(decision), decision.binding.state, decision.binding.misses) == (["I see."], "done", 0)


def test_a_state_that_asks_says_its_own_retry() -> None:
    for retry, said in [("pardon", "A number, please."), (None, "Sorry, what?")]:
        made = asking(retry=retry, unmatched={"message": "what"})
        (decision,) = misses(made, 1, "asking")
        assert (texts(decision), decision.trace.outcome) == ([said], "unmatched")
        assert (decision.binding.misses, decision.binding.revision, decision.binding.visit) == (1, 1, 1)


def test_after_so_many_tries_it_does_something_else() -> None:
    made = asking(unmatched={"message": "what", "tries": 2, "then": "escalate"})
    for state, said in [("open", "Sorry, what?"), ("asking", "A number, please.")]:
        decisions = misses(made, 4, state)
        assert [texts(decision) for decision in decisions] == [[said], [said], [], []]
        assert [effect.type for effect in decisions[2].effects] == ["escalate"]


def test_what_it_does_then_may_be_several_things() -> None:
    block = {
        "message": "what",
        "tries": 0,
        "then": [says("One moment."), {"type": "escalate", "queue": "people"}],
    }
    (decision,) = misses(asking(unmatched=block), 1)
    assert [effect.type for effect in decision.effects] == ["send_message", "escalate"]


def test_without_a_message_it_does_something_else_at_once() -> None:
    made = asking(unmatched={"then": "escalate"})
    (silent,) = misses(made, 1)
    assert ([effect.type for effect in silent.effects], silent.binding.misses) == (["escalate"], 1)
    (asked,) = misses(made, 1, "asking")
    assert texts(asked) == ["A number, please."], "what a state says itself comes first"


def test_an_answer_that_neither_says_nor_does_anything_is_refused() -> None:
    with pytest.raises(ValidationError, match="says a `message`, or does something"):
        asking(unmatched={"tries": 3})


def test_any_taken_transition_resets_the_count() -> None:
    made = asking(on("event note", "open"), unmatched={"message": "what"})
    (missed,) = misses(made, 1)
    for happened in (event("note"), event("ask"), manual("goto:open")):
        assert decide(made, missed.binding, happened).binding.misses == 0


def test_a_flow_that_says_nothing_to_it_is_left_alone() -> None:
    (decision,) = misses(asking(), 1)
    assert (decision.effects, decision.binding) == ((), bound(asking()))
    assert decision.trace.outcome == "no_candidate"


def test_start_asks_too() -> None:
    made = flow(
        states=[{"id": "open", "ask": {"message": "how_much", "into": "amount"}}],
        data={"amount": {"type": "number"}}, messages=MESSAGES,
    )  # fmt: skip
    assert texts(begun(made)) == ["How much?"]


def test_a_terminal_state_enters_and_asks_nothing_more() -> None:
    made = flow(
        on("event end", "open", "done"),
        states=["open", {"id": "done", "enter": [says("Bye.")], "ask": {"message": "how_much", "into": "amount"}}],
        data={"amount": {"type": "number"}}, messages=MESSAGES,
    )  # fmt: skip
    assert texts(decide(made, bound(made), event("end"))) == ["Bye."]
