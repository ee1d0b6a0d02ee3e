"""Flows and what happens to them, for Hypothesis to draw: everything that makes one process meddle with another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from flows.changes import GOTO
from flows.model import Flow
from flows.world import happenings as h
from tests.flows.build import after as timer
from tests.flows.build import clause, flow, on, relative

Drawn = st.SearchStrategy[Any]
lengths = st.sampled_from(("1m", "30m", "1d", "3bd"))
messages = {
    "m": {"text": "Hello {{ contact.name }}", "buttons": [{"title": "Yes", "intent": "x"}]},
    "u": {"text": "Urgent!", "class": "urgent", "reason": "A recall."},
    "retry": {"text": "A number, please."},
}
sends = st.sampled_from(
    (
        {"type": "send_message", "message": "m"},
        {"type": "send_message", "message": "u", "channel": ["email", "chat"]},
        {"type": "send_message", "text": "n is {{ data.n }}", "channel": "preferred"},
        {"type": "send_message", "text": "", "channel": "email"},
    )
)
plans = st.builds(
    lambda kind, length, keep: (
        {"type": kind, "after": length, "keep": keep}
        | ({"message": "m"} if kind == "enqueue_followup" else {"value": "c"})
    ),
    st.sampled_from(("enqueue_followup", "schedule_check")),
    lengths,
    st.booleans(),
)
others = st.sampled_from(
    (
        {"type": "set_data", "values": {"n": "7", "day": "2026-03-05"}},
        {"type": "set_data", "values": {"n": None, "day": "2026-03-02"}},
        {"type": "set_contact", "values": {"opted_out": True}},
        {"type": "set_contact", "values": {"plan": "gold"}},
        {"type": "update_backend", "operation": "book"},
        {"type": "escalate", "note": "help"},
        {"type": "start_process", "process_type": "other", "data": {"n": "{{ data.n }}"}},
        {"type": "start_process", "process_type": "other", "data": {"n": 1}},
        {"type": "emit_event", "value": "e", "payload": {"n": 3}},
        {"type": "tag", "add": ["vip"]},
        {"type": "resolve", "outcome": "well"},
    )
)
acts = st.lists(sends | plans | others, max_size=3)
triggers: Drawn = st.sampled_from(
    (
        "intent x", "intent y", "intent answer", "intent unmatched", "event e", "event ended:other", "timeout c",
        "action outreach_sent", "action delivery_failed", "action backend_updated", "action operator_released",
        "manual go", timer("1m"), timer("2d"), relative("data.day", "-1d", "09:00"), {"type": "timeout"},
        {"type": "always"},
    )
)  # fmt: skip
guards = st.sampled_from(
    (
        None, None, None, clause("data.n", "gt", 2), clause("contact.tags", "contains", "vip"),
        clause("conversation.channel", "eq", "chat"), clause("event.n", "eq", 3), clause("visits.b", "lt", 2),
        clause("conversation.held", "eq", True), clause("event.channel", "eq", "chat"),
    )
)  # fmt: skip
states = st.sampled_from(("a", "b", "done"))
transitions = st.builds(
    lambda trigger, sources, target, actions, when: on(trigger, sources, target, *actions, when=when),
    triggers,
    st.lists(st.sampled_from(("*", "a", "b")), min_size=1, max_size=2, unique=True),
    states | st.none(),
    acts,
    guards,
)


@st.composite
def maps(draw: st.DrawFn, process_type: str, *starts: dict[str, Any]) -> Flow:
    """Two states and an end, with anything between them."""
    ask = {"message": "m", "into": "n", "retry": "retry"}
    return flow(
        *draw(st.lists(transitions, min_size=3, max_size=7)),
        process_type=process_type,
        states=[
            {"id": "a", "enter": draw(acts)},
            {"id": "b", "enter": draw(acts), "ask": draw(st.sampled_from((None, ask)))},
            {"id": "done", "enter": draw(st.lists(sends, max_size=1))},
        ],
        data={
            "n": {"type": "number", "required": process_type == "other"}, "day": {"type": "date"},
            "ref": {"type": "string", "reference": True},
        },
        key=draw(st.sampled_from((None, "n"))) if process_type == "other" else None,
        starts=list(starts),
        messages=messages,
        intents={"x": {"slots": {"n": "number"}}, "y": {"shared": draw(st.booleans())}},
        unmatched=draw(st.none() | st.just({"message": "retry", "tries": 1, "then": "escalate"})),
        hours=draw(st.sampled_from((None, "Mo-Fr 09:00-17:00"))),
        timezone="Europe/Berlin",
    )  # fmt: skip


STARTS = ({"type": "event", "value": "e2"}, {"type": "intent", "value": "z"})
small = st.tuples(maps("demo"), maps("other", *STARTS))
EVENTS: Drawn = st.tuples(
    st.sampled_from(("e", "e2", "unheard")), st.sampled_from(({}, {"n": 3}, {"n": 8, "day": "x"}))
)
what_happens: Drawn = st.one_of(
    st.sampled_from(("x", "y", "x y", "x n=4", "z", "nothing", "=5", "=five", "Yes")).map(
        lambda text: h.Say(text, "chat")
    ),
    EVENTS.map(lambda drawn: h.Event(*drawn)),
    st.just(h.Event("e", {}, None, {"ref": "r"})),
    st.sampled_from((h.Wait("1m"), h.Wait("1h"), h.Wait("1d"), h.Wait("1w"), h.WaitForNext())),
    st.sampled_from(
        (
            h.Manual("go"), h.GoTo("b"), h.GoTo("a", silent=True), h.GoTo("done"), h.GoTo("gone"), h.Release(),
            h.Outcome("outreach_sent"),
        )
    ),
)  # fmt: skip


def about(*made: Flow, **payloads: Mapping[str, Any]) -> Drawn:
    """What may happen to these flows: everything they listen for, and what they don't."""
    heard = {
        (one.trigger.type, getattr(one.trigger, "value", None)) for two in made for one in two.transitions
    }
    events = sorted(value for kind, value in heard if kind == "event" and value)
    by_hand = sorted(value for kind, value in heard if kind == "manual" and value)
    intents = sorted({name for one in made for name in one.intents})
    titles = sorted({b.title for one in made for m in one.messages.values() for b in m.buttons})
    ends = sorted({f"{GOTO}{state.id}" for one in made for state in one.states})
    return st.one_of(
        st.sampled_from((*intents, *titles, "=8", "=Main Street 5", "=yes", "what?")).map(
            lambda text: h.Say(text, "chat")
        ),
        st.sampled_from(intents).map(lambda text: h.Say(f"{text} promised_date=2026-03-06", "chat")),
        st.tuples(st.sampled_from(events), st.sampled_from(list(payloads.values()))).map(
            lambda drawn: h.Event(*drawn)
        ),
        st.sampled_from(("1h", "1d", "2d", "5d", "2w")).map(h.Wait),
        st.sampled_from((*by_hand, *ends)).map(h.Manual),
        st.just(h.Release()),
    )


