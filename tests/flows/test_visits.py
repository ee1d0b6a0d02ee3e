"""What lives as long as a visit: timers, follow-ups and results, through a whole pretend conversation."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from flows.decide import decide
from flows.effects import ArmCheck
from flows.model import Flow
from tests.flows.build import about, after, bound, clause, effects, event, flow, on, relative, utc
from tests.flows.playing import MESSAGES, played, problems, send

DAY = {"day": {"type": "date"}}


def storing(**values: Any) -> dict[str, Any]:
    return {"type": "set_data", "values": values}


# Fired, stayed, left


def test_a_check_that_fired_is_spent_whether_or_not_a_transition_was_taken() -> None:
    paid = clause("data.paid", "eq", True)
    made = flow(
        on(after("1d"), "open", "done", when=paid, id="own"),
        on("timeout look", "open", "done", when=paid, id="named"),
        on("event pay", "open", None, storing(paid=True)),
        states=[{"id": "open", "enter": [{"type": "schedule_check", "value": "look", "after": "1d"}]}, "done"],
        data={"paid": {"type": "boolean"}},
    )  # fmt: skip
    story = played(
        made,
        {"wait": "23h", "expect": {"checks": ["own", "look"]}},
        {"wait": "1h", "expect": {"state": "open", "taken": None, "checks": []}},
        {"event": "pay", "expect": {"checks": []}},
        {"wait": "1mo", "expect": {"state": "open"}},
    )
    assert problems(story) == []
    assert [trace.outcome for trace in story.steps[2].traces] == ["guards_failed"] * 2


def test_a_transition_that_stays_leaves_the_timers_as_they_run() -> None:
    made = flow(on(after("2d"), "open", "done", id="slow"), on("intent hello", "open", None, send("thanks")))
    story = played(
        made,
        {"wait": "1d"},
        {"intent": "hello", "expect": {"taken": "open-hello", "checks": ["slow"]}},
        {"wait": "23h", "expect": {"ended": False}},
        {"wait": "1h", "expect": {"ended": True, "taken": "slow"}},
    )
    assert problems(story) == []


def test_a_transition_to_its_own_state_starts_the_timers_anew() -> None:
    made = flow(on(after("2d"), "open", "done", id="slow"), on("intent hello", "open", "open"))
    story = played(
        made,
        {"wait": "1d"},
        {"intent": "hello", "expect": {"checks": ["slow"]}},
        {"wait": "47h", "expect": {"ended": False}},
        {"wait": "1h", "expect": {"ended": True}},
    )
    assert problems(story) == []


@pytest.mark.parametrize("goto", ["goto:open", "goto:elsewhere"])
def test_goto_voids_what_the_old_visit_had_planned(goto: str) -> None:
    plans = [
        {"type": "schedule_check", "value": "look", "after": "1d"},
        {"type": "enqueue_followup", "message": "thanks", "after": "1d"},
    ]
    made = flow(
        on("event go", "open", None, *plans), on("timeout look", ["*"], "done"),
        states=["open", "elsewhere", "done"], messages=MESSAGES,
    )  # fmt: skip
    story = played(
        made,
        {"event": "go", "expect": {"checks": ["look"]}},
        {"manual": goto, "expect": {"checks": []}},
        {"wait": "2d", "expect": {"sends": [], "ended": False}},
    )
    assert problems(story) == []


def test_the_end_voids_timers_and_hears_nothing_more() -> None:
    made = flow(
        on(after("1d"), "open", "done"), on("event finish", "open", "done"),
        on("intent hello", ["*"], None, send("thanks")), messages=MESSAGES,
    )  # fmt: skip
    story = played(
        made,
        {"event": "finish", "expect": {"ended": True, "checks": []}},
        {"intent": "hello", "expect": {"taken": None, "sends": []}},
    )
    assert problems(story) == []


# Arming in file order


def test_a_check_counts_from_what_an_action_before_it_stored_and_not_from_what_one_after_it_stores() -> None:
    look = {"type": "schedule_check", "value": "look", "relative_to": "data.day"}
    made = flow(
        on("event first", "open", "done", storing(day="2026-03-09"), look),
        on("event last", "open", "done", look, storing(day="2026-03-09")),
        data=DAY,
    )
    for happened, due in [("first", "2026-03-09 09:00"), ("last", "2026-03-06 09:00")]:
        decision = decide(made, bound(made, data={"day": "2026-03-06"}), event(happened))
        (check,) = [effect for effect in effects(decision) if isinstance(effect, ArmCheck)]
        assert check.due == utc(due)


def test_a_state_s_timer_follows_what_its_own_entry_stores() -> None:
    made = flow(
        on("event go", "open", "waiting", storing(day="2026-03-09")),
        on(relative("data.day"), "waiting", "done", id="due"),
        states=["open", {"id": "waiting", "enter": [storing(day="2026-03-12")]}, "done"], data=DAY,
    )  # fmt: skip
    story = played(
        made,
        {"event": "go", "expect": {"checks": ["due"]}},
        {"wait": "2026-03-12T08:59:59Z", "expect": {"ended": False}},
        {"wait": "1m", "expect": {"ended": True}},
        data={"day": "2026-03-06"},
    )
    assert problems(story) == []


def test_a_timer_that_counts_from_the_contact_follows_what_the_flow_learns() -> None:
    learns = {"type": "set_contact", "values": {"birthday": "{{ event.day }}"}}
    made = flow(
        on("event told", "open", None, learns), on(relative("contact.birthday"), "open", "done", id="due")
    )
    facts = about({"attributes": {"birthday": "2026-03-06"}})
    for day, rearmed in [("2026-03-09", [("due", utc("2026-03-09 09:00"))]), ("2026-03-06", [])]:
        decision = decide(made, bound(made), event("told", day=day), facts)
        checks = [effect for effect in effects(decision) if isinstance(effect, ArmCheck)]
        assert [(check.transition, check.due) for check in checks] == rearmed


# How short, and on which clock


@pytest.mark.parametrize(
    "trigger",
    [
        {"type": "timeout", "after": "59s"},
        {"type": "timeout", "after": "0d"},
        {"type": "timeout", "after": "-1d"},
        {"type": "timeout", "delay_minutes": 0.5},
        {"type": "timeout", "offset": "1d"},
        {"type": "timeout", "at": "09:00"},
        {"type": "timeout", "after": "1d", "relative_to": "data.day"},
        {"type": "timeout", "relative_to": "data.day", "at": "9:00"},
        {"type": "timeout", "relative_to": "visits.open"},
    ],
)
def test_what_is_no_timer(trigger: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        flow(on(trigger, "open", "done"), data=DAY)


@pytest.mark.parametrize(
    ("day", "due"),
    [
        ("2026-03-29", "2026-03-29 01:30"),  # 02:30 is skipped: it moves forward to 03:30 in Berlin
        ("2026-10-25", "2026-10-25 00:30"),  # 02:30 comes twice: its first, in summer time
    ],
)
def test_a_time_of_day_that_daylight_saving_skips_or_repeats(day: str, due: str) -> None:
    made = flow(
        on("event go", "open", "waiting"), on(relative("data.day", at="02:30"), "waiting", "done"),
        data=DAY, timezone="Europe/Berlin",
    )  # fmt: skip
    (check,) = effects(decide(made, bound(made, data={"day": day}), event("go")))
    assert check.due == utc(due)


def test_no_zone_no_calendar_and_no_hours_mean_utc_monday_to_friday_and_always() -> None:
    made: Flow = flow(on(after("1bd"), "open", "done"))
    assert (made.timezone, made.calendar, made.hours) == ("UTC", None, None)
    good_friday = utc("2026-04-03 03:00")
    assert made.compiled.ground.is_open(good_friday)
    begun = decide(made, bound(made), event("x")._replace(kind="manual", value="goto:open", at=good_friday))
    (check,) = effects(begun)
    assert check.due == utc("2026-04-06 03:00"), "Easter Monday is a holiday of some calendars, not of none"
