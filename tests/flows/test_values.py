"""Values of data fields: what is accepted, how it is stored, and what it is in Python."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.errors import InvalidValue
from flows.model import DataField, FieldType
from flows.values import missing_required, parse_value, parse_values, typed

FIELD_TYPES = get_args(FieldType)


@pytest.mark.parametrize(
    ("kind", "raw", "stored"),
    [
        ("string", "  INV-7 ", "INV-7"),
        ("string", 7, "7"),
        ("text", "two\nlines ", "two\nlines "),
        ("integer", "12", 12),
        ("integer", -3.0, -3),
        ("number", "120.5", 120.5),
        ("number", 120.0, 120),
        ("number", "1e3", 1000),
        ("boolean", True, True),
        ("boolean", "Yes", True),
        ("boolean", "false", False),
        ("date", " 2026-03-01 ", "2026-03-01"),
        ("date", date(2026, 3, 1), "2026-03-01"),
        ("datetime", "2026-03-01T09:00:00+01:00", "2026-03-01T08:00:00Z"),
        ("datetime", "2026-03-01T08:00Z", "2026-03-01T08:00:00Z"),
        ("datetime", datetime(2026, 3, 1, 9, tzinfo=timezone(timedelta(hours=1))), "2026-03-01T08:00:00Z"),
        ("email", " Ana.Perez@Example.COM ", "Ana.Perez@example.com"),
        ("phone", "+49 (0)30 / 123-456", "+4930123456"),
        ("phone", "0049 30 123456", "+4930123456"),
        ("phone", "tel:+1.555.123.4567", "+15551234567"),
        ("file", " https://example.com/a ", "https://example.com/a"),
        ("file", "0192f0c1-7a2b-7000-8000-000000000001", "0192f0c1-7a2b-7000-8000-000000000001"),
    ],
)
def test_what_came_is_stored_in_one_form(kind: FieldType, raw: object, stored: object) -> None:
    value = parse_value(DataField(type=kind), raw, "it")
    assert value == stored
    assert type(value) is type(stored)


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("string", None),
        ("string", True),
        ("string", 1.5),
        ("string", ["a"]),
        ("string", "a\0b"),
        ("text", "\ud800"),
        ("integer", "1.5"),
        ("integer", 2.5),
        ("integer", True),
        ("integer", 10**400),
        ("integer", "٣"),
        ("number", "NaN"),
        ("number", float("inf")),
        ("number", float("nan")),
        ("number", "1e999"),
        ("number", "1,5"),
        ("number", False),
        ("boolean", "maybe"),
        ("boolean", 1),
        ("date", "2026-02-30"),
        ("date", "20260301"),
        ("date", "Friday"),
        ("date", "2026-03-01T08:00:00Z"),
        ("date", datetime(2026, 3, 1, tzinfo=UTC)),
        ("datetime", "2026-03-01"),
        ("datetime", "2026-03-01T08:00:00"),
        ("datetime", "0001-01-01T00:00:00+14:00"),
        ("datetime", 1772352000),
        ("email", "ana"),
        ("email", "ana@example"),
        ("email", "ana@@example.com"),
        ("email", "ana@example..com"),
        ("email", "Ana <ana@example.com>"),
        ("email", "a@example.com,b@example.com"),
        ("phone", "030 123456"),
        ("phone", "+49"),
        ("phone", "+49 30 CALL ME"),
        ("phone", 4930123456),
        ("file", "javascript:alert(1)"),
        ("file", "../../etc/passwd"),
        ("file", "https://"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(kind: FieldType, raw: object) -> None:
    with pytest.raises(InvalidValue, match=r"^due should be (a|an|text|yes) ?.*\.$"):
        parse_value(DataField(type=kind), raw, "due")


def test_the_sentence_says_what_was_expected_and_what_came() -> None:
    field = DataField(type="date")
    with pytest.raises(InvalidValue) as caught:
        parse_value(field, "soon", "due_date")
    assert str(caught.value) == "due_date should be a date such as 2026-03-01, not “soon”."


def test_personal_values_stay_out_of_the_sentence() -> None:
    with pytest.raises(InvalidValue) as caught:
        parse_value(DataField(type="email", pii=True), "ana at home", "email")
    assert str(caught.value) == "email should be an email address such as ana@example.com."


@pytest.mark.parametrize(
    ("field", "fits", "too_small", "too_big"),
    [
        (DataField(type="number", min=1, max=10), 10, 0.5, 10.5),
        (DataField(type="integer", min="1", max="10"), "1", 0, 11),
        (
            DataField(type="date", min="2026-01-01", max="2026-12-31"),
            "2026-12-31",
            "2025-12-31",
            "2027-01-01",
        ),
        (DataField(type="string", min=2, max=4), "abcd", "a", "abcde"),
        (
            DataField(type="datetime", min="2026-01-01T00:00:00Z", max="2026-01-02T00:00:00Z"),
            "2026-01-01T00:00:00+00:00",
            "2026-01-01T00:00:00+01:00",
            "2026-01-02T00:00:00-01:00",
        ),
    ],
)
def test_min_and_max_are_inclusive(
    field: DataField, fits: object, too_small: object, too_big: object
) -> None:
    assert parse_value(field, fits, "it")
    with pytest.raises(InvalidValue, match=r"^it should be at least"):
        parse_value(field, too_small, "it")
    with pytest.raises(InvalidValue, match=r"^it should be at most"):
        parse_value(field, too_big, "it")


def test_a_choice_is_stored_as_its_author_wrote_it() -> None:
    field = DataField(type="string", choices=("Small", "Large"))
    assert parse_value(field, "large", "size") == "Large"
    with pytest.raises(InvalidValue, match=r"^size should be one of Small, Large, not “huge”"):
        parse_value(field, "huge", "size")
    assert parse_value(DataField(type="integer", choices=(1, 2)), "2", "stars") == 2


INVOICE = {
    "invoice_id": DataField(type="string", required=True),
    "amount": DataField(type="number", required=True),
    "reminders": DataField(type="integer", default=0),
}


def test_values_come_out_in_the_fields_order_with_defaults_on_demand() -> None:
    raw = {"amount": "120.50", "invoice_id": "INV-7", "reminders": None}
    assert parse_values(INVOICE, raw) == {"invoice_id": "INV-7", "amount": 120.5}
    assert list(parse_values(INVOICE, raw, defaults=True).items()) == [
        ("invoice_id", "INV-7"),
        ("amount", 120.5),
        ("reminders", 0),
    ]


def test_everything_wrong_is_said_at_once() -> None:
    with pytest.raises(InvalidValue) as caught:
        parse_values(INVOICE, {"amuont": 1, "colour": "red", "reminders": "many"})
    assert str(caught.value) == (
        "There is no field amuont; did you mean amount? There is no field colour. "
        "reminders should be a whole number such as 3, not “many”."
    )


def test_required_fields_without_a_value_are_named() -> None:
    assert missing_required(INVOICE, {"invoice_id": "INV-7", "reminders": 1}) == ["amount"]
    assert missing_required(INVOICE, {"invoice_id": "", "amount": 0}) == ["invoice_id"]


@pytest.mark.parametrize(
    ("kind", "stored", "value"),
    [
        ("date", "2026-03-01", date(2026, 3, 1)),
        ("date", "soon", None),
        ("datetime", "2026-03-01T08:00:00Z", datetime(2026, 3, 1, 8, tzinfo=UTC)),
        ("datetime", "2026-03-01T08:00:00", None),
        ("number", 120, 120.0),
        ("number", "120", None),
        ("number", True, None),
        ("number", 10**400, None),
        ("integer", 3, 3),
        ("boolean", False, False),
        ("boolean", 0, None),
        ("string", "a", "a"),
        ("string", 1, None),
    ],
)
def test_a_stored_value_in_python(kind: FieldType, stored: object, value: object) -> None:
    found = typed(DataField(type=kind), stored)
    assert found == value
    assert type(found) is type(value)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates()
    | st.datetimes(timezones=st.timezones()) | st.from_regex(r"\+?[0-9() .:TZ-]{1,25}", fullmatch=True),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=3,
)  # fmt: skip


@pytest.mark.parametrize("kind", FIELD_TYPES)
@given(raw=ANYTHING)
def test_whatever_comes_is_refused_or_stored_as_json_that_reads_back(kind: FieldType, raw: Any) -> None:
    field = DataField(type=kind)
    try:
        stored = parse_value(field, raw, "it")
    except InvalidValue:
        return
    assert json.loads(json.dumps(stored, allow_nan=False)) == stored
    assert parse_value(field, stored, "it") == stored
    assert typed(field, stored) is not None
