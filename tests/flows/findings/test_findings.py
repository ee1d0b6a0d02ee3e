from __future__ import annotations

import random
from collections.abc import Sequence
from time import process_time
from typing import Any

import pytest

from flows.codec import sources
from flows.findings import CHECKS, CODES, accepted, behaviour, check
from flows.findings.finding import At, Finding
from flows.model import Flow
from tests.flows.build import clause, flow, on
from tests.flows.findings import behaviours, conditions, references, saying, walks, words
from tests.flows.findings.case import Case, Clean
from tests.flows.findings.mending import mended

FAMILIES = (references, conditions, walks, words, saying, behaviours)
ELSEWHERE = ("answered-twice", "budget-exceeded")
"""Codes that need more than one flow, or a very large one."""
CASES: list[Case] = [case for family in FAMILIES for case in family.CASES]
CLEAN: list[Clean] = [clean for family in FAMILIES for clean in family.CLEAN]


def numbered(cases: Sequence[Case | Clean]) -> list[str]:
    return [f"{case.code}-{number}" for number, case in enumerate(cases)]


@pytest.mark.parametrize("case", CASES, ids=numbered(CASES))
def test_what_is_wrong_is_found_and_said(case: Case) -> None:
    found = [finding for finding in check(case.flow) if finding.code == case.code]

    assert case.at in {finding.at.id for finding in found}
    assert any(case.says in finding.message for finding in found), [finding.message for finding in found]
    assert {finding.severity for finding in found} == {CODES[case.code]}


@pytest.mark.parametrize("code", [code for code in CODES if code not in ELSEWHERE])
def test_people_read_words_and_never_the_id_of_a_transition(code: str) -> None:
    """But for two of one id, of which it is all there is to say."""
    for case in (case for case in CASES if case.code == code):
        drawn = case.flow.model_dump(mode="json", by_alias=True)
        if code != "duplicate-id":
            drawn["transitions"] = [
                {**one, "id": f"raw-id-{i}"} for i, one in enumerate(drawn["transitions"])
            ]
        for finding in check(Flow.model_validate(drawn), structure=code not in behaviour.CODES):
            said = f"{finding.message} {finding.fix.words if finding.fix else ''} {finding.scenario or ''}"
            assert "raw-id" not in said


@pytest.mark.parametrize("clean", CLEAN, ids=numbered(CLEAN))
def test_what_only_looks_wrong_is_left_alone(clean: Clean) -> None:
    assert [finding.message for finding in check(clean.flow) if finding.code == clean.code] == []


@pytest.mark.parametrize("code", [code for code in CODES if code not in ELSEWHERE])
def test_every_code_has_a_case_on_both_sides(code: str) -> None:
    assert code in {case.code for case in CASES}, f"add a map with {code} to cases.py"
    assert code == "duplicate-id" or code in {clean.code for clean in CLEAN}, (
        f"add a map without {code} to cases.py"
    )


def test_a_code_is_given_by_one_check_only() -> None:
    assert len(CODES) == sum(len(one.codes) for one in CHECKS) + 1


@pytest.mark.parametrize("case", CASES, ids=numbered(CASES))
def test_a_fix_mends_what_it_is_for(case: Case) -> None:
    """Carried out on the document, it makes the finding go away."""
    for finding in check(case.flow):
        if finding.fix is not None:
            after = check(mended(case.flow, finding.fix))
            assert (finding.code, finding.path) not in {(other.code, other.path) for other in after}


BROKEN = """\
schema: converse.flow/v1
process_type: returns
states:
  - asked
  - id: stuck
    title: Parcel lost
  - refunded
initial_state: asked
terminal_states: [refunded]
messages:
  unused: {text: Never said}
transitions:
  - id: sent
    from_states: [asked]
    to_state: refundet
    trigger: {type: event, value: parcel_sent}
  - id: lost
    from_states: [asked]
    to_state: stuck
    trigger: {type: event, value: parcel_lost}
"""


def test_findings_come_by_severity_then_file_order_with_their_lines() -> None:
    (source,) = sources(BROKEN)

    assert [
        (f.severity, f.code, f.at.id, f.line) for f in check(source.flow, source.lines, structure=True)
    ] == [
        ("error", "trap-state", "stuck", 5),
        ("error", "unknown-reference", "sent", 15),
        ("warning", "no-way-to-end", "asked", 4),
        ("warning", "no-way-to-end", "stuck", 5),
        ("warning", "unreachable-state", "refunded", 7),
        ("hint", "message-unused", "unused", 11),
    ]


def test_a_finding_reads_well_as_json() -> None:
    (source,) = sources(BROKEN)
    found = check(source.flow, source.lines)

    assert found[1].as_json() == {
        "code": "unknown-reference",
        "severity": "error",
        "at": {"kind": "transition", "id": "sent"},
        "line": 15,
        "message": (
            "“parcel sent” from “Asked” leads to “refundet”, but there is no such state. Did you mean “refunded”?"
        ),
        "fix": {
            "op": "set",
            "path": ["transitions", 0, "to_state"],
            "words": "Use “refunded”.",
            "value": "refunded",
        },
    }
    assert set(check(source.flow)[0].as_json()) == {"code", "severity", "at", "line", "message", "fix"}
    played = Finding("x", "hint", At("state", "a"), "m", (), scenario={"name": "plays it"})
    assert played.as_json()["scenario"] == {"name": "plays it"}


