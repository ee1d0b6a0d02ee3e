"""Flows to edit, and whatever people and forgers may do to them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from flows import codec
from flows.model import Flow
from studio.editor.commands import apply
from studio.editor.gestures import GESTURES, gesture
from studio.editor.ops import read_op
from tests.flows.shipped import FLOWS

SMALL = codec.load("""\
schema: converse.flow/v1
process_type: parcel
title: Parcel
key: number
starts:
  - {type: event, value: sent, when: {field: data.number, op: exists}}
  - {type: intent, value: asks}
data:
  number: {type: string, required: true}
  day: {type: date}
states:
  - {id: sent, title: On its way, enter: [{type: send_message, message: hello}]}
  - id: asked
    ask: {message: which_day, into: day, retry: hello}
  - {id: late, enter: [{type: send_message, text: "{{ data.number }} is late, for {{ data.day | date }}."}]}
  - done
initial_state: sent
terminal_states: [done]
intents:
  asks: {examples: ["Where is it?"], slots: {day: date}}
  thanks: {examples: ["Thank you"]}
messages:
  hello:
    text: "{% if data.day %}On {{ data.day }}{% endif %} comes {{ data.number }}, not data.number."
    buttons: [{title: "Where?", intent: asks}]
    attachments: [day]
    locales: {es: {text: "Hola {{data.number}}", buttons: [{title: "¿Dónde?", intent: asks}]}}
  which_day: {text: "Which day?"}
unmatched: {message: hello, then: {type: send_message, message: which_day}}
transitions:
  - {id: ask, from_states: [sent, late], to_state: asked, trigger: {type: intent, value: asks}}
  - id: slow
    from_states: [sent]
    to_state: late
    trigger: {type: timeout, relative_to: data.day, offset: 1d}
    when: {any: [{field: visits.late, op: lt, value: 2}, {not: {field: now, op: after, value: {field: data.day}}}]}
    actions:
      - {type: set_data, values: {day: "{{ data.day }}"}}
      - {type: emit_event, value: late, payload: {message: hello, day: "{{ data.number }}"}}
  - {id: again, from_states: [asked], to_state: asked, trigger: {type: intent, value: answer}}
  - {id: arrive, from_states: ["*"], to_state: done, trigger: {type: event, value: delivered}}
  - {id: thank, from_states: [asked], trigger: {type: intent, value: thanks}}
accept:
  - {finding: waits-for-ever, at: asked, reason: Somebody answers.}
  - {finding: shadowed-transition, at: slow, reason: It is meant.}
scenarios:
  - name: one
    start: {data: {number: "7", day: "2026-03-02"}}
    steps:
      - intent: asks
        slots: {day: "2026-03-03"}
        expect: {state: asked, taken: ask, intent: asks, data: {day: "2026-03-03"}, sends: [which_day], checks: [slow]}
      - {manual: "goto:late", expect: {state: late}}
layout:
  states: {sent: [0, 0], asked: [320, 0], late: [320.5, 140]}
  groups: [{title: Waiting, states: [asked, late]}]
  pinned: [late]