# What is easily done otherwise


def _told(*transitions: dict[str, Any], enter: tuple[dict[str, Any], ...] = (), **rest: Any) -> Flow:
    """A flow that begins in `a`, which does `enter`."""
    names = dict.fromkeys(
        name for one in transitions for name in (*one["from_states"], one["to_state"]) if name not in ("*", "a", None)
    )  # fmt: skip
    return flow(
        *transitions, states=[{"id": "a", "enter": list(enter)}, *names], messages=messages,
        intents={"x": {}, "y": {}}, data={"n": {"type": "number"}, "day": {"type": "date"}},
        timezone="Europe/Berlin", **rest,
    )  # fmt: skip


def _day(day: str) -> dict[str, Any]:
    return {"type": "set_data", "values": {"day": day}}


M = {"type": "send_message", "message": "m"}
NEWS = {"type": "send_message", "text": "News."}
OTHER: dict[str, Any] = {"type": "start_process", "process_type": "other", "data": {"n": 1}}
CHILD = _told(
    on("event e", "a", "done", NEWS), on("intent x", "a", None, NEWS), process_type="other", key="n"
)
DIRECTED: Mapping[str, tuple[tuple[Flow, ...], tuple[str, ...], tuple[h.Happening, ...]]] = {
    "a starter hears the end": (
        (_told(on("event ended:other", "a", "b", NEWS), enter=(OTHER,)), CHILD), ("demo",), (h.Event("e"),),
    ),
    "a circle of timers due at once": (
        (_told(on(relative("data.day"), "a", "a"), on("event e", "a", "a", _day("2026-01-01"))),),
        ("demo",), (h.Event("e"),),
    ),
    "held sends of states that were left, and of the one that stands": (
        (
            _told(
                on("event e", "a", "b", {"type": "escalate", "note": ""}), on("event e2", "b", "c", NEWS),
                on("event e", "c", "d", M, {"type": "enqueue_followup", "after": "1m", "message": "u"}),
            ),
        ),
        ("demo",), (h.Event("e"), h.Event("e2"), h.Event("e"), h.Wait("1m"), h.Say("x", "chat"), h.Release()),
    ),
    "hours, and a customer who is there": (
        (_told(on("intent x", "a", None, M), on("event e", "a", None, NEWS), hours="Mo-Fr 05:00-06:00"),),
        ("demo",),
        (h.Event("e"), h.Say("x", "chat"), h.Event("e"), h.Wait("1m"), h.Event("e"), h.Wait("1h"), h.Event("e"),
         h.WaitForNext()),
    ),
    "a timer that was due for a date that moved": (
        (
            _told(
                on(timer("1d"), "a", None, _day("2026-03-09")),
                on(relative("data.day", None, "09:00"), "a", "b"),
                on("event e", "a", "a", _day("2026-03-03")),
            ),
        ),
        ("demo",), (h.Event("e"), h.Wait("1d"), h.Wait("1w")),
    ),
    "a button of the last message, though another process was active": (
        (_told(on("intent x", "a", "b"), enter=(M,)), _told(on("intent x", "a", "b"), process_type="other")),
        ("demo", "other"), (h.Wait("1h"), h.Manual("nothing"), h.Say("Yes", "chat"), h.Say("Yes", "chat")),
    ),
    "who spoke last is meant": (
        (
            _told(on("intent x", "a", "b"), enter=({"type": "enqueue_followup", "after": "1m", "message": "u"},)),
            _told(on("intent x", "a", "b"), process_type="other"),
        ),
        ("other", "demo"), (h.Wait("1m"), h.Say("x", "chat")),
    ),
    "one open process for a key": (
        (
            _told(on("event ended:other", "a", None, NEWS), on("event e2", "a", None, OTHER), enter=(OTHER,)),
            CHILD,
        ),
        ("demo",), (h.Event("e2"), h.Event("e"), h.Event("e2")),
    ),
}  # fmt: skip
"""Flows, those that are open, and what happens; by what would go wrong."""
