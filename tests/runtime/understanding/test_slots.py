"""Values out of customers' words, as the flow's data fields store them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from flows.model import DataField
from runtime.understanding.answers import leftover_answer, parse_answer
from runtime.understanding.slots import Said, fill_slots, find_value


def said(text: str, now: datetime, locale: str = "en") -> Said:
    return Said(text, now, "Europe/Berlin", locale)


EUROS = {"type": "number", "currency": "EUR"}
COLOURS = {"type": "string", "choices": ("red", "dark red", "blue")}
FOUND: list[tuple[dict[str, Any], str, str, Any]] = [
    ({"type": "date"}, "en", "I'll pay on Monday", "2026-03-09"),
    ({"type": "datetime"}, "en", "tomorrow at 5pm", "2026-03-07T16:00:00Z"),
    ({"type": "datetime"}, "en", "on Monday", "2026-03-09T08:00:00Z"),
    (EUROS, "en", "I can pay 40 euros on the 12th", 40),
    (EUROS, "en", "2 parts of €120.50 each", 120.5),
    (EUROS, "en", "1,200.50 for order 12345", 1200.5),
    (EUROS, "de", "1.200,50 €", 1200.5),
    (EUROS, "de", "1.200", 1200),
    (EUROS, "de", "120.50", 120.5),
    (EUROS, "en", "40eur", 40),
    (EUROS, "en", "3 of them for USD 12", 12),
    (EUROS, "en", "50% now", None),
    (EUROS, "en", "order 12345, invoice no. 7, INV-9, my 2nd", None),
    ({"type": "number"}, "en", "-5", -5),
    ({"type": "integer"}, "en", "two of them", 2),
    ({"type": "integer"}, "de", "drei Stück", 3),
    ({"type": "integer"}, "en", "2.5", None),
    ({"type": "integer"}, "en", "in two weeks", None),
    ({"type": "string"}, "en", "it's order 12345", "12345"),
    ({"type": "string"}, "en", "INV-7, from 2026-03-01", "INV-7"),
    ({"type": "string"}, "en", "the invoice number is #A/99-b.", "A/99-b"),
    ({"type": "string"}, "en", "call +49 171 2345678 on 3/4 at 5pm about 40 euros", None),
    ({"type": "email"}, "en", "write to Ana.B@Example.com, please", "Ana.B@Example.com"),
    ({"type": "phone"}, "en", "my number is +49 (171) 234-5678.", "+49 (171) 234-5678"),
    ({"type": "file"}, "en", "see https://example.com/a.pdf.", "https://example.com/a.pdf"),
    (COLOURS, "en", "the Dark Red one", "dark red"),
    (COLOURS, "en", "blu", "blue"),
    (COLOURS, "en", "reddish", None),
    ({"type": "text"}, "en", " all of it ", "all of it"),
]


@pytest.mark.parametrize(("field", "locale", "text", "value"), FOUND)
def test_a_value_is_found_by_its_fields_type(
    field: dict[str, Any], locale: str, text: str, value: object, now: datetime
) -> None:
    assert find_value(DataField(**field), said(text, now, locale)) == value


YES_AND_NO = [
    ("en", "yes", True),
    ("en", "Yes, please go on and tell me all about that offer", True),
    ("en", "ok", True),
    ("en", "no problem", True),
    ("en", "👍", True),
    ("en", "no thanks", False),
    ("en", "not really", False),
    ("en", "I don't think so", False),
    ("en", "no idea", None),
    ("en", "where is my order?", None),
    ("en", "no one told me that the goods would come so late", None),
    ("de", "ja, gerne", True),
    ("de", "nein", False),
    ("de", "yes", True),
    ("es", "sí", True),
    ("es", "claro", True),
    ("es", "no, gracias", False),
    ("ja", "yes", True),
]


@pytest.mark.parametrize(("locale", "text", "value"), YES_AND_NO)
def test_yes_and_no_open_the_reply(locale: str, text: str, value: bool | None, now: datetime) -> None:
    assert find_value(DataField(type="boolean"), said(text, now, locale)) is value


def test_each_slot_takes_its_own_value(now: datetime) -> None:
    slots = {
        "invoice_id": DataField(type="string"),
        "order_id": DataField(type="string"),
        "amount": DataField(type="number", currency="EUR"),
        "first_day": DataField(type="date"),
        "last_day": DataField(type="date"),
        "city": DataField(type="string"),
    }
    text = "For order 4711 and invoice INV-7 I pay 40 euros from Monday to Wednesday"
    assert fill_slots(slots, said(text, now)) == {
        "invoice_id": "INV-7",
        "order_id": "4711",
        "amount": 40,
        "first_day": "2026-03-09",
        "last_day": "2026-03-11",
    }


ANSWERED: list[tuple[dict[str, Any], str, Any]] = [
    ({"type": "date"}, "15", "2026-03-15"),
    ({"type": "date"}, "the 5th!", "2026-04-05"),
    ({"type": "datetime"}, "15.", "2026-03-15T08:00:00Z"),
    ({"type": "date"}, "whenever", None),
    ({"type": "integer", "min": 1, "max": 10}, "about 4, I guess", 4),
    ({"type": "integer", "min": 1, "max": 10}, "20", None),
    ({"type": "integer"}, "One!", 1),
    ({"type": "email"}, "it's Ana@Example.COM", "Ana@example.com"),
    ({"type": "phone"}, "0049 (171) 2345678", "+491712345678"),
    ({"type": "phone"}, "12", None),
    (COLOURS, "BLUE", "blue"),
    (COLOURS, "green", None),
    ({"type": "string"}, "Ana", None),
    ({"type": "text"}, "anything", None),
]


@pytest.mark.parametrize(("field", "text", "value"), ANSWERED)
def test_a_reply_answers_where_it_parses_within_the_limits(
    field: dict[str, Any], text: str, value: object, now: datetime
) -> None:
    assert parse_answer(DataField(**field), said(text, now)) == value


LEFT_OVER: list[tuple[dict[str, Any], str, Any]] = [
    ({"type": "text"}, "first line\nsecond line", "first line\nsecond line"),
    ({"type": "string"}, " Ana Lopez ", "Ana Lopez"),
    ({"type": "string"}, "first line\nsecond line", None),
    ({"type": "string"}, "far too long " * 10, None),
    ({"type": "string", "max": 5}, "Ana Lopez", None),
    (COLOURS, "green", None),
    ({"type": "date"}, "soon", None),
    ({"type": "text"}, "  ", None),
]


@pytest.mark.parametrize(("field", "text", "value"), LEFT_OVER)
def test_what_is_left_goes_to_fields_that_take_any_words(
    field: dict[str, Any], text: str, value: object, now: datetime
) -> None:
    assert leftover_answer(DataField(**field), said(text, now)) == value
