"""Small flows and changes for Hypothesis to draw: every trigger and action, and values that hurt."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, get_args

from hypothesis import strategies as st

from flows.changes import ContextChange, Kind
from flows.codec import as_json, from_json
from flows.errors import FlowTextError
from flows.guard_model import Op
from flows.model import Flow
from tests.flows.build import NOW, about, flow

STATES = ("a", "b", "c", "done")
FIELDS = {"n": {"type": "number"}, "day": {"type": "date"}, "t": {"type": "text"}, "yes": {"type": "boolean"}}
HEARD: tuple[tuple[Kind, str], ...] = (
    ("intent", "x"), ("intent", "answer"), ("intent", "unmatched"), ("event", "x"), ("timeout", "x"),
    ("action", "x"), ("manual", "x"),
)  # fmt: skip
UNHEARD: tuple[tuple[Kind, str | None], ...] = (("timeout", None), ("event", "y"))
PATHS = (
    "data.n", "data.day", "data.t", "data.yes", "event.x", "event.x.z", "event.due", "contact.tags",
    "contact.plan", "conversation.bucket", "conversation.in_hours", "visits.a", "now",
)  # fmt: skip
TEXTS = (
    "", "hi", "7", "2026-03-04", "0001-01-01", "2026-03-29T02:30:00", "9999-12-31T23:59:59-12:00", "\ud800",
    "é" * 5_000,
)  # fmt: skip
TEMPLATES = (
    "hello", "{{ data.n }}", "{{ event.x }}", "{{ event.x }}{{ event.x }}", "{{ now | date }}",
    "{{ data.n | money }}",
    "{% if data.yes %}{{ event.x | date }}{% endif %}",
)  # fmt: skip

Drawn = st.SearchStrategy[Any]

scalars = st.sampled_from((*TEXTS, None, True, 0, -3, 2.5, 10**30, float("inf"), float("nan")))
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("xz"), inner, max_size=2),
    max_leaves=3,
)
templates = st.sampled_from(TEMPLATES)
lengths = st.sampled_from(("1m", "2d", "1mo", "3bd", "P1DT2H"))
timers = lengths.map(lambda length: {"after": length}) | st.fixed_dictionaries(
    {"relative_to": st.sampled_from(("data.day", "data.t", "event.x", "contact.plan"))},
    optional={"offset": st.sampled_from(("-2d", "1mo", "-3bd")), "at": st.just("02:30")},
)

clauses = st.fixed_dictionaries(
    {"field": st.sampled_from(PATHS), "op": st.sampled_from(get_args(Op))},
    optional={"value": anything | lengths | st.sampled_from(PATHS).map(lambda path: {"field": path})},
)
guards = clauses | st.lists(clauses, min_size=1, max_size=2).flatmap(
    lambda parts: st.sampled_from(
        [{"all": parts}, {"any": parts}, {"not": parts[0]}, {"not": {"all": parts}}]
    )
)


def valued(*names: str) -> Drawn:
    """What `set_data` and `set_contact` set."""
    values = st.dictionaries(st.sampled_from(names), templates | scalars, min_size=1, max_size=2)
    return values.map(lambda drawn: {"values": drawn})


contents = templates.map(lambda text: {"text": text}) | st.sampled_from(
    ({"message": "m"}, {"message": "gone"})
)
ACTIONS: dict[str, Drawn] = {
    "send_message": contents,
    "enqueue_followup": st.builds(lambda what, when: {**what, **when}, contents, timers),
    "schedule_check": timers,
    "ask_again": st.just({}),
    "set_data": valued(*FIELDS, "gone"),
    "set_contact": valued("opted_out", "locale", "plan", "tags"),
    "update_backend": templates.map(lambda text: {"operation": "o", "arguments": {"x": text}}),
    "escalate": templates.map(lambda text: {"note": text}),
    "resolve": st.just({}),
    "start_process": templates.map(lambda text: {"process_type": "other", "data": {"x": text}}),
    "emit_event": templates.map(lambda text: {"value": "x", "payload": {"x": [text]}}),
    "tag": st.just({"add": ["vip"], "remove": ["new"]}),
}
acts = st.lists(
    st.sampled_from(sorted(ACTIONS)).flatmap(
        lambda kind: ACTIONS[kind].map(lambda rest: {"type": kind, **rest})
    ),
    max_size=2,
)

triggers = (
    st.sampled_from(
        [{"type": kind, "value": value} for kind, value in (*HEARD, ("event", "*"), ("intent", "*"))]
    )
    | st.sampled_from(({"type": "always"}, {"type": "timeout"}))
    | timers.map(lambda timer: {"type": "timeout", **timer})
)
transitions = st.fixed_dictionaries(
    {
        "from_states": st.lists(st.sampled_from(("*", *STATES)), min_size=1, max_size=3),
        "trigger": triggers,
        "actions": acts,
    },
    optional={
        "to_state": st.sampled_from((*STATES, "gone")), "when": guards, "min_confidence": st.just(0.6)
    },
)  # fmt: skip
asks = st.sampled_from((*FIELDS, "gone")).map(lambda name: {"message": "m", "into": name})
blocks = acts.map(lambda then: {"message": "m", "tries": 1, "then": then})


@st.composite
def flows(draw: st.DrawFn) -> Flow:
    """Three states and a terminal one, with anything between them."""
    states = [{"id": name, "enter": draw(acts), "ask": draw(st.none() | asks)} for name in STATES]
    return flow(
        *draw(st.lists(transitions, min_size=3, max_size=8)),
        states=states,
        data=FIELDS,
        messages={"m": {"text": "{{ contact.name }} {{ data.t }}"}},
        intents={"x": {"slots": {name: field["type"] for name, field in FIELDS.items()}}},
        unmatched=draw(st.none() | blocks),
        timezone=draw(st.sampled_from(("UTC", "Europe/Berlin", "Pacific/Apia"))),
        calendar=draw(st.sampled_from((None, "DE"))),
        hours=draw(st.sampled_from((None, "Mo-Fr 08:00-20:00"))),
    )


def _storable(flow: Flow) -> bool:
    try:
        from_json(as_json(flow))
    except (FlowTextError, UnicodeError):
        return False
    return True


filed = flows().filter(_storable).map(lambda drawn: from_json(as_json(drawn)))
"""The same as a file holds it: no halves of characters, no numbers without an end."""


@st.composite
def changes(draw: st.DrawFn) -> ContextChange:
    """Something that may be heard, with a payload of anything."""
    goto: list[tuple[Kind, str]] = [("manual", f"goto:{state}") for state in (*STATES, "gone")]
    kind, value = draw(st.sampled_from((*HEARD, *HEARD, *UNHEARD, *goto)))
    names = [*FIELDS, "gone"] if kind == "intent" else ["x", "silent"]
    payload = draw(st.dictionaries(st.sampled_from(names), anything, max_size=2))
    return ContextChange(
        "c",
        kind,
        value,
        NOW + timedelta(hours=draw(st.integers(0, 24 * 365))),
        {"slots": payload} if kind == "intent" else payload,
        channel=draw(st.sampled_from((None, "chat"))),
        confidence=draw(st.sampled_from((None, 0.5, 1.0))),
        visit=draw(st.sampled_from((None, None, None, 1))),
        depth=draw(st.sampled_from((*range(12), 51))),
        about=draw(st.dictionaries(st.sampled_from(("due", "message")), scalars, max_size=1)),
    )


people = st.builds(
    lambda plan, out: about(
        {"name": "Ana", "tags": ("new",), "opted_out": out, "attributes": {"plan": plan}}
    ),
    anything,
    st.booleans(),
)
