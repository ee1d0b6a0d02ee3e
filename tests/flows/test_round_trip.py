"""Whatever a flow holds, its file gives it back; whatever happens to that, it is a flow or an error."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from flows.codec import as_json, digest, dump, from_json, load
from flows.errors import FlowTextError
from tests.flows.test_codec import CANONICAL
from tests.flows.test_writer import LOOKALIKES

Strategies = dict[str, st.SearchStrategy[Any]]


def group(
    optional: Strategies | None = None, **required: st.SearchStrategy[Any]
) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(required, optional=optional or {})


def some(items: st.SearchStrategy[Any], least: int = 0) -> st.SearchStrategy[list[Any]]:
    return st.lists(items, min_size=least, max_size=3)


def named(items: st.SearchStrategy[Any], least: int = 0) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(names, items, min_size=least, max_size=2)


names = st.sampled_from(["a", "b_2", "yes", "on", "null", "e3"])
texts = st.text(st.characters(codec="utf-8", exclude_characters="\0{"), max_size=12) | st.sampled_from(
    LOOKALIKES
)
numbers = st.integers(-(10**17), 10**17) | st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    texts | numbers | st.booleans() | st.none(),
    lambda inner: some(inner) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
guards = st.recursive(
    group(field=st.just("data.a"), op=st.sampled_from(["eq", "in"]), value=values),
    lambda inner: group(None, **{"not": inner}) | group(any=some(inner, 1)) | group(all=some(inner, 1)),
    max_leaves=4,
)
triggers = group(type=st.sampled_from(["intent", "event", "timeout", "manual"]), value=names)
actions = (
    group(type=st.just("set_data"), values=named(values, 1))
    | group(type=st.just("send_message"), text=texts, channel=some(names, 1))
    | group(type=st.just("schedule_check"), delay_minutes=st.floats(1, 1e6), keep=st.booleans())
)
transitions = group(
    {"to_state": names, "when": guards, "actions": some(actions), "min_confidence": st.floats(0, 1)},
    from_states=some(names, 1),
    trigger=triggers,
)
documents = group(
    {
        "title": texts,
        "data": named(group(type=st.just("text"), default=values)),
        "intents": named(group(examples=some(texts))),
        "messages": named(group(text=texts)),
        "transitions": some(transitions),
        "layout": group(groups=some(st.dictionaries(texts, values, max_size=2))),
    },
    schema=st.just("converse.flow/v1"),
    process_type=st.sampled_from(["on", "reminders"]),
    states=some(names | group(id=names, title=texts, enter=some(actions)), 1),
    initial_state=names,
)


@settings(max_examples=100)
@given(documents)
def test_every_flow_survives_the_round_trip(document: dict[str, Any]) -> None:
    flow = from_json(document)
    text = dump(flow)

    assert load(text) == flow
    assert dump(load(text)) == text
    assert from_json(json.loads(json.dumps(as_json(flow)))) == flow
    assert digest(load(text)) == digest(flow)


scraps = st.sampled_from(["", " ", "\n", "[", "- ", "x", ": ", "7", "~", '"', "{a: 1}", "*", "intent"])


@settings(max_examples=300)
@given(st.integers(0, len(CANONICAL) - 1), st.integers(0, 12), scraps)
def test_a_damaged_file_is_a_flow_or_a_flow_text_error(start: int, length: int, scrap: str) -> None:
    damaged = CANONICAL[:start] + scrap + CANONICAL[start + length :]

    with suppress(FlowTextError):
        flow = load(damaged)

        assert load(dump(flow)) == flow
