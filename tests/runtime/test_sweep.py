"""Timers and follow-ups: armed with a visit, void with it, taken up by the sweep when they are due, once."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from runtime.app import App
from runtime.sweep import sweep
from tests.flows.build import after, flow, on, relative, says, utc
from tests.runtime.playing import Play, meet, publish, texts


def planned(text: str, delay: str, **rest: Any) -> dict[str, Any]:
    return {"type": "enqueue_followup", "text": text, "after": delay, **rest}


def checking(name: str | None, delay: str, **rest: Any) -> dict[str, Any]:
    return {"type": "schedule_check", "value": name, "after": delay, **rest}


SILENCE = flow(
    on(after("2d"), "open", "silent", says("Are you there?")),
    on("intent hello", "open", "heard"),
    on("intent later", "open", "open"),
)


async def test_a_timer_fires_when_it_is_due(app: App, play: Play) -> None:
    await publish(app, SILENCE)
    binding = await play.start()
    await play.wait(days=2, seconds=-1)
    assert await play.state(binding) == "open"
    await play.wait(seconds=1)
    assert await play.state(binding) == "silent"
    assert await play.heard() == ["Are you there?"]
    fired = (await play.history(binding))[1]
    assert (fired.kind, fired.source, fired.at) == ("timeout", "timer", utc("2026-03-04 08:00"))


async def test_a_timer_fires_once_though_many_sweep(app: App, play: Play) -> None:
    await publish(app, SILENCE)
    await play.start()
    play.watch.turn(days=3)
    await asyncio.gather(*(sweep(app.database) for _ in range(8)))
    await play.wait(seconds=1)
    assert texts(await play.changes(), "kind").count("timeout") == 1
    assert await play.heard() == ["Are you there?"]


async def test_what_fires_wakes_its_own_conversation_at_once(app: App, play: Play) -> None:
    await publish(app, SILENCE)
    await meet(app, play.watch, "Ben")
    await play.start()
    play.watch.turn(days=2)
    assert await sweep(app.database) == [play.conversation_id]


async def test_leaving_a_state_voids_its_timers(app: App, play: Play) -> None:
    await publish(app, SILENCE)
    binding = await play.start()
    await play.say("hello")
    assert [status for _, status in await play.checks()] == ["void"]
    await play.wait(days=3)
    assert await play.state(binding) == "heard"


async def test_entering_a_state_again_starts_its_timers_anew(app: App, play: Play) -> None:
    await publish(app, SILENCE)
    binding = await play.start()
    await play.wait(days=1)
    await play.say("later")
    await play.wait(days=1)
    assert await play.state(binding) == "open"
    await play.wait(days=1)
    assert await play.state(binding) == "silent"


async def test_a_timer_that_fired_but_came_too_late_changes_nothing(app: App, play: Play) -> None:
    await publish(app, SILENCE)
    binding = await play.start()
    play.watch.turn(days=2)
    await play.say("hello", drained=False)
    await sweep(app.database)
    await play.drain()
    assert [outcome for _, outcome in await play.told(binding)] == ["started", "taken", "late"]


async def test_checks_due_together_fire_in_arming_order(app: App, play: Play) -> None:
    await publish(
        app,
        flow(
            on("timeout first", "open", None, says("First.")),
            on("timeout second", "open", None, says("Second.")),
            on("timeout third", "open", None, says("Third.")),
            states=[
                {
                    "id": "open",
                    "enter": [checking("second", "2h"), checking("third", "2h"), checking("first", "1h")],
                }
            ],
        ),
    )
    await play.start()
    await play.wait(days=1)
    assert await play.heard() == ["First.", "Second.", "Third."]


@pytest.mark.parametrize("keep", [False, True])
async def test_what_was_planned_in_a_state_ends_with_it_unless_it_is_kept(
    app: App, play: Play, keep: bool
) -> None:
    actions = [planned("Still there?", "1h", keep=keep), checking("look", "1h", keep=keep)]
    await publish(
        app,
        flow(
            on("event go", "open", "away"),
            on("timeout look", "*", None, says("I looked.")),
            states=[{"id": "open", "enter": actions}, "away"],
        ),
    )
    await play.start()
    await play.event("go")
    await play.wait(hours=1)
    assert sorted(await play.heard()) == (["I looked.", "Still there?"] if keep else [])
    assert (await play.effects())[0] == ("enqueue_followup", "done" if keep else "void")


async def test_a_kept_follow_up_is_sent_after_the_end(app: App, play: Play) -> None:
    await publish(
        app,
        flow(
            on("event go", "open", "done"),
            states=[{"id": "open", "enter": [planned("Bye.", "1h", keep=True)]}, "done"],
        ),
    )
    await play.start()
    await play.event("go")
    await play.wait(hours=1)
    assert await play.heard() == ["Bye."]


async def test_a_timer_follows_the_date_it_counts_from(app: App, play: Play) -> None:
    moves = {"type": "set_data", "values": {"due": "{{ event.to }}"}}
    await publish(
        app,
        flow(
            on(relative("data.due", "1d", "09:00"), "open", "late"),
            on("event moved", "open", None, moves),
            on("event cleared", "open", None, {"type": "set_data", "values": {"due": None}}),
            data={"due": {"type": "date"}},
        ),
    )
    binding = await play.start(due="2026-03-03")
    await play.event("moved", to="2026-03-10")
    assert [status for _, status in await play.checks()] == ["void", "armed"]
    await play.wait(days=5)
    assert await play.state(binding) == "open"
    await play.event("cleared")
    await play.wait(days=10)
    assert await play.state(binding) == "open"
    await play.event("moved", to="2026-03-12")
    await play.wait(seconds=1)
    assert await play.state(binding) == "late", "already past: it fires at once"


async def test_a_timer_that_fired_for_a_date_since_moved_changes_nothing(app: App, play: Play) -> None:
    """The customer names a new date in the second in which the old one comes due."""
    moves = {"type": "set_data", "values": {"due": "{{ event.to }}"}}
    await publish(
        app,
        flow(
            on(relative("data.due"), "open", "late"),
            on("event moved", "open", None, moves),
            data={"due": {"type": "date"}},
        ),
    )
    binding = await play.start(due="2026-03-03")
    play.watch.turn(days=2)
    await play.event("moved", to="2026-03-20", drained=False)
    await sweep(app.database)
    await play.drain()
    assert await play.state(binding) == "open"
    await play.wait(days=20)
    assert await play.state(binding) == "late"


async def test_a_chain_of_days_is_no_chain(app: App, play: Play) -> None:
    """A reminder every day for two months is what the map asks for; 60 in a minute would be a loop."""
    await publish(
        app,
        flow(
            on("action outreach_sent", "open", "open"),
            states=[{"id": "open", "enter": [planned("Today's news.", "1d")]}],
        ),
    )
    binding = await play.start()
    for _ in range(60):
        await play.wait(days=1)
    assert len(await play.heard()) == 60
    assert not (await play.found(binding)).flagged


async def test_a_loop_of_sends_comes_to_an_end(app: App, play: Play) -> None:
    await publish(
        app,
        flow(on("action outreach_sent", "open", "open"), states=[{"id": "open", "enter": [says("Again!")]}]),
    )
    binding = await play.start()
    assert len(await play.heard()) == 51
    assert (await play.found(binding)).flagged
    assert (await play.told(binding))[-1] == ("outreach_sent", "too_deep")


async def test_a_lost_wake_costs_a_second(app: App, play: Play) -> None:
    await publish(app, SILENCE)
    binding = await play.start()
    await play.say("hello", drained=False)
    assert await play.sweep() == [], "it may be on its way"
    await play.wait(seconds=1)
    assert await play.state(binding) == "heard"
