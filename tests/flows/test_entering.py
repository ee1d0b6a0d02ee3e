"""`decide`, sentence by sentence: what an entry does, what follows by itself, and what never changes."""

from __future__ import annotations

import pytest

from flows.decide import decide
from flows.hearing import UNMATCHED
from tests.flows.build import (
    NOW,
    after,
    begun,
    bound,
    check,
    clause,
    effects,
    event,
    flow,
    intent,
    manual,
    on,
    relative,
    result,
    says,
    texts,
    timer,
)

AMOUNT = {"amount": {"type": "number"}}
PROMISE = {"promise": {"slots": {"amount": "number"}}}


# Entering and staying


def test_an_entry_happens_in_order() -> None:
    states = [
        "open",
        {"id": "late", "enter": [says("enter")], "ask": {"message": "q", "into": "note"}},
        "done",
    ]
    made = flow(
        on(relative("data.day", "1d"), "late", "done", id="second"),
        on(after("2d"), "late", "done", id="third"),
        on("event go", "open", "late", says("transition")),
        states=states,
        data={"day": {"type": "date"}, "note": {"type": "text"}},
        messages={"q": {"text": "ask"}},
    )  # fmt: skip
    before = bound(
        made, visit=3, revision=5, misses=2, visits={"open": 2, "late": 1}, data={"day": "2026-03-09"}
    )
    decision = decide(made, before, event("go"))
    entered = decision.binding
    assert [getattr(effect, "transition", None) for effect in decision.effects[:2]] == ["second", "third"]
    assert texts(decision) == ["transition", "enter", "ask"]
    assert (entered.state, entered.visit, entered.revision, entered.misses) == ("late", 4, 6, 0)
    assert (entered.visits, entered.entered_at) == ({"open": 2, "late": 2}, NOW)
    assert {effect.visit for effect in decision.effects} == {4}
    assert [effect.key for effect in decision.effects] == [f"b:6:{place}" for place in range(5)]


def test_a_transition_to_the_same_state_is_an_entry_too() -> None:
    made = flow(on("event again", "open", "open"), states=[{"id": "open", "enter": [says("Hello.")]}])
    decision = decide(made, bound(made), event("again"))
    assert (texts(decision), decision.binding.visit) == (["Hello."], 2)


def test_without_a_target_it_stays() -> None:
    made = flow(
        on("intent promise", "open", None, says("Noted.")),
        on(after("2d"), "open", "done"),
        states=[{"id": "open", "enter": [says("Hello.")]}, "done"], data=AMOUNT, intents=PROMISE,
    )  # fmt: skip
    before = bound(made, misses=1)
    decision = decide(made, before, intent("promise", amount=3))
    assert decision.trace.outcome == "stayed"
    assert [effect.type for effect in decision.effects] == ["send_message"]
    assert decision.binding == before._replace(revision=1, misses=0, data={"amount": 3})


def test_start_enters_the_initial_state_like_any_entry_with_revision_0() -> None:
    made = flow(on(after("2d"), "open", "done"), states=[{"id": "open", "enter": [says("Hello.")]}, "done"])
    decision = begun(made)
    assert decision.trace.outcome == "started"
    assert (decision.binding.state, decision.binding.visit, decision.binding.revision) == ("open", 1, 0)
    assert [effect.key for effect in decision.effects] == ["b:0:0", "b:0:1"]


# Always


def test_always_transitions_of_an_entered_state_are_tried_in_order_within_the_same_decision() -> None:
    made = flow(
        on("event go", "open", "sorting"),
        on("always", "sorting", "dear", when=clause("data.amount", "gt", 100)),
        on("always", "sorting", "cheap"),
        data=AMOUNT,
    )
    for amount, state in [(120, "dear"), (80, "cheap")]:
        decision = decide(made, bound(made, data={"amount": amount}), event("go"))
        assert (decision.binding.state, decision.binding.visit, decision.binding.revision) == (state, 3, 2)
        assert [step.cause for step in decision.trace.steps] == ["go", "always"]


def test_always_is_not_tried_when_nothing_was_entered() -> None:
    made = flow(
        on("always", "open", "done", when=clause("data.amount", "exists")),
        on("event set", "open"),
        data=AMOUNT,
    )
    assert decide(made, bound(made, data={"amount": 1}), event("set")).binding.state == "open"


def test_an_always_that_stays_is_taken_once_per_entry() -> None:
    made = flow(on("event go", "open", "greeting"), on("always", "greeting", None, says("Hello.")))
    decision = decide(made, bound(made), event("go"))
    assert (texts(decision), decision.binding.revision, decision.trace.flagged) == (["Hello."], 2, False)


