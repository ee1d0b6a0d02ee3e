"""Every page gets every sheet: what one dresses must not dress a namesake elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from itertools import combinations

import pytest

from studio import theme

_ALONE = re.compile(r"\.([\w-]+)(::?[\w-]+)*")
"""A selector that dresses a class wherever it stands: `.kind`, `.kind:hover`; not `.kind:has(.small)`."""
_CLASS = re.compile(r"\.([A-Za-z][\w-]*)")
SHEETS = {part: f"styles/{part}.css" for part in theme.PAGE_SHEETS}
CANVAS = tuple(f"canvas/src/{name}.css" for name in ("canvas", "overlay"))


def selectors(sheet: str) -> Iterator[str]:
    text = re.sub(r"(?s)/\*.*?\*/", "", files("assets").joinpath(sheet).read_text("utf-8"))
    for heads in re.findall(r"([^{}]+)\{", text):
        yield from (head.strip() for head in re.split(r",(?![^(]*\))", heads))


def dressed_anywhere(sheet: str) -> set[str]:
    return {found[1] for head in selectors(sheet) if (found := _ALONE.fullmatch(head))}


@pytest.mark.parametrize(("one", "other"), list(combinations(SHEETS, 2)))
def test_no_class_is_dressed_anywhere_by_two_sheets(one: str, other: str) -> None:
    assert not dressed_anywhere(SHEETS[one]) & dressed_anywhere(SHEETS[other])


@pytest.mark.parametrize("part", SHEETS)
def test_no_sheet_of_the_pages_dresses_what_is_on_the_map(part: str) -> None:
    on_the_map = {name for sheet in CANVAS for head in selectors(sheet) for name in _CLASS.findall(head)}
    assert not dressed_anywhere(SHEETS[part]) & on_the_map
