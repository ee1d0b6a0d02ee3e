"""`converse test`: why a step failed, JUnit for CI, what is tried of a flow, and expectations recorded anew."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.runtime.junit_format import faults
from tests.runtime.shell import SMALL, Shell

SHOP = """\
schema: converse.flow/v1   # a shop, kept by hand
process_type: shop
states: [open, {id: checking, title: Being checked}, done]
initial_state: open
terminal_states: [done]
data: {amount: {type: number, default: 120}}
intents: {pay: {examples: [I pay]}, thanks: {examples: [thank you]}}
transitions:
  - {id: large, from_states: [open], to_state: checking, trigger: {type: intent, value: pay},
     when: {field: data.amount, op: gt, value: 500}}
  - {id: pay, from_states: [open], to_state: done, trigger: {type: intent, value: pay}}
  - {id: thanks, from_states: [open], trigger: {type: intent, value: thanks}}
  - {id: checked, from_states: [checking], to_state: done, trigger: {type: manual, value: checked}}
scenarios:
  - name: pays a large amount
    steps:
      - {intent: thanks, expect: {taken: thanks}}
      - intent: pay
        # it is to be looked at
        expect: {state: checking,   ended: false}
  - name: pays
    steps:
      - {intent: pay, expect: {ended: true}}
"""
SETTINGS = """\
state_maps:
  - process_type: tea
    states: [waiting, done]
    initial_state: waiting
    terminal_states: [done]
    transitions: [{from: waiting, to: done, trigger: {type: event, value: boiled}}]
    scenarios: [{name: it boils, steps: [{event: boiled, expect: {state: waiting}}]}]
