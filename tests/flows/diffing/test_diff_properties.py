"""Whatever two flows hold: something is told exactly where their digests differ, and all of it is JSON."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, reject, settings
from hypothesis import strategies as st

from flows.codec import as_json, digest, from_json
from flows.diff import Diff, diff
from flows.errors import FlowTextError
from flows.model import Flow
from tests.flows.drawn import filed
from tests.flows.shipped import FLOWS

SHIPPED = FLOWS["payment_collection"]
OTHER_VALUES: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    1,
    2.5,
    "",
    "open",
    "3d",
    "data.amount",
    "urgent",
    "*",
    [],
    {},
)


def places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The paths of everything inside a value."""
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [one for step, part in steps for one in ((*path, step), *places(part, (*path, step)))]


def edited(data: st.DataObject, flow: Flow) -> Flow:
    """The flow with something in it left out, repeated, moved, or replaced by something else."""
    value = json.loads(json.dumps(as_json(flow)))
    inside = places(value)
    last: Any
    *around, last = inside[data.draw(st.integers(0, len(inside) - 1))]
    held: Any = value
    for step in around:
        held = held[step]
    match data.draw(st.sampled_from(("drop", "replace", "repeat", "first"))):
        case "drop":
            del held[last]
        case "replace":
            held[last] = data.draw(st.sampled_from(OTHER_VALUES))
        case "repeat" if isinstance(held, list):
            held.append(held[last])
        case "first" if isinstance(held, list):
            held.insert(0, held.pop(last))
    try:
        return from_json(value)
    except FlowTextError:
        reject()


def is_told(old: Flow, new: Flow) -> bool:
    """Whether anything is told of what they do; the document must hold together whatever it is."""
    found = diff(old, new)
    document = json.loads(json.dumps(found.as_json()))
    told = [one for group in document["behaviour"] for one in group["differences"]]
    assert all(one["words"].endswith((".", "”", "…", "”)")) for one in told)
    assert found.behave_alike == (not told)
    return bool(told)


@settings(max_examples=20)
@given(filed)
def test_a_flow_doesnt_differ_from_itself(flow: Flow) -> None:
    found = diff(flow, from_json(as_json(flow)))
    assert found == Diff((), ())


@settings(max_examples=35)
@given(st.data(), filed)
def test_every_edit_that_changes_the_digest_is_told_and_no_other(data: st.DataObject, flow: Flow) -> None:
    other = edited(data, flow)
    assert is_told(flow, other) == (digest(flow) != digest(other))
    assert is_told(other, flow) == (digest(flow) != digest(other))


@settings(max_examples=25)
@given(st.data())
def test_so_is_every_edit_of_a_whole_flow(data: st.DataObject) -> None:
    other = edited(data, SHIPPED)
    assert is_told(SHIPPED, other) == (digest(SHIPPED) != digest(other))


@settings(max_examples=20)
@given(filed, filed)
def test_unlike_flows_can_be_compared(one: Flow, other: Flow) -> None:
    assert is_told(one, other) == (digest(one) != digest(other))
