"""Broken files: a few hundred of those that `make faults` tries by the thousand, and what was found by them."""

from __future__ import annotations

import pytest

from flows.codec import load
from flows.errors import FlowTextError
from flows.findings import check
from flows.findings.candidates import MOST_ALIKE
from flows.findings.finding import Finding
from flows.model import Flow
from tests.faults.broken_files import tried
from tests.flows.build import clause, flow, on

SEEDS, AT_ONCE = 200, 50
START = "{schema: converse.flow/v1, process_type: a, states: [a], initial_state: a"
LONG = "k" * 900


@pytest.mark.parametrize("first", range(0, SEEDS, AT_ONCE))
def test_a_broken_file_is_flows_that_everything_works_with_or_errors_that_say_where(first: int) -> None:
    outcomes = [tried(seed) for seed in range(first, first + AT_ONCE)]
    faults = [f"{outcome.case}\n{fault}" for outcome in outcomes for fault in outcome.faults]

    assert not faults, "\n\n".join(faults)
    assert {outcome.flows > 0 for outcome in outcomes} == {True, False}


@pytest.mark.parametrize(
    "text",
    [
        START + ", " + LONG + ": 1}",
        START + ", transitions: [{from_states: [a], trigger: {type: " + LONG + "}}]}",
        "{" + LONG + ": 1, " + LONG + ": 2}",
        "&" + LONG + " a",
    ],
)
def test_an_error_shows_the_beginning_of_a_word_that_is_as_long_as_the_file(text: str) -> None:
    with pytest.raises(FlowTextError, match=r"k{50,58}…”") as refused:
        load(text)

    assert len(str(refused.value)) < 400


def test_a_type_that_is_no_word_is_told_of_as_what_it_is() -> None:
    text = (
        "{schema: converse.flow/v1, process_type: a, states: [a], initial_state: a,\n"
        " transitions: [{from_states: [a], trigger: {type: {a: b}}}]}"
    )

    with pytest.raises(FlowTextError, match=r"^A group of keys is not a type of trigger \(line 2\)"):
        load(text)


def test_a_seed_map_may_begin_anywhere_but_in_a_group_of_keys() -> None:
    with pytest.raises(
        FlowTextError, match=r"“initial_state” must be a text, not a group of keys \(line 1\)"
    ):
        load("state_maps: [{process_type: a, states: [a], initial_state: {a: b}}]")


def of(code: str, made: Flow) -> list[Finding]:
    return [finding for finding in check(made, structure=True) if finding.code == code]


def test_a_finding_shows_the_beginning_of_a_path_that_is_as_long_as_the_file() -> None:
    made = flow(on("event go", "open", "done"), messages={"m": {"text": "{{ a" + ".a" * 500 + " }}"}})

    (found,) = of("undeclared-variable", made)

    assert len(found.message) < 500


def test_a_state_is_a_trap_when_what_leads_out_of_every_state_leads_to_it_alone() -> None:
    made = flow(on("event go", "open", "stuck"), on("event back", "*", "stuck"))
    freed = flow(
        on("event go", "open", "stuck"), on("event back", "*", "stuck"), on("event end", "*", "done")
    )

    assert [finding.at.id for finding in of("trap-state", made)] == ["stuck"]
    assert of("trap-state", freed) == []


def test_of_a_crowd_that_hears_the_same_the_first_hundred_are_judged() -> None:
    crowd = [on("event go", "open", "done", id=f"t{i}") for i in range(MOST_ALIKE + 20)]

    shadowed = of("shadowed-transition", flow(*crowd))

    assert [finding.at.id for finding in shadowed] == [f"t{i}" for i in range(1, MOST_ALIKE)]


def test_a_misspelling_is_guessed_among_hundreds_of_names() -> None:
    states = [*(f"step_{i}" for i in range(300)), "reminded"]
    made = flow(on("event go", "step_0", "remindet"), states=states)

    (found,) = of("unknown-reference", made)

    assert "Did you mean “reminded”?" in found.message


def test_locales_by_the_dozen_are_not_all_missed_one_by_one() -> None:
    locales = {f"l{i}": {"text": "x"} for i in range(400)}
    made = flow(
        on("event go", "open", "done"),
        messages={"one": {"text": "x", "locales": locales}, "other": {"text": "x"}},
    )

    (found,) = of("missing-locale", made)

    assert len(found.message) < 500


def test_conditions_are_told_whole() -> None:
    condition = {"all": [clause("data.amount", "gt", 10), clause("data.amount", "lt", 5)]}
    made = flow(on("event go", "open", "done", when=condition), data={"amount": {"type": "number"}})

    (found,) = of("guard-never-true", made)

    assert "amount is more than 10 and amount is less than 5" in found.message