def test_what_was_planned_for_a_state_that_was_left_at_once_is_not_done() -> None:
    plan = {"type": "enqueue_followup", "text": "Still there?", "after": "1h"}
    kept = {"type": "schedule_check", "value": "audit", "after": "1h", "keep": True}
    made = flow(
        on("event go", "open", "passing", plan, kept, says("Now.")),
        on(after("2d"), "passing", "done"),
        on("always", "passing", "resting"),
        on(after("3d"), "resting", "done", id="rest"),
    )
    planned = effects(decide(made, bound(made), event("go")))
    assert [effect.type for effect in planned] == ["schedule_check", "send_message", "schedule_check"]
    assert (planned[0].name, planned[2].transition) == ("audit", "rest")


def chain(length: int):
    """A flow whose `go` sets off this many `always` transitions."""
    links = [on("always", f"s{n}", f"s{n + 1}") for n in range(length)]
    return flow(on("event go", "open", "s0"), *links, states=["open", *(f"s{n}" for n in range(length + 1))])


def test_at_most_50_follow_and_the_binding_is_flagged_when_more_would() -> None:
    for length, reached, flagged in [(50, "s50", False), (51, "s50", True)]:
        decision = decide(chain(length), bound(chain(length)), event("go"))
        assert (decision.binding.state, decision.trace.flagged) == (reached, flagged)
        assert decision.binding.revision == 51


# Depth and visits


def test_the_51st_change_of_one_cause_is_not_applied_and_flagged() -> None:
    made = flow(on("action outreach_sent", "open", "done"))
    assert decide(made, bound(made), result("outreach_sent", depth=50)).trace.outcome == "taken"
    too_deep = decide(made, bound(made), result("outreach_sent", depth=51)).trace
    assert (too_deep.outcome, too_deep.flagged) == ("too_deep", True)


@pytest.mark.parametrize(
    ("happened", "outcome"),
    [
        (result("outreach_sent", visit=3), "taken"),
        (result("outreach_sent", visit=2), "late"),
        (result("outreach_sent"), "taken"),  # names no effect: it belongs to the current visit
        (timer("slow", visit=3), "taken"),
        (timer("slow", visit=2), "late"),
        (check("slow", visit=None), "taken"),  # `keep`
    ],
)
def test_results_and_checks_count_only_during_the_visit_that_issued_them(happened, outcome: str) -> None:
    made = flow(
        on("action outreach_sent", "open", "done"),
        on(after("2d"), "open", "done", id="slow"),
        on("timeout slow", "open", "done"),
    )
    assert decide(made, bound(made, visit=3), happened).trace.outcome == outcome


# Keys, purity, faults


def test_an_effect_has_a_key_of_its_own_through_a_whole_run() -> None:
    made = flow(
        on("always", "open", "asked", says("b")),
        on("event again", "asked", "open", says("c")),
        states=[{"id": "open", "enter": [says("a")]}, "asked"],
        unmatched={"message": "what"}, messages={"what": {"text": "What?"}},
    )  # fmt: skip
    decision, keys = begun(made), []
    for happened in [event("again"), intent(UNMATCHED), manual("goto:open"), event("again"), event("other")]:
        keys += [effect.key for effect in decision.effects]
        decision = decide(made, decision.binding, happened)
    assert len(keys) == len(set(keys)) == 11
    assert keys[:2] == ["b:0:0", "b:1:0"]


def test_the_same_arguments_give_the_same_decision_and_stay_as_they_were() -> None:
    made = flow(
        on("intent promise", "open", "done", {"type": "set_data", "values": {"amount": 1}}),
        data=AMOUNT, intents=PROMISE,
    )  # fmt: skip
    binding, change = bound(made, data={"amount": 5}), intent("promise", amount=7)
    as_they_were = repr((binding, change, made))
    assert decide(made, binding, change) == decide(made, binding, change)
    assert repr((binding, change, made)) == as_they_were


def test_an_action_that_cannot_be_resolved_is_left_out_and_noted() -> None:
    too_long = {"type": "escalate", "note": "{{ event.message }}" * 2}
    made = flow(on("event shout", "open", "done", too_long, says("Sorry.")))
    decision = decide(made, bound(made), event("shout", message="a" * 9_000))
    assert (decision.binding.state, texts(decision)) == ("done", ["Sorry."])
    (note,) = decision.trace.notes
    assert note.startswith("done: an action was left out. “{{ event.message }}")


def test_a_trace_can_be_stored() -> None:
    dear = on("event pay", "open", "done", id="dear", when=clause("data.day", "before", "3d"))
    made = flow(dear, data={"day": {"type": "date"}})
    trace = decide(made, bound(made, data={"day": "2026-03-04"}), event("pay")).trace.as_json()
    assert trace["outcome"] == "taken"
    assert trace["steps"][0]["candidates"][0]["clauses"] == [
        {
            "field": "data.day",
            "op": "before",
            "expected": "3d",
            "actual": "2026-03-04",
            "holds": True,
            "why": None,
        }
    ]
