"""The JUnit format as its most used schema has it, and documents held against it.

The facts are those of `junit-10.xsd` of Jenkins' xUnit plug-in, the strictest of the schemas in use: elements, which
children in which order, attributes, which of them are required. Where it says “string” for a count, a count is wanted
here, as the readers parse it; and the order is that of the older schemas, which all of them accept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from xml.etree.ElementTree import Element

TEXT, COUNT, SECONDS = r"(?s:.*)", r"\d+", r"\d+(\.\d*)?"


class Shape(NamedTuple):
    """What one element may be."""

    children: str = ""
    """A pattern of the tags inside, each with a comma behind it."""
    required: Mapping[str, str] = {}
    """Attribute → a pattern of its value."""
    optional: Mapping[str, str] = {}
    is_text: bool = False


_VERDICT = Shape(optional={"type": TEXT, "message": TEXT}, is_text=True)
SHAPES: Mapping[str, Shape] = {
    "testsuites": Shape(
        "(testsuite,)*",
        optional={"name": TEXT, "time": SECONDS, "tests": COUNT, "failures": COUNT, "errors": COUNT},
    ),
    "testsuite": Shape(
        "(properties,)?(testcase,)*(system-out,)?(system-err,)?",
        {"name": TEXT, "tests": COUNT, "failures": COUNT, "errors": COUNT},
        {"time": SECONDS, "skipped": COUNT, "timestamp": TEXT, "hostname": TEXT, "id": TEXT, "package": TEXT},
    ),
    "properties": Shape("(property,)*"),
    "property": Shape("", {"name": TEXT, "value": TEXT}),
    "testcase": Shape(
        "(skipped,)?(error,)*(failure,)*(system-out,)*(system-err,)*",
        {"name": TEXT},
        {"classname": TEXT, "time": SECONDS},
    ),
    "skipped": _VERDICT,
    "error": _VERDICT,
    "failure": _VERDICT,
    "system-out": Shape(is_text=True),
    "system-err": Shape(is_text=True),
}


def faults(root: Element) -> list[str]:
    """What isn't as the schema wants it, and sums that don't agree with what they sum."""
    if root.tag not in ("testsuites", "testsuite"):
        return [f"<{root.tag}> can't be the root."]
    found = [fault for element in root.iter() for fault in _of_element(element)]
    return found or [fault for element in (root, *root.iter("testsuite")) for fault in _of_sums(element)]


def _of_element(element: Element) -> Iterator[str]:
    shape = SHAPES.get(element.tag)
    if shape is None:
        yield f"There is no <{element.tag}>."
        return
    for name in shape.required.keys() - element.keys():
        yield f"<{element.tag}> lacks {name}."
    allowed = {**shape.required, **shape.optional}
    for name, value in element.items():
        if re.fullmatch(allowed.get(name, r"\b\B"), value) is None:
            yield f"<{element.tag}> can't have {name}={value!r}."
    children = "".join(f"{child.tag}," for child in element)
    if re.fullmatch(shape.children, children) is None:
        yield f"<{element.tag}> can't hold {children}"
    for words in (element.text, *(child.tail for child in element)):
        if words and words.strip() and not shape.is_text:
            yield f"<{element.tag}> can't hold the text {words.strip()!r}."


def _of_sums(element: Element) -> Iterator[str]:
    cases = list(element.iter("testcase"))
    counted = {"tests": len(cases), "skipped": sum(case.find("skipped") is not None for case in cases)}
    for name in ("failure", "error"):
        counted[f"{name}s"] = sum(case.find(name) is not None for case in cases)
    for name, count in counted.items():
        if (said := element.get(name)) is not None and int(said) != count:
            yield f"<{element.tag}> says {name}={said}, and has {count}."
