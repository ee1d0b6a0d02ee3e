"""Whether somebody may be written to now: the one question that every send has to pass."""

from __future__ import annotations

from typing import Any

import pytest

from runtime.app import App
from runtime.store import contacts
from tests.flows.build import flow, on, says, utc
from tests.runtime.playing import Play, publish

OFFICE = {"hours": "Mo-Fr 09:00-17:00", "timezone": "Europe/Berlin"}
"""The clock stands at Monday, nine in the morning in Berlin: the office opens now."""


def telling(**rest: Any) -> Any:
    return flow(
        on("event news", "*", None, {"type": "send_message", "message": "news"}),
        on("intent help", "*", None, says("Here is help.")),
        on("action delivery_failed", "open", "unreachable"),
        messages={"news": {"text": "News.", **rest.pop("news", {})}},
        **rest,
    )


@pytest.mark.parametrize(
    ("happens", "sent"),
    [
        ("2026-03-02 08:00", "2026-03-02 08:00"),
        ("2026-03-02 15:59", "2026-03-02 15:59"),
        ("2026-03-02 16:00", "2026-03-03 08:00"),
        ("2026-03-06 20:00", "2026-03-09 08:00"),
        # Summer time begins on the 29th.
        ("2026-03-28 12:00", "2026-03-30 07:00"),
    ],
)
async def test_what_nobody_asked_for_waits_for_the_office_to_open(
    app: App, play: Play, happens: str, sent: str
) -> None:
    await publish(app, telling(**OFFICE))
    await play.start()
    play.watch.time = utc(happens)
    await play.event("news")
    if happens != sent:
        play.watch.time = utc(sent)
        play.watch.turn(seconds=-1)
        await play.sweep()
        assert await play.heard() == []
        await play.wait(seconds=1)
    assert await play.heard() == ["News."]
    assert await play.deliveries() == [("chat", "sent", "")], "waiting is no attempt"


async def test_what_the_customer_asked_for_comes_at_any_hour(app: App, play: Play) -> None:
    await publish(app, telling(**OFFICE))
    await play.start()
    await play.wait(hours=12)
    await play.say("help")
    assert await play.heard() == ["Here is help."]


async def test_a_customer_who_is_there_is_asking(app: App, play: Play) -> None:
    await publish(app, telling(**OFFICE))
    await play.start()
    await play.wait(hours=12)
    await play.say("help")
    await play.wait(minutes=4, seconds=59)
    await play.event("news")
    await play.wait(seconds=1)
    await play.event("news")
    assert await play.heard() == ["Here is help.", "News."], "the second one waits: they have gone"


async def test_what_is_urgent_comes_at_any_hour(app: App, play: Play) -> None:
    await publish(app, telling(news={"class": "urgent", "reason": "A recall."}, **OFFICE))
    await play.start()
    await play.wait(hours=12)
    await play.event("news")
    assert await play.heard() == ["News."]


async def test_without_hours_a_message_comes_at_any_hour(app: App, play: Play) -> None:
    await publish(app, telling())
    await play.start()
    await play.wait(hours=12)
    await play.event("news")
    assert await play.heard() == ["News."]


async def test_a_later_message_does_not_wait_for_one_that_waits_for_the_office(app: App, play: Play) -> None:
    await publish(app, telling(**OFFICE))
    await play.start()
    await play.wait(hours=12)
    await play.event("news")
    await play.say("help")
    assert await play.heard() == ["Here is help."]


async def test_who_opted_out_is_not_written_to_by_any_flow(app: App, play: Play) -> None:
    await publish(app, telling())
    binding = await play.start()
    await app.write(lambda session: contacts.set_values(session, play.contact_id, {"opted_out": True}))
    await play.event("news")
    assert await play.heard() == []
    assert await play.deliveries() == [("", "failed", "opted_out")]
    assert await play.state(binding) == "unreachable"
    assert (await play.history(binding))[-1].payload["code"] == "opted_out"


async def test_the_last_word_is_the_confirmation(app: App, play: Play) -> None:
    stop = {"type": "set_contact", "values": {"opted_out": True}}
    later = {"type": "enqueue_followup", "text": "Miss us?", "after": "1d", "keep": True}
    await publish(
        app,
        flow(
            on(
                "intent stop",
                "open",
                "done",
                says("You won't hear from us."),
                later,
                stop,
                says("Or will you?"),
            )
        ),
    )
    await play.start()
    await play.say("stop")
    await play.wait(days=1)
    assert await play.heard() == ["You won't hear from us."]
