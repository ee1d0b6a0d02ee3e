"""Times as people write them, and as a flow stores them."""

from __future__ import annotations

import pytest

from flows.durations import parse_duration
from flows.errors import InvalidDuration
from flows.findings import places
from flows.model import TimeoutTrigger
from flows.part import Timer
from studio.panels.inspector.suggestions import dates
from studio.panels.inspector.times import length_text, read_length, read_time, time_text
from tests.flows.shipped import FLOWS

DATES = ("data.due_date", "data.promised_date", "event.due")


def timer(**fields: str) -> TimeoutTrigger:
    return TimeoutTrigger.model_validate({"type": "timeout", **fields})


@pytest.mark.parametrize(
    ("words", "fields"),
    [
        ("2 days", {"after": "2d"}),
        ("3 business days", {"after": "3bd"}),
        ("1 hour and 30 minutes", {"after": "1h30m"}),
        ("1 month, 2 days and 3 hours", {"after": "1mo2d3h"}),
        ("on due date", {"relative_to": "data.due_date"}),
        ("on due date at 18:30", {"relative_to": "data.due_date", "at": "18:30"}),
        ("1 day before due date at 09:00", {"relative_to": "data.due_date", "offset": "-1d", "at": "09:00"}),
        ("2 business days after promised date", {"relative_to": "data.promised_date", "offset": "2bd"}),
        ("30 minutes before event due", {"relative_to": "event.due", "offset": "-30m"}),
    ],
)
def test_both_ways(words: str, fields: dict[str, str]) -> None:
    assert read_time(words, DATES) == fields
    assert time_text(timer(**fields)) == words


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ("2d", {"after": "2d"}),
        ("P1DT2H", {"after": "1d2h"}),
        ("After 2 Days.", {"after": "2d"}),
        ("in a week", {"after": "7d"}),
        ("half an hour", {"after": "30m"}),
        ("two working days", {"after": "2bd"}),
        ("on the due date, 9:05", {"relative_to": "data.due_date", "at": "09:05"}),
        ("the day before due date at 5 pm", {"relative_to": "data.due_date", "offset": "-1d", "at": "17:00"}),
        (
            "a week after the due date at noon",
            {"relative_to": "data.due_date", "offset": "7d", "at": "12:00"},
        ),
        ("on data.due_date", {"relative_to": "data.due_date"}),
    ],
)
def test_what_else_people_write(typed: str, fields: dict[str, str]) -> None:
    assert read_time(typed, DATES) == fields


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Write how long"),
        ("soon", "“soon” isn't a length of time; write “2 days”"),
        ("30 seconds", "at least 1 minute"),
        ("2 days ago", "looks back"),
        ("1.5 days", "whole number"),
        ("2 days at 9", "A time of day goes with a date"),
        ("before due date", "Say how long before or after"),
        ("1 day before due dat", "Did you mean “due date”?"),
        ("on christmas", "There is due date, promised date, event due."),
        ("on due date at 25:00", "00:00 to 23:59"),
        ("on due date at 13 pm", "the hour is 1 to 12"),
    ],
)
def test_what_means_nothing_is_refused_in_words(typed: str, says: str) -> None:
    with pytest.raises(InvalidDuration, match=says.replace("?", r"\?").replace(".", r"\.")):
        read_time(typed, DATES)


@pytest.mark.parametrize(
    ("text", "words"), [("14d", "14 days"), ("-7d", "7 days ago"), ("3bd", "3 business days")]
)
def test_lengths_both_ways(text: str, words: str) -> None:
    assert length_text(parse_duration(text)) == words
    assert str(read_length(words)) == text


@pytest.mark.parametrize("name", sorted(FLOWS))
def test_every_timer_of_the_shipped_flows_survives_its_form(name: str) -> None:
    flow = FLOWS[name]
    parts: list[object] = [t.trigger for t in flow.transitions]
    parts += [action for _, action in places.actions(flow)]
    told = [one for one in parts if isinstance(one, Timer) and one.is_set]
    assert told
    for one in told:
        fields = {key: getattr(one, key) for key in Timer.model_fields if getattr(one, key) is not None}
        assert read_time(time_text(one), dates(flow)) == fields


def test_the_seeds_minutes_are_read_as_a_length() -> None:
    assert time_text(TimeoutTrigger(type="timeout", delay_minutes=1440)) == "24 hours"
