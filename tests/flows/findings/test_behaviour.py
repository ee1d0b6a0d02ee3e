"""What is said of behaviour is true: each finding's scenario is played, and shows it."""

from __future__ import annotations

from cProfile import Profile
from datetime import datetime
from pstats import Stats

import pytest
from hypothesis import HealthCheck, given, settings

from flows.codec import load
from flows.findings import check, check_together
from flows.findings.behaviour import CODES, behaviour
from flows.findings.exploration import Explorer
from flows.findings.finding import Finding
from flows.hearing import Hearing, Understanding
from flows.library import shipped
from flows.model import Flow
from flows.scenario import Played, beginning, happening, play
from flows.scenario_model import Scenario
from flows.world.hooks import Hooks
from flows.world.play import Beginning, after, begin
from tests.flows import drawn
from tests.flows.build import after as later
from tests.flows.build import clause, flow, on, says
from tests.flows.findings.behaviours import CASES
from tests.flows.findings.case import DONE, Case


def nobody(_text: str, _hearing: Hearing, _now: datetime) -> Understanding:
    return Understanding((), "none")


def played(made: Flow, finding: Finding) -> Played:
    """The finding's scenario, played as if it stood in the file."""
    assert finding.scenario is not None
    kept = made.model_copy(update={"scenarios": (Scenario.model_validate(finding.scenario),)})
    return play(made, kept.scenarios[0], nobody)


@pytest.mark.parametrize("case", CASES, ids=[f"{case.code}-{i}" for i, case in enumerate(CASES)])
def test_its_scenario_plays_what_a_finding_says(case: Case) -> None:
    found = next(one for one in check(case.flow) if (one.code, one.at.id) == (case.code, case.at))
    result = played(case.flow, found)
    last = result.steps[-1].got

    assert [step.problems for step in result.steps if step.problems] == []
    match case.code:
        case "unbounded-sends":
            assert sum(step.got["effects"].count("send_message") for step in result.steps[1:]) >= 2
            assert not last["ended"]
        case "waits-for-ever":
            assert (last["state"], last["checks"], last["taken"]) == (case.at, [], None)
        case "check-always-void":
            assert case.at not in [step.got["taken"] for step in result.steps[1:-1]]
        case "held-timer":
            assert last["taken"] == case.at


def test_a_large_map_is_gone_through_as_far_as_the_budget_leads() -> None:
    tall = flow(*(on("event up", f"s{i}", f"s{i + 1}") for i in range(30)), on("event up", "s30", "done"))
    exceeded, *others = [one for one in behaviour(tall, 20) if one.code == "budget-exceeded"]

    assert others == []
    assert "20 moves were tried" in exceeded.message
    assert played(tall, exceeded).steps[-1].got["state"] == "s20"
    assert "waits-for-ever" in {one.code for one in behaviour(tall, 20)}
    assert "budget-exceeded" not in {one.code for one in behaviour(tall)}


def test_a_map_with_errors_is_gone_through_as_far_as_it_can_be() -> None:
    made = flow(
        on("event x", "open", "gone"),
        on("event y", "open", "second", when=clause("data.day", "matches", "([")),
        on("event z", "open", "second"),
        on(later("2d"), "second", "second", says("hello")),
        on("event paid", "second", "done"),
        states=["open", "second", "done"],
    )

    assert {"unknown-reference", "guard-type", "waits-for-ever", "unbounded-sends"} <= {
        one.code for one in check(made)
    }


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(drawn.flows())
def test_any_flow_is_gone_through_alike_each_time(made: Flow) -> None:
    found = list(behaviour(made, 200))

    assert {one.code for one in found} <= set(CODES)
    assert [one.as_json() for one in found] == [one.as_json() for one in behaviour(made, 200)]
    for one in found:
        assert one.scenario is None or played(made, one).passed


# --- together ---------------------------------------------------------------------------------------------


def thanking(name: str, *more: dict, shared: bool = True, **rest: object) -> Flow:
    """A flow that answers thanks."""
    heard = on("intent thanks", "open", None, says(f"{name} says you're welcome"), *more, id="thanks", **rest)
    intents = {"thanks": {"examples": ["thank you"], "shared": shared}}
    return flow(heard, DONE, process_type=name, title=name.title(), intents=intents)


def test_two_flows_that_answer_one_message_are_found_in_both() -> None:
    one, other = thanking("order"), thanking("payment", shared=False)
    (of_one,), (of_other,) = check_together((one, other))

    assert (of_one.code, of_one.at) == ("answered-twice", ("intent", "thanks"))
    assert "by “Payment” as well" in of_one.message
    assert "by “Order” as well" in of_other.message


def test_a_message_answered_twice_is_so_when_both_are_open() -> None:
    one, other = thanking("order"), thanking("payment")
    (found,), _ = check_together((one, other))
    scenario = Scenario.model_validate(found.scenario)
    start = beginning(one, scenario)
    hooks = Hooks(nobody)
    both = Beginning(
        (one, other), ((one.process_type, {}), (other.process_type, {})), start.at, channel="chat"
    )
    world = begin(both, hooks).world
    for step in scenario.steps:
        world = after(world, happening(step, world.opened[0].id), hooks).world

    assert len([said for said in world.said if said.sender == "business"]) == 2


@pytest.mark.parametrize(
    "other",
    [
        thanking("payment", when=clause("contact.tags", "contains", "vip")),
        flow(DONE, process_type="payment"),
        flow(on("intent thanks", "open"), process_type="payment", intents={"thanks": {"shared": True}}),
        thanking("order"),
    ],
    ids=["only for some", "doesn't listen", "silent", "the same process"],
)
def test_one_answer_is_no_finding(other: Flow) -> None:
    assert check_together((thanking("order"), other)) == ((), ())


def test_who_was_said_goodbye_to_once_isnt_again() -> None:
    opting_out = {"type": "set_contact", "values": {"opted_out": True}}
    guard = {"not": clause("contact.opted_out", "eq", True)}
    one, other = (thanking(name, opting_out, when=guard) for name in ("order", "payment"))

    assert check_together((one, other)) == ((), ())


def test_an_intent_that_isnt_shared_has_one_taker() -> None:
    assert check_together((thanking("order", shared=False), thanking("payment", shared=False))) == ((), ())


def test_a_move_of_a_walk_costs_little() -> None:
    """Counted, not timed: what a walk does for each move decides how long the whole check of a flow takes."""
    explorer = Explorer(load(shipped()["survey"]))
    with Profile() as profile:
        found = explorer.explore()
    assert len(found.ways) > 1_000
    assert Stats(profile).total_calls / len(found.ways) < 700  # type: ignore[attr-defined]  # set by Stats itself
