"""Played scenarios as JUnit XML, which CI servers show: a testsuite per flow, a testcase per scenario.

The shape is the one that Jenkins' xUnit plug-in has a schema for, and that GitLab and others read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from flows.ink import legible
from flows.scenario import Played, StepResult
from runtime.cli.played import Tested, step_words, why_words


def junit(tested: Sequence[Tested], unread: Sequence[Mapping[str, Any]]) -> str:
    """The XML document. `unread` are files that couldn't be read, each an error."""
    root = Element("testsuites", {"name": "converse test"})
    for one in tested:
        _suite(root, one)
    for problem in unread:
        suite = _element(root, "testsuite", name=problem["file"])
        case = _element(suite, "testcase", name="can be read", classname=problem["file"], time="0.000")
        _element(case, "error", message=problem["message"], type=problem["code"])
    _count(root)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _suite(root: Element, tested: Tested) -> None:
    suite = _element(root, "testsuite", name=tested.flow.process_type)
    properties = _element(suite, "properties")
    about = {
        "file": tested.file,
        "coverage.transitions": f"{tested.covered.ratio:.4f}",
        "coverage.intents": f"{len(tested.covered.tried)}/{tested.covered.hearings}",
    }
    for name, value in about.items():
        _element(properties, "property", name=name, value=value)
    for number, (played, seconds) in enumerate(zip(tested.played, tested.seconds, strict=True)):
        name = played.scenario.name
        case = _element(
            suite, "testcase", name=name, classname=tested.flow.process_type, time=f"{seconds:.3f}"
        )
        for step in played.steps:
            if not step.passed:
                _failure(case, tested, number, step)
                break  # a case has one verdict; the rest is in its text


def _failure(case: Element, tested: Tested, number: int, first: StepResult) -> None:
    """A failed expectation is a failure; a step that couldn't be played is an error."""
    played = tested.played[number]
    kind, why = ("failure", "expectation") if first.at is not None else ("error", "unplayable")
    message = f"{step_words(played, first.number)}: {'; '.join(first.problems)}"
    found = _element(case, kind, message=message, type=why)
    found.text = legible("\n".join(_lines(tested, number, played)))


def _lines(tested: Tested, number: int, played: Played) -> Iterable[str]:
    for step in played.steps:
        if not step.passed:
            place = f"{tested.file}:{tested.line(number, step.number)}"
            yield f"{place}: {step_words(played, step.number)}"
            yield from (f"  {problem}" for problem in step.problems)
            yield from (f"    {line}" for line in why_words(tested.flow, played, step))


def _count(root: Element) -> None:
    """The sums that each suite and the whole are to carry."""
    for suite in root:
        _sum_up(suite, suite.findall("testcase"))
        suite.set("skipped", "0")
    _sum_up(root, root.findall("*/testcase"))


def _sum_up(element: Element, cases: Sequence[Element]) -> None:
    element.set("tests", str(len(cases)))
    for word, child in (("failures", "failure"), ("errors", "error")):
        element.set(word, str(sum(case.find(child) is not None for case in cases)))
    element.set("time", f"{sum(float(case.get('time', '0')) for case in cases):.3f}")


def _element(parent: Element, tag: str, **attributes: str) -> Element:
    return SubElement(parent, tag, {name: legible(value) for name, value in attributes.items()})