""")
"""A flow in which everything that can be named is named, and some words only look like names."""

BLANK = codec.load("schema: converse.flow/v1\nprocess_type: blank\nstates: [start]\ninitial_state: start\n")
SHIPPED = [codec.draft(flow) for flow in FLOWS.values()]


def edited(flow: Flow, **op: Any) -> Flow:
    """The flow after one gesture."""
    return apply(flow, gesture(flow, read_op(op)).command)[0]


def reloaded(flow: Flow) -> Flow:
    return codec.load(codec.dump(flow))


def big(states: int, transitions: int) -> Flow:
    """A flow of that size, placed in a grid."""
    return codec.from_json({
        "schema": "converse.flow/v1",
        "process_type": "big",
        "states": [
            {"id": f"s{i}", "title": f"State {i}", "enter": [{"type": "send_message", "text": "Hi"}]}
            for i in range(states)
        ],
        "initial_state": "s0",
        "terminal_states": [f"s{states - 1}"],
        "data": {"n": {"type": "number"}},
        "transitions": [
            {
                "from_states": [f"s{i % states}"],
                "to_state": f"s{(i * 7 + 1) % states}",
                "trigger": {"type": "event", "value": f"e{i}"},
                "when": {"field": "data.n", "op": "gt", "value": i},
            }
            for i in range(transitions)
        ],
        "layout": {"states": {f"s{i}": [i % 25 * 300, i // 25 * 140] for i in range(states)}},
    })  # fmt: skip


# --- what may be done ---------------------------------------------------------------------------------

_STATES = st.sampled_from(("sent", "asked", "late", "done", "state", "state_2", "start", "new", "gone"))
_TRANSITIONS = st.sampled_from(("ask", "slow", "again", "arrive", "thank", "start-next", "ask_2", "gone"))
_ENTRIES = st.sampled_from(("number", "day", "asks", "thanks", "hello", "which_day", "new", "new 1"))
_TEXTS = st.sampled_from(
    ("", "Late", "<script>alert(1)</script>", "{{ data.day }}", "{{ 7 * 7 }}", "\ud800", "\0", "é" * 300, " ")
)
_IDS = st.sampled_from(("new", "late", "sent", "Überfällig", "a b", "", "*", "x" * 300, "goto:late", "../x"))
_NUMBERS = st.sampled_from((0, -40, 12.5, 1e5, 1e9, float("inf"), float("nan"), "7"))
_JUNK = st.recursive(
    _TEXTS | _NUMBERS | st.none() | st.booleans(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_TEXTS, inner, max_size=2),
    max_leaves=4,
)
_SAYS = st.sampled_from(
    ({"type": "send_message", "text": "Hi"}, {"type": "tag", "add": ["vip"]}, {"type": "no"})
)
_TRIGGERS = st.sampled_from((
    {"type": "event", "value": "paid"}, {"type": "timeout", "after": "2d"}, {"type": "always"}, {"type": "nothing"},
))  # fmt: skip
_ASKS = st.sampled_from(({"message": "hello", "into": "day"}, None, {"into": "day"}))
_GUARDS: st.SearchStrategy[Any] = st.sampled_from(
    ({"field": "visits.late", "op": "gt", "value": 1}, None, {"all": []})
)
_PARTS = st.sampled_from((
    {"type": "date"}, {"text": "Hello"}, {"examples": ["a"]}, {"text": "{% for x in y %}"}, None, {"type": "number"},
))  # fmt: skip
_FRAGMENT = st.fixed_dictionaries(
    {"states": st.lists(_STATES | st.just({"id": "late", "title": "Late"}) | _JUNK, max_size=3)},
    optional={
        "transitions": st.lists(
            st.fixed_dictionaries(
                {"from_states": st.lists(_STATES, max_size=2), "trigger": _TRIGGERS},
                optional={"to_state": _STATES, "id": _TRANSITIONS, "when": _GUARDS | _JUNK},
            ),
            max_size=2,
        ),
        "data": st.dictionaries(_ENTRIES, _PARTS, max_size=1),
        "places": st.dictionaries(_STATES, st.tuples(_NUMBERS, _NUMBERS), max_size=1),
    },
)
_YAML = st.sampled_from(
    (codec.dump(SMALL), codec.dump(SMALL).replace("late", "tardy"), codec.dump(BLANK), "x: [", "")
)


def _fields(**fields: Any) -> Any:
    return fields


_FIELDS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "add_state": (
        _fields(title=_TEXTS),
        _fields(id=_IDS, at=st.tuples(_NUMBERS, _NUMBERS), from_state=_STATES, trigger=_TRIGGERS),
    ),
    "rename_state": (_fields(state=_STATES, title=_TEXTS), {}),
    "change_state_id": (_fields(state=_STATES, id=_IDS), {}),
    "set_state": (
        _fields(
            state=_STATES,
            values=st.fixed_dictionaries(
                {}, optional=_fields(title=_TEXTS, enter=st.lists(_SAYS, max_size=2), ask=_ASKS, initial=_JUNK)
            ),
        ),
        {},
    ),
    "set_initial": (_fields(state=_STATES), {}),
    "set_terminal": (_fields(state=_STATES, terminal=st.booleans()), {}),
    "connect": (_fields(source=_STATES | st.just("*")), _fields(target=_STATES, trigger=_TRIGGERS, id=_IDS)),
    "add_anywhere": ({}, _fields(target=_STATES, trigger=_TRIGGERS)),
    "reconnect": (
        _fields(transition=_TRANSITIONS),
        _fields(source=st.tuples(_STATES, _STATES | st.just("*")), target=_STATES | st.none()),
    ),
    "set_transition": (
        _fields(
            transition=_TRANSITIONS,
            values=st.fixed_dictionaries(
                {},
                optional=_fields(
                    trigger=_TRIGGERS, when=_GUARDS, to_state=_STATES | st.none() | _JUNK, id=_IDS,
                    from_states=st.lists(_STATES, max_size=2) | _JUNK, min_confidence=_NUMBERS,
                ),
            ),
        ),
        {},
    ),
    "change_transition_id": (_fields(transition=_TRANSITIONS, id=_IDS), {}),
    "move_transition": (_fields(transition=_TRANSITIONS), _fields(before=_TRANSITIONS)),
    "delete": ({}, _fields(states=st.lists(_STATES, max_size=2), transitions=st.lists(_TRANSITIONS, max_size=2))),
    "move_states": (_fields(positions=st.dictionaries(_STATES, st.tuples(_NUMBERS, _NUMBERS), max_size=2)), {}),
    "lay_out": ({}, {}),
    "paste": (_fields(fragment=_FRAGMENT | st.dictionaries(_TEXTS, _JUNK, max_size=2)), _fields(at=st.just((5, 5)))),
    "duplicate": (_fields(states=st.lists(_STATES, max_size=2)), {}),
    "put_entry": (
        _fields(section=st.sampled_from(("intents", "messages", "data")), name=_ENTRIES | _IDS, value=_PARTS), {},
    ),
    "rename_entry": (
        _fields(section=st.sampled_from(("intents", "messages", "data")), name=_ENTRIES, to=_ENTRIES | _IDS), {},
    ),
    "add_examples": (
        _fields(examples=st.dictionaries(_ENTRIES, st.lists(_TEXTS, max_size=2), min_size=1, max_size=2)), {},
    ),
    "put_scenario": (
        {},
        _fields(
            scenario=st.sampled_from(("arrives", "gone")) | st.none(),
            value=st.sampled_from((None, {"name": "arrives"}, {"name": "late", "steps": [{"wait": "1d"}]})) | _PARTS,
        ),
    ),
    "set_flow": (
        _fields(
            values=st.fixed_dictionaries(
                {},
                optional=_fields(
                    title=_TEXTS, timezone=st.sampled_from(("Europe/Berlin", "Mars")), key=_ENTRIES, starts=_JUNK,
                    unmatched=st.none() | _JUNK, process_type=_IDS, accept=st.just([]), states=_JUNK,
                ),
            )
        ),
        {},
    ),
    "replace_text": (_fields(yaml=_YAML | _TEXTS), {}),
    "mend": (
        _fields(
            action=st.sampled_from(("set", "remove")),
            path=st.lists(st.sampled_from(("states", "messages", "hello", 0, 1, "title", "late")), max_size=3),
            value=_JUNK,
        ),
        {},
    ),
}  # fmt: skip

KINDS = sorted(kind.model_fields["op"].default for kind in GESTURES)


def _op(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    needed, more = _FIELDS[kind]
    return st.fixed_dictionaries({"op": st.just(kind), **needed}, optional=more)


op_dicts = st.sampled_from(KINDS).flatmap(_op)
