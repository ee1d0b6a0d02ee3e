"""Maps that send without end, stand still, or set timers for nothing."""

from __future__ import annotations

from typing import Any

from flows.model import Flow
from tests.flows.build import after, clause, flow, on, relative, says
from tests.flows.findings.case import DATA, DONE, WAIT, Case, Clean, check_in

HELLO = says("hello")
HAND_OVER = {"type": "escalate"}


def entering(*actions: dict[str, Any], **rest: Any) -> list[Any]:
    """`open`, which does this on entry, and `done`."""
    return [{"id": "open", "enter": list(actions), **rest}, "done"]


def reminding(*actions: dict[str, Any], **rest: Any) -> Flow:
    """Every three days, whatever else happens."""
    return flow(on(after("3d"), "open", "open", HELLO, *actions, id="remind", **rest), DONE, data=DATA)


CASES = (
    Case("unbounded-sends", "open", "again and again at “Open”", reminding()),
    Case("unbounded-sends", "open", "without end", reminding(when=clause("data.amount", "gt", 0))),
    Case(
        "unbounded-sends",
        "open",
        "without end",
        flow(on("action outreach_sent", "open", "open"), DONE, states=entering(HELLO)),
    ),
    Case(
        "unbounded-sends",
        "second",
        "at “Second”",
        flow(
            on(after("1d"), "open", "second", HELLO),
            on(after("1h"), "second", "open"),
            on("event paid", "second", "done"),
        ),
    ),
    Case(
        "unbounded-sends",
        "open",
        "nobody does anything",
        flow(
            on("timeout nudge", "open", None, HELLO, check_in("1d", "nudge")),
            DONE,
            states=entering(check_in("1d", "nudge")),
        ),
    ),
    Case(
        "unbounded-sends",
        "open",
        "without end",
        flow(
            on(after("1d"), "open", "open", {"type": "start_process", "process_type": "other"}),
            on("event ended:other", "open", "open", HELLO),
            DONE,
        ),
    ),
    Case("waits-for-ever", "open", "“Open” may last for ever", flow(DONE)),
    Case("waits-for-ever", "open", "only somebody else", flow(on("intent x", "open", "done"))),
    Case(
        "waits-for-ever",
        "open",
        "no timer runs",
        flow(on("action outreach_sent", "open", "done"), states=entering(HELLO)),
    ),
    Case(
        "waits-for-ever",
        "open",
        "no timer runs",
        flow(on(relative("data.due", "1d"), "open", "done"), DONE, data=DATA),
    ),
    Case(
        "waits-for-ever",
        "open",
        "no timer runs",
        flow(on(after("1d"), "open", "done", when=clause("data.amount", "gt", 5)), DONE, data=DATA),
    ),
    Case(
        "waits-for-ever",
        "second",
        "“Second”",
        flow(on(after("1d"), "open", "second"), on("manual close", "*", "done")),
    ),
    Case(
        "check-always-void",
        "pay",
        "the transition “paid” from “Open”",
        flow(on("event paid", "open", "done", check_in("1d"), id="pay"), on("timeout", "open", "done")),
    ),
    Case(
        "check-always-void",
        "later",
        "The timer “after 2 days” from “Open” is set and never comes due",
        flow(on(after("1d"), "open", "done"), on(after("2d"), "open", "lost", id="later")),
    ),
    Case(
        "check-always-void",
        "open",
        "the state “Open”",
        flow(
            on("always", "open", "second"),
            on({**WAIT}, "second", "done"),
            on(after("1d"), "second", "done"),
            states=[*entering(check_in("1d", "no_response")), "second"],
        ),
    ),
    Case(
        "check-always-void",
        "ask",
        "nothing there listens",
        flow(
            on("event x", "open", "second", check_in("1d", "no_response"), id="ask"),
            on(WAIT, "third", "done"),
            on("event y", "second", "third"),
            DONE,
        ),
    ),
    Case(
        "check-always-void",
        "demo",
        "In the flow",
        flow(DONE, unmatched={"then": {"type": "schedule_check", "after": "1d", "value": "x"}}),
    ),
    Case(
        "held-timer",
        "silence",
        "“Helped” is handed to a colleague",
        flow(
            on("intent x", "open", "helped", HAND_OVER),
            on(after("2d"), "helped", "done", id="silence"),
        ),
    ),
    Case(
        "held-timer",
        "silence",
        "“after 2 days” may move it on",
        flow(on(after("2d"), "open", "done", id="silence"), states=entering(HAND_OVER)),
    ),
)
CLEAN = (
    Clean("unbounded-sends", "three times", reminding(when=clause("visits.open", "lt", 3))),
    Clean(
        "unbounded-sends",
        "until the day has passed",
        reminding(when=clause("now", "before", {"field": "data.due"})),
    ),
    Clean("unbounded-sends", "while the day is near", reminding(when=clause("data.due", "after", "3d"))),
    Clean(
        "unbounded-sends",
        "only as often as the customer writes",
        flow(on("intent x", "open", "open", HELLO), DONE),
    ),
    Clean(
        "unbounded-sends",
        "what nobody hears isn't sending",
        flow(on(after("3d"), "open", "open", {"type": "tag", "add": ["late"]}), DONE),
    ),
    Clean("unbounded-sends", "a colleague has the conversation", reminding(HAND_OVER)),
    Clean(
        "unbounded-sends",
        "who opted out isn't written to",
        reminding({"type": "set_contact", "values": {"opted_out": True}}),
    ),
    Clean("waits-for-ever", "a timer", flow(DONE, on(after("1d"), "open", "done"))),
    Clean(
        "waits-for-ever",
        "every result leads on",
        flow(on("action *", "open", "done"), states=entering(HELLO)),
    ),
    Clean(
        "waits-for-ever",
        "a timer for either case",
        flow(
            on(relative("data.due", "1d"), "open", "done"),
            on(after("5d"), "open", "done", when=clause("data.due", "missing")),
            data=DATA,
        ),
    ),
    Clean(
        "waits-for-ever",
        "the other process ends by itself",
        flow(
            on("event ended:other", "open", "done"),
            states=entering({"type": "start_process", "process_type": "other"}),
        ),
    ),
    Clean(
        "waits-for-ever",
        "a planned message leads on",
        flow(
            on("action *", "open", "done"),
            states=entering({"type": "enqueue_followup", "text": "hello", "after": "2d"}),
        ),
    ),
    Clean("waits-for-ever", "nothing leads on: a trap", flow(states=["open", "done"])),
    Clean(
        "check-always-void",
        "kept until a later state listens",
        flow(
            on("event x", "open", "second", {**check_in("1d", "no_response"), "keep": True}),
            on("event y", "second", "third"),
            on(WAIT, "third", "done"),
            DONE,
        ),
    ),
    Clean(
        "check-always-void",
        "the earlier one may stay",
        flow(
            on(after("1d"), "open", "done", when=clause("data.amount", "gt", 5)),
            on(after("2d"), "open", "done"),
            data=DATA,
        ),
    ),
    Clean(
        "check-always-void",
        "a date may be nearer",
        flow(on(after("5d"), "open", "done"), on(relative("data.due"), "open", "done"), data=DATA),
    ),
    Clean(
        "check-always-void",
        "only after three rounds",
        flow(
            on(after("1d"), "open", "open", when=clause("visits.open", "lt", 4)),
            on(after("2d"), "open", "done"),
        ),
    ),
    Clean(
        "held-timer",
        "the timer stays",
        flow(
            on("intent x", "open", "helped", HAND_OVER),
            on(after("2d"), "helped", None),
            on("manual close", "helped", "done"),
        ),
    ),
    Clean(
        "held-timer",
        "a colleague moved it on themselves",
        flow(
            on("intent x", "open", "helped", HAND_OVER),
            on("manual resume", "helped", "open"),
            on(after("2d"), "open", "done"),
        ),
    ),
    Clean(
        "held-timer",
        "handed over wherever it is",
        flow(on(after("2d"), "open", "done"), unmatched={"then": "escalate"}),
    ),
)