"""


# Why


def test_a_failed_step_says_its_way_and_why_each_candidate_lost(converse: Shell) -> None:
    said = converse("test", converse.write("shop.yaml", SHOP))
    assert said.code == 1
    assert said.out.split("✓ pays\n")[0].splitlines() == [
        "Shop  shop.yaml",
        "  ✗ pays a large amount  shop.yaml:15",
        '      step 2 (intent: pay): expected state "checking", got "done"',
        "      step 2 (intent: pay): expected ended false, got true",
        "          way: open → open (thanks) → done (pay)",
        "          intent: pay (1.00). It goes to “Done” by “pay” (without a condition).",
        "            ✗ large (pay, if amount is more than 500): Its condition doesn't hold.",
        "                ✗ amount is more than 500: it was 120",
        "            ✓ pay (pay): Taken.",
        "  ",
    ]


def test_scripts_are_told_the_same(converse: Shell) -> None:
    said = converse("test", converse.write("shop.yaml", SHOP), "--json")
    (shop,) = said.document["flows"]
    failed, passed = shop["scenarios"]
    assert (failed["line"], passed["passed"]) == (15, True)
    _, _, step = failed["steps"]
    assert step["line"] == 18
    assert step["way"] == [
        {"state": "open", "by": "start"},
        {"state": "open", "by": "thanks"},
        {"state": "done", "by": "pay"},
    ]
    (trace,) = step["traces"]
    (lost, taken) = trace["steps"][0]["candidates"]
    assert (lost["clauses"][0]["actual"], taken["verdict"]) == (120, "taken")
    assert "          way" not in said.out
    assert not {"why", "traces"} & passed["steps"][0].keys()


# Coverage


def test_coverage_is_listed_for_transitions_and_for_what_each_state_hears(converse: Shell) -> None:
    said = converse("test", converse.write("shop.yaml", SHOP), "--coverage")
    table = [line.split() for line in said.out.splitlines()]
    for row in (
        ["large", "–"], ["pay", "2", "scenarios"], ["thanks", "1", "scenario"], ["checked", "–"],
        ["open", "2", "of", "2"], ["2", "of", "2", "intents", "said", "where", "they", "are", "heard"],
    ):  # fmt: skip
        assert row in table
    assert "intents said" not in converse("test", "shop.yaml").out


def test_coverage_is_in_the_document_too(converse: Shell) -> None:
    text = SHOP.replace("{intent: thanks, expect: {taken: thanks}}", "wait: 1d")
    (shop,) = converse("test", converse.write("shop.yaml", text), "--json").document["flows"]
    assert shop["coverage"] == {
        "ratio": 0.25,
        "missed": ["large", "thanks", "checked"],
        "transitions": {"large": 0, "pay": 2, "thanks": 0, "checked": 0},
        "states": {"open": 2, "checking": 0, "done": 2},
        "intents": {"open": {"pay": True, "thanks": False}},
    }


# JUnit


def junit(converse: Shell, *files: str) -> ElementTree.Element:
    converse("test", *files, "--junit", "out.xml")
    return ElementTree.parse(converse.folder / "out.xml").getroot()


def test_each_flow_is_a_suite_and_each_scenario_a_case(converse: Shell) -> None:
    root = junit(converse, converse.write("shop.yaml", SHOP), converse.write("tea.yaml", SMALL))
    assert [(suite.get("name"), suite.get("tests"), suite.get("failures")) for suite in root] == [
        ("shop", "2", "1"),
        ("tea", "1", "0"),
    ]
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("3", "1", "0")
    failed, passed = root.findall("testsuite[@name='shop']/testcase")
    (failure,) = failed
    assert failure.get("message") == (
        'step 2 (intent: pay): expected state "checking", got "done"; expected ended false, got true'
    )
    assert (failure.text or "").startswith("shop.yaml:18: step 2 (intent: pay)\n")
    assert "amount is more than 500: it was 120" in (failure.text or "")
    assert list(passed) == []


def test_the_document_has_the_shape_that_ci_servers_read(converse: Shell) -> None:
    unplayable = SMALL.replace("event: boiled", "press: Nothing")
    root = junit(
        converse, converse.write("shop.yaml", SHOP), converse.write("tea.yaml", unplayable), "gone.yaml"
    )
    assert faults(root) == []
    assert root.get("errors") == "2"
    messages = [error.get("message") for error in root.iter("error")]
    assert messages[0] == "step 1 (press: Nothing): No message has a button “Nothing”."
    assert (messages[1] or "").startswith("The file can't be read")


SUITE = '<testsuite name="a" tests="1" failures="0" errors="0" time="0.1"><testcase name="b"/></testsuite>'


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (SUITE, None),
        (f"<testsuites>{SUITE}{SUITE}</testsuites>", None),
        (SUITE.replace("<testcase name=", "<testcase title="), "<testcase> lacks name."),
        (SUITE.replace('tests="1" ', ""), "<testsuite> lacks tests."),
        (SUITE.replace('time="0.1"', 'time="soon"'), "<testsuite> can't have time='soon'."),
        (SUITE.replace('failures="0"', 'failures="1"'), "<testsuite> says failures=1, and has 0."),
        (SUITE.replace("</t", "<properties/></t"), "<testsuite> can't hold testcase,properties,"),
        (SUITE.replace("</t", "well</t"), "<testsuite> can't hold the text 'well'."),
        (SUITE.replace('"b"/>', '"b"><passed/></testcase>'), "<testcase> can't hold passed,"),
        (f"<report>{SUITE}</report>", "<report> can't be the root."),
    ],
)
def test_another_shape_is_noticed(text: str, fault: str | None) -> None:
    found = faults(ElementTree.fromstring(text))
    assert found[:1] == ([] if fault is None else [fault])


@pytest.mark.parametrize(
    ("name", "read"),
    [
        (r"<b>\a\uFFFE ]]> & \u2028 'it' boils", "<b>\ufffd\ufffd ]]> & \u2028 'it' boils"),
        (r"\e[31mred\x7f\x85 <![CDATA[ ]]]]>", "\ufffd[31mred\x7f\x85 <![CDATA[ ]]]]>"),
        (r"two\tlines\r\nof \"it\"", 'two\tlines\ufffd\nof "it"'),
        ("☕️ 👩‍🍳 \U0001f468‍\U0001f469", "☕️ 👩‍🍳 \U0001f468‍\U0001f469"),
        ("&amp; &#0; <!-- --> <?x?>", "&amp; &#0; <!-- --> <?x?>"),
        (r"\u202egnirt\uFEFFs", "\u202egnirt\ufeffs"),
    ],
    ids=["markup", "controls", "white space", "emoji", "entities", "directions"],
)
@pytest.mark.parametrize("fails", [True, False])
def test_a_hostile_name_stays_text(converse: Shell, name: str, read: str, *, fails: bool) -> None:
    text = SMALL.replace("it boils", f'"{name}"').replace("boiled", f'"{name}"')
    file = converse.write(
        "té & <☕>.yaml", text.replace("state: done, ", "state: waiting, ") if fails else text
    )
    root = junit(converse, file)
    assert faults(root) == []
    (case,) = root.iter("testcase")
    assert case.get("name") == read
    assert [child.tag for child in case] == ["failure"] * fails
    assert file in [one.get("value") for one in root.iter("property")]


def test_a_report_that_cannot_be_written_is_said(converse: Shell) -> None:
    said = converse("test", converse.write("tea.yaml", SMALL), "--junit", "no/such/out.xml")
    assert (said.code, "can't be written" in said.err) == (2, True)


# Recording


def test_update_records_what_came_and_touches_nothing_else(converse: Shell) -> None:
    said = converse("test", converse.write("shop.yaml", SHOP), converse.write("tea.yaml", SMALL), "--update")
    assert said.code == 0
    assert "shop.yaml: 2 expectations recorded anew." in said.out
    assert converse.read("shop.yaml") == SHOP.replace(
        "{state: checking,   ended: false}", "{state: done,   ended: true}"
    )
    assert converse.read("tea.yaml") == SMALL


def test_update_leaves_a_file_that_passes_untouched(converse: Shell) -> None:
    path = Path(converse.write("tea.yaml", SMALL)).resolve()
    path.chmod(0o444)
    before = path.stat().st_mtime_ns
    said = converse("test", "tea.yaml", "--update", "--json")
    assert (said.code, said.document["updated"], path.stat().st_mtime_ns) == (0, {}, before)


def test_what_cannot_be_played_is_not_recorded(converse: Shell) -> None:
    text = SMALL.replace("event: boiled", "press: Nothing")
    said = converse("test", converse.write("tea.yaml", text), "--update")
    assert (said.code, converse.read("tea.yaml")) == (1, text)


def test_update_changes_no_settings_file(converse: Shell) -> None:
    said = converse("test", converse.write("converse.yaml", SETTINGS), "--update")
    assert (said.code, converse.read("converse.yaml")) == (2, SETTINGS)
    assert "converse.yaml: This file is laid out in a way that can't be changed safely" in said.err


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_update_refuses_a_file_it_cannot_change_safely_and_then_changes_none(
    converse: Shell, line_end: str
) -> None:
    commented = SMALL.replace("{state: done, ended: true}", "{checks: [a, # why\n          b]}")
    for name, text in (("shop.yaml", SHOP), ("tea.yaml", commented)):
        (converse.folder / name).write_bytes(text.replace("\n", line_end).encode())
    said = converse("test", "shop.yaml", "tea.yaml", "--update")
    assert said.code == 2
    assert "tea.yaml: A comment stands inside “scenarios[0].steps[0].expect.checks”" in said.err
    assert (converse.folder / "shop.yaml").read_bytes() == SHOP.replace("\n", line_end).encode()
