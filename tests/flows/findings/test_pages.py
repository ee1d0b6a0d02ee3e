"""Each finding has a page; its wrong example gives this finding and no other, its right one gives none."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

import studio
from flows.codec import load
from flows.findings import CODES, accepted, check, check_together
from flows.findings.finding import Finding
from flows.model import Flow
from tests.flows.findings.mending import mended

PAGES = Path(studio.__path__[0]) / "help" / "findings"
SEVERITY = {"error": "An error", "warning": "A warning", "hint": "A hint"}
SECTIONS = ("What it says", "Why it matters", "What to do", "Wrong", "Right")


class Page(NamedTuple):
    text: str
    wrong: tuple[Flow, ...]
    right: tuple[Flow, ...]
    at: tuple[str, str]
    """Kind and id of what the wrong one is found at."""


@cache
def page(code: str) -> Page:
    text = (PAGES / f"{code}.md").read_text(encoding="utf-8")
    wrong, right = text.split("\n## Wrong\n")[1].split("\n## Right\n")
    found = re.search(r"^Found at the (\w+) `([\w-]+)`", wrong, re.MULTILINE)
    assert found is not None, "say what the wrong one is found at"
    return Page(text, _flows(wrong), _flows(right), (found[1], found[2]))


def _flows(section: str) -> tuple[Flow, ...]:
    return tuple(load(text) for text in re.findall(r"```yaml\n(.*?)```", section, re.DOTALL))


def open_findings(flows: tuple[Flow, ...]) -> list[Finding]:
    """What counts against the flows, alone and together."""
    return [
        finding
        for flow, shared in zip(flows, check_together(flows), strict=True)
        for finding in accepted(flow, (*check(flow), *shared))[0]
    ]


@cache
def of_wrong(code: str) -> list[Finding]:
    """What is found in the wrong example, looked for once: the largest takes seconds."""
    return open_findings(page(code).wrong)


def test_there_is_a_page_for_each_code_and_no_other() -> None:
    assert {path.stem for path in PAGES.glob("*.md")} == set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_a_page_has_the_same_parts_as_all(code: str) -> None:
    text = page(code).text
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == list(SECTIONS)
    assert text.startswith("# ")
    assert f"`{code}`. {SEVERITY[CODES[code]]}" in text


@pytest.mark.parametrize("code", CODES)
def test_the_wrong_example_gives_this_finding_and_the_right_one_none(code: str) -> None:
    example = page(code)
    assert {(one.code, *one.at) for one in of_wrong(code)} == {(code, *example.at)}
    assert [one.message for one in open_findings(example.right)] == []


@pytest.mark.parametrize("code", CODES)
def test_a_fix_mends_the_wrong_example(code: str) -> None:
    first, *others = page(code).wrong
    fix = next((one.fix for one in of_wrong(code) if one.fix is not None), None)
    if fix is not None:
        left = open_findings((mended(first, fix), *others))
        assert (code, *page(code).at) not in {(one.code, *one.at) for one in left}


@pytest.mark.parametrize("code", CODES)
def test_it_is_accepted_where_it_is_and_nowhere_else(code: str) -> None:
    example = page(code)
    findings = of_wrong(code)
    for at, counts in ((example.at[1], 0), ("elsewhere", len(findings))):
        entry = {"finding": code, "at": at, "reason": "It is meant so."}
        flow = Flow.model_validate({**_document(example.wrong[0]), "accept": [entry]})
        assert len(accepted(flow, findings)[0]) == counts


def _document(flow: Flow) -> dict[str, object]:
    return flow.model_dump(mode="json", by_alias=True)
