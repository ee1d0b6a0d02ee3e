"""Timers through `decide`: when they come due, on whose clock, and what moves them."""

from __future__ import annotations

from typing import Any

import pytest

from flows.decide import decide
from flows.effects import ArmCheck
from flows.model import Flow
from tests.flows.build import (
    after,
    begun,
    bound,
    effects,
    event,
    flow,
    intent,
    on,
    relative,
    utc,
)

FIELDS = {"day": {"type": "date"}, "moment": {"type": "datetime"}}


def waiting(trigger: dict[str, Any], **rest: Any) -> Flow:
    """`open` waits for the timer; `stay` stores a day without leaving."""
    return flow(
        on("event go", "idle", "open"),
        on(trigger, "open", "done", id="timer"),
        on("intent stay", "open"),
        on("event set", "open", None, {"type": "set_data", "values": {"day": "{{ event.day }}"}}),
        on("event clear", "open", None, {"type": "set_data", "values": {"day": None}}),
        **{
            "data": FIELDS,
            "intents": {"stay": {"slots": {"day": "date"}}},
            "timezone": "Europe/Berlin",
            **rest,
        },
    )


def armed(made: Flow, at: str, **data: Any) -> str | None:
    """When the timer comes due that entering `open` arms, in UTC."""
    decision = decide(made, bound(made, data=data), event("go")._replace(at=utc(at)))
    due = [effect.due for effect in decision.effects if isinstance(effect, ArmCheck)]
    return f"{due[0]:%Y-%m-%d %H:%M}" if due and due[0] else None


@pytest.mark.parametrize(
    ("length", "at", "due"),
    [
        ("30m", "2026-03-02 08:00", "2026-03-02 08:30"),
        ("2d", "2026-03-02 08:00", "2026-03-04 08:00"),
        ("1d", "2026-03-28 08:00", "2026-03-29 07:00"),  # the same wall clock in Berlin, an hour sooner
        ("24h", "2026-03-28 08:00", "2026-03-29 08:00"),  # exactly a day
        ("1d", "2026-03-28 01:30", "2026-03-29 01:30"),  # 02:30 is skipped and moves forward to 03:30
        ("1d", "2026-10-24 00:30", "2026-10-25 00:30"),  # 02:30 comes twice; its first
        ("1mo", "2026-01-31 08:00", "2026-02-28 08:00"),
        (
            "3bd",
            "2026-04-02 08:00",
            "2026-04-09 08:00",
        ),  # over Good Friday and Easter Monday
    ],
)
def test_after_counts_on_the_flows_wall_clock_and_calendar(length: str, at: str, due: str) -> None:
    assert armed(waiting(after(length), calendar="DE"), at) == due


@pytest.mark.parametrize(
    ("offset", "at", "due"),
    [
        (None, None, "2026-03-09 08:00"),  # nine o'clock in Berlin
        ("1d", "17:30", "2026-03-10 16:30"),
        ("-3d", None, "2026-03-06 08:00"),
        ("-3bd", None, "2026-03-04 08:00"),
        ("4w", None, "2026-04-06 07:00"),  # summer time by then
    ],
)
def test_relative_counts_from_a_date(offset: str | None, at: str | None, due: str) -> None:
    assert armed(waiting(relative("data.day", offset, at)), "2026-03-02 08:00", day="2026-03-09") == due


@pytest.mark.parametrize(
    ("path", "value", "due"),
    [
        ("data.moment", "2026-03-09T10:15:00Z", "2026-03-09 10:15"),
        ("data.day", "2026-02-01", "2026-03-02 08:00"),  # already past: at once
        ("data.day", None, None),
        ("data.day", "soon", None),
        ("data.day", "9999-12-31", "9999-12-30 00:00"),  # as late as can be told
    ],
)
def test_relative_counts_from_what_is_there(path: str, value: str | None, due: str | None) -> None:
    assert armed(waiting(relative(path)), "2026-03-02 08:00", **{path[5:]: value}) == due


@pytest.mark.parametrize("renewal", ["2026-03-09", "2026-03-09T08:00:00", "2026-03-09T09:00:00+01:00"])
def test_relative_counts_from_a_payload_too(renewal: str) -> None:
    made = waiting(relative("event.renewal"))
    (check,) = effects(decide(made, bound(made), event("go", renewal=renewal)))
    assert check.due == utc("2026-03-09 08:00")


def test_delay_minutes_is_the_seeds_way_to_say_after() -> None:
    assert (
        armed(waiting({"type": "timeout", "delay_minutes": 1440}), "2026-03-28 08:00") == "2026-03-29 08:00"
    )


# What moves them


@pytest.mark.parametrize("happened", [event("set", day="2026-03-12"), intent("stay", day="2026-03-12")])
def test_a_relative_timer_follows_its_field(happened) -> None:
    made = waiting(relative("data.day", "1d"))
    decision = decide(made, bound(made, "open", data={"day": "2026-03-09"}), happened)
    checks = [effect for effect in decision.effects if isinstance(effect, ArmCheck)]
    assert checks[0] == ArmCheck("b:1:0", 1, utc("2026-03-13 08:00"), transition="timer")


def test_a_relative_timer_is_disarmed_when_its_field_is_cleared() -> None:
    made = waiting(relative("data.day", "1d"))
    decision = decide(made, bound(made, "open", data={"day": "2026-03-09"}), event("clear"))
    assert decision.effects[0] == ArmCheck("b:1:0", 1, None, transition="timer")


@pytest.mark.parametrize(
    "happened", [event("set", day="2026-03-09"), intent("stay"), event("set", day="soon")]
)
def test_a_timer_is_untouched_while_its_field_stays_what_it_is(happened) -> None:
    for trigger in (relative("data.day", "1d"), after("2d")):
        made = waiting(trigger)
        decision = decide(made, bound(made, "open", data={"day": "2026-03-09"}), happened)
        assert not [effect for effect in decision.effects if isinstance(effect, ArmCheck)]


def test_an_entry_arms_its_timers_once_with_what_the_slots_brought() -> None:
    made = flow(
        on("intent promise", "open", "promised"),
        on(relative("data.day"), "promised", "done"),
        data=FIELDS, intents={"promise": {"slots": {"day": "date"}}},
    )  # fmt: skip
    (check,) = effects(decide(made, bound(made), intent("promise", day="2026-03-06")))
    assert check.due == utc("2026-03-06 09:00")


def test_each_visit_arms_its_own() -> None:
    made = flow(on(after("1d"), "open", "open", id="again"))
    first = begun(made)
    second = decide(made, first.binding, event("again")._replace(kind="timeout", source="timer", visit=1))
    assert [(decision.effects[0].key, decision.effects[0].visit) for decision in (first, second)] == [
        ("b:0:0", 1), ("b:1:0", 2),
    ]  # fmt: skip
