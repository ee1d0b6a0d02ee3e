"""Values as people type them."""

from __future__ import annotations

from typing import Any

import pytest

from flows.errors import InvalidValue
from flows.model import DataField
from studio.panels.inspector.literals import field_text, literal_text, read_field, read_literal


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("open", "open"), ("two words", "two words"), (5, "5"), (-1.5, "-1.5"), (True, "yes"), (False, "no"),
        ("5", '"5"'), ("yes", '"yes"'), ("", '""'), ("[x]", '"[x]"'), ([1, "a"], '[1, "a"]'),
        ({"a": 1}, '{"a": 1}'), ("{{ data.x }}", "{{ data.x }}"), ("2026-03-01", "2026-03-01"),
    ],
)  # fmt: skip
def test_both_ways(value: Any, text: str) -> None:
    assert literal_text(value) == text
    assert read_literal(text) == value


@pytest.mark.parametrize("text", ["[1, 2", '"open', "{a: 1}"])
def test_what_doesnt_close_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue, match="doesn't close"):
        read_literal(text)


def test_a_field_takes_its_own_type_or_a_template() -> None:
    amount, number = DataField(type="number"), DataField(type="string")
    assert read_field("120.5", amount, "amount") == 120.5
    assert read_field("{{ event.amount }}", amount, "amount") == "{{ event.amount }}"
    assert read_field("0815", number, "number") == "0815"
    assert field_text("0815", number) == "0815"
    with pytest.raises(InvalidValue, match="amount should be a number"):
        read_field("lots", amount, "amount")
