"""What is made from the code and checked in fits the code."""

from __future__ import annotations

import re

import pytest

from flows.findings import CODES
from flows.reference import reference
from tests.generated import GENERATED, ROOT


@pytest.mark.parametrize("name", GENERATED)
def test_a_generated_file_is_up_to_date(name: str) -> None:
    path = ROOT / name
    assert path.is_file(), "run `make generated`"
    assert path.read_text("utf-8") == GENERATED[name](), f"{name} is out of date: run `make generated`"


def test_links_of_the_reference_lead_somewhere() -> None:
    page = reference()
    headings = re.findall(r"^## (.+)$", page, re.MULTILINE)
    anchors = {f"#{one.lower().replace(' ', '-').replace(chr(39), '')}" for one in headings}
    links = set(re.findall(r"\]\(([^)]+)\)", page))
    assert {link for link in links if link.startswith("#")} <= anchors
    assert {link for link in links if not link.startswith("#")} == {f"findings/{code}.md" for code in CODES}


def test_every_row_of_the_reference_has_its_cells() -> None:
    for table in re.findall(r"(?:^\|.*\n)+", reference(), re.MULTILINE):
        rows = [re.split(r"(?<!\\)\|", row) for row in table.splitlines()]
        assert len({len(row) for row in rows}) == 1, table
