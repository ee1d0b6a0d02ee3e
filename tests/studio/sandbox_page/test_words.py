"""What the sandbox's page says of a run: steps explained, rows of the timeline and the conversation, moments."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from flows.scenario import Coverage
from flows.world import happenings as h
from runtime import clock
from runtime.store.session import Database
from studio.panels.sandbox.explanation import explanation
from studio.panels.sandbox.moments import ahead, as_entered, place_words, read_entered, zone_of
from studio.panels.sandbox.paint import coverage_paint, run_paint
from studio.panels.sandbox.rows import icon_of, message_row, news, spoken, step_row
from studio.services.sandbox.model import Run
from studio.words import moment
from tests.flows.build import NOW, after, clause, flow, on, says
from tests.flows.shipped import FLOWS
from tests.studio.sandbox.conftest import Playing

FLOW = flow(
    on("intent pay", "open", "asked", id="big", when=clause("data.n", "gt", 100)),
    on("intent pay", "open", "done", says("Thanks, {{ contact.name }}."), id="small"),
    on(after("2d"), "open", "asked", id="silence"),
    on("event paid", "*", "done", id="paid"),
    data={"n": {"type": "number", "required": True, "min": 7, "max": 7}, "day": {"type": "date"}},
    intents={"pay": {"slots": {"day": "date"}}},
)
ZONE = zone_of(FLOW)


@pytest.fixture
async def playing(database: Database) -> AsyncIterator[Playing]:
    with clock.reading(lambda: NOW):
        made = Playing(database)
        await made.draft(FLOW)
        yield made


def explained(run: Run) -> dict[str, Any]:
    return explanation(run.step, (FLOW,), ZONE)


async def test_a_sentence_is_explained_down_to_the_values_that_were_compared(playing: Playing) -> None:
    shown = explained(await playing.do(h.Say("pay day=2026-03-06")))
    assert (shown["words"], shown["time"]) == ("Ana writes “pay day=2026-03-06”", "Mon 2 Mar 2026, 08:00")
    heard = shown["heard"]
    assert heard["verdict"] == "Understood as “pay”"
    assert [(bar["words"], bar["percent"], bar["heard"]) for bar in heard["bars"]] == [("pay", 80, True)]
    assert (heard["threshold"], heard["slots"]) == (50, [["day", "2026-03-06"]])
    told = shown["told"][0]
    assert told["words"] == "It goes to “Done” by “pay” (without a condition)."
    assert [(row["words"], row["taken"]) for row in told["candidates"]] == [
        ("pay, if n is more than 100", False), ("pay", True),
    ]  # fmt: skip
    assert told["candidates"][0]["clauses"] == [
        {"words": "n is more than 100", "actual": "7", "holds": False, "field": "n"}
    ]
    assert [other["words"] for other in told["others"]] == ["after 2 days", "paid"]


async def test_data_and_timers_say_what_the_step_made_of_them(playing: Playing) -> None:
    began = explained(await playing.begin())
    assert [(row["fate_words"], row["due"]) for row in began["checks"]] == [
        ("new", "Wed 4 Mar 2026, 08:00 (in 2 days)")
    ]
    shown = explained(await playing.do(h.Say("pay day=2026-03-06")))
    assert [(row["name"], row["after"], row["changed"]) for row in shown["data"][0]["rows"]] == [
        ("n", "7", False), ("day", "2026-03-06", True),
    ]  # fmt: skip
    assert [(row["words"], row["fate_words"]) for row in shown["checks"]] == [("after 2 days", "no longer")]


async def test_what_is_not_understood_and_what_fits_nowhere_is_said(playing: Playing) -> None:
    shown = explained(await playing.do(h.Say("turtles")))
    assert (shown["heard"]["verdict"], shown["heard"]["bars"]) == ("Not understood", [])
    assert shown["told"][0]["still"]
    shown = explained(await playing.do(h.Event("unheard_of")))
    assert shown["heard"] is None
    assert shown["told"][0]["words"] == "Nothing in “Open” listens for that."


async def test_a_result_that_nothing_waits_for_is_no_news(playing: Playing) -> None:
    shown = explained(await playing.do(h.Say("pay")))
    assert shown["quiet"] == ["result: outreach sent"]
    assert len(shown["told"]) == 1


@pytest.mark.parametrize(
    ("happening", "icon", "kind"),
    [
        (None, "play_arrow", "always"),
        (h.Say("hi"), "chat_bubble_outline", "intent"),
        (h.Event("paid"), "bolt", "event"),
        (h.Wait("3d"), "schedule", "timeout"),
        (h.Settle("key"), "task_alt", "action"),
        (h.TakeOver(), "support_agent", "manual"),
    ],
)
def test_a_step_wears_the_icon_and_colour_of_what_happened(
    happening: h.Happening | None, icon: str, kind: str
) -> None:
    assert icon_of(happening) == (icon, kind)


async def test_the_timeline_says_when_and_where_a_step_led(playing: Playing) -> None:
    run = await playing.do(h.WaitForNext())
    row = step_row(run.step, lambda _type, state: state.upper(), ZONE)
    assert (row["words"], row["time"], row["led"], row["problem"]) == (
        "Time passes until the next check", "Wed 4 Mar 2026, 08:00", "ASKED", "",
    )  # fmt: skip


async def test_where_a_draft_with_errors_cannot_go_on_it_says_so_once(playing: Playing) -> None:
    unsaid = {"type": "send_message", "message": "unwritten"}
    pay, paid = on("intent pay", "open", "gone", unsaid), on("event paid", "*", "open")
    draft = flow(pay, paid, states=["open"], intents={"pay": {}})
    await playing.draft(draft)
    shown = explained(await playing.do(h.Say("pay")))
    assert shown["problems"] == [
        "There is no message “unwritten” to send.",
        "“Demo” can't go on here: it leads to “gone”, which is no state of it.",
    ]
    assert shown["told"][0]["notes"] == []
    [told] = explanation((await playing.do(h.Say("pay"))).step, (draft,), ZONE)["told"]
    assert told["others"] == []  # not even what is heard in every state: this isn't one


@pytest.mark.parametrize(
    ("happening", "words"),
    [
        (h.Wait("2026-12-24T09:00:00+00:00"), "Time passes until 24 December 2026, 09:00"),
        (h.SwitchChannel("whatsapp"), "Ana goes on by WhatsApp"),
        (h.SwitchChannel("voice"), "Ana goes on by phone"),
    ],
)
async def test_a_step_is_called_what_people_call_it(
    playing: Playing, happening: h.Happening, words: str
) -> None:
    assert (await playing.do(happening)).step.words == words


def test_only_what_is_new_is_sent() -> None:
    assert news("abc", "abcd") == (3, ("d",))
    assert news("abc", "abx") == (2, ("x",))
    assert news("abc", "ab") == (2, ())
    assert news("", "") == (0, ())


async def test_a_held_message_says_why_it_has_not_gone(playing: Playing) -> None:
    await playing.draft(FLOWS["payment_collection"])
    run = await playing.do(h.TakeOver(), h.Event("payment_received", {"invoice_id": "INV-2048"}))
    row = message_row(run.messages[-1], ZONE)
    assert (row["fate"], row["fate_words"], row["sender"]) == ("held", "Held", "business")
    assert row["why"]


async def test_who_cannot_see_it_is_told_what_happened_and_what_was_sent(playing: Playing) -> None:
    before = await playing.begin()
    run = await playing.do(h.Say("pay"))
    way = "It goes to “Done” by “pay” (without a condition)."
    assert spoken(run, before) == f"Ana writes “pay”. {way} They get: Thanks, Ana."
    assert spoken(await playing.go("1"), run) == "You are at step 1 again: It begins."


def test_moments_are_of_the_flows_zone() -> None:
    berlin = zone_of(FLOWS["payment_collection"])
    assert (moment(NOW, berlin), place_words(berlin)) == ("Mon 2 Mar 2026, 09:00", "Berlin")
    assert as_entered(NOW, berlin) == "2026-03-02T09:00"
    assert read_entered("2026-03-02T09:00", berlin) == NOW


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(days=2), "in 2 days"), (timedelta(days=1), "in 1 day"), (timedelta(hours=23), "in 23 hours"),
        (timedelta(minutes=5), "in 5 minutes"), (timedelta(seconds=20), "in a minute"), (timedelta(), "now"),
    ],
)  # fmt: skip
def test_how_far_ahead_something_is(length: timedelta, words: str) -> None:
    assert ahead(NOW, NOW + length) == words


async def test_the_map_shows_where_it_stands_and_the_way_it_took(playing: Playing) -> None:
    run = await playing.do(h.WaitForNext(), h.Event("paid"))
    paint = run_paint(run, FLOW)
    assert (dict(paint.current), dict(paint.visits)) == ({"done": 0}, {"open": 1, "asked": 1, "done": 1})
    assert [(one.transition, one.source, one.latest) for one in paint.path] == [
        ("silence", "open", False), ("paid", "asked", True),
    ]  # fmt: skip


def test_coverage_is_painted_in_its_place() -> None:
    paint = coverage_paint(Coverage(frozenset({"paid"}), ("silence",)))
    assert (set(paint.covered), tuple(paint.missed), paint.path) == ({"paid"}, ("silence",), ())