def test_what_the_author_accepts_stays_visible_and_no_longer_counts() -> None:
    made = flow(
        on("event x", "open", "stuck"),
        on("event y", "open", "lost"),
        states=["open", "stuck", "lost"],
        accept=[
            {"finding": "trap-state", "at": "stuck", "reason": "An operator moves it on."},
            {"finding": "no-way-to-end", "at": "elsewhere", "reason": "It is about one place only."},
        ],
    )
    counting, waived = accepted(made, check(made))

    assert [(finding.code, finding.at.id) for finding in waived] == [("trap-state", "stuck")]
    assert ("trap-state", "lost") in {(finding.code, finding.at.id) for finding in counting}
    assert "no-way-to-end" in {finding.code for finding in counting}


def test_a_finding_silences_no_other() -> None:
    made = flow(
        on("event x", "open", "nowhere", id="x", when=clause("data.amount", "eq", "lots")),
        on("event x", "open", "stuck", id="y", when=clause("data.amount", "gt", 5)),
        data={"amount": {"type": "number", "max": 3}},
        states=["open", "stuck", "island"],
    )

    assert {finding.code for finding in check(made)} == {
        "waits-for-ever",
        "unknown-reference",
        "guard-type",
        "guard-never-true",
        "trap-state",
        "unreachable-state",
        "no-way-to-end",
    }


@pytest.mark.parametrize("seed", range(150))
def test_no_map_is_too_broken_to_be_checked(seed: int) -> None:
    """Whatever loads, however little sense it makes, gets its findings."""
    check(_nonsense(random.Random(seed)))


def _nonsense(dice: random.Random) -> Flow:
    names = ["a", "b", "c", "*", "gone", "answer"]
    values: list[Any] = [
        None,
        True,
        3,
        -1e308,
        float("nan"),
        float("inf"),
        "14d",
        "2026-02-30",
        "0001-01-01",
        "x",
        [],
        ["a", 2],
        {"field": "data.a"},
        {"k": 1},
    ]
    fields = [
        "data.a",
        "data.b",
        "data.gone",
        "contact.tags",
        "contact.x",
        "event.due",
        "visits.a",
        "visits.gone",
        "now",
        "conversation.in_hours",
        "conversation.bucket",
    ]
    operations = [
        "eq",
        "ne",
        "gt",
        "lte",
        "in",
        "not_in",
        "contains",
        "starts_with",
        "matches",
        "exists",
        "missing",
        "before",
        "after",
        "within",
    ]
    kinds = ["string", "integer", "number", "boolean", "date", "datetime", "phone"]

    def guard(depth: int = 0) -> Any:
        shape = dice.choice(["clause", "clause", "all", "any", "not"]) if depth < 3 else "clause"
        if shape == "clause":
            return clause(dice.choice(fields), dice.choice(operations), dice.choice(values))
        if shape == "not":
            return {"not": guard(depth + 1)}
        return {shape: [guard(depth + 1) for _ in range(dice.randint(1, 3))]}

    def trigger() -> dict[str, Any]:
        kind = dice.choice(["intent", "event", "timeout", "action", "manual", "always"])
        if kind == "always":
            return {"type": kind}
        if kind == "timeout":
            return {"type": kind, **dice.choice([{}, {"value": "a"}, {"relative_to": "data.b"}])}
        return {"type": kind, "value": dice.choice(names)}

    def transition() -> dict[str, Any]:
        condition = guard() if dice.random() < 0.6 else None
        return on(trigger(), dice.choices(names, k=2), dice.choice([*names, None]), when=condition)

    def field() -> dict[str, Any]:
        return {"type": dice.choice(kinds), "choices": dice.choice([[], ["a", 3]])}

    examples = dice.choices(["", "yes", "!!", "yes yes"], k=2)
    return flow(
        *(transition() for _ in range(dice.randint(0, 9))),
        states=dice.choices(["a", "b", {"id": "c", "ask": {"message": "m", "into": "a"}}], k=3),
        initial_state=dice.choice(names),
        terminal_states=dice.sample(names, k=dice.randint(0, 2)),
        data={"a": field(), "b": field()},
        intents={"a": {"examples": examples}, "b": {"examples": ["yes", "…"]}},
        messages={"m": {"text": "{{ data.a }}{{ x }}", "buttons": [{"title": "t", "intent": "gone"}]}},
    )


def test_a_large_map_is_checked_quickly() -> None:
    """Guards against work that grows with the square of the map; the bench has the figures."""
    ways = [
        on(f"event e{i % 7}", f"s{i}", f"s{(i * step + 1) % 1000}", when=clause("data.n", op, i))
        for i in range(1000)
        for step, op in ((7, "gt"), (3, "lte"))
    ]
    large = flow(*ways, data={"n": {"type": "number"}})
    began = process_time()
    check(large, structure=True)

    assert process_time() - began < 10


@pytest.mark.parametrize(("size", "structure"), [(3_000, True), (1_500, False)])
def test_so_is_one_where_everything_is_heard_in_every_state(size: int, structure: bool) -> None:
    large = flow(*(on(f"event e{i}", "*", f"s{i}") for i in range(size)), initial_state="s0")
    began = process_time()
    found = check(large, structure=structure)

    assert process_time() - began < 6
    assert ("budget-exceeded" in {one.code for one in found}) is not structure
