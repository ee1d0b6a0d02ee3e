"""Files as large as a file may be, each full of one thing: whatever is said of them is said in the end."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from time import process_time
from typing import Any, NamedTuple

from flows.codec import dump, load, sources
from flows.findings import check
from tests.flows.build import on

SECONDS = 60.0
"""Of the processor's time: what takes longer is taken for a hang."""

Document = dict[str, Any]


class Read(NamedTuple):
    """How a large file fared."""

    name: str
    seconds: float
    faults: tuple[str, ...]


def tried(name: str) -> Read:
    """Read a file full of this, write it, and check its structure."""
    began = process_time()
    text = json.dumps(LARGE[name]())
    (source,) = sources(text)
    assert load(dump(source.flow)) == source.flow
    check(source.flow, source.lines, structure=True)
    seconds = process_time() - began
    slow = (f"{name} took {seconds:.0f} s.",) if seconds > SECONDS else ()
    return Read(name, seconds, slow)


def _flow(**parts: Any) -> Document:
    start = {
        "schema": "converse.flow/v1",
        "process_type": "large",
        "initial_state": "s0",
        "states": ["s0", "s1"],
    }
    return {**start, **parts}


def _ids(count: int, name: str = "s") -> list[str]:
    return [f"{name}{i}" for i in range(count)]


LARGE: Mapping[str, Callable[[], Document]] = {
    "states": lambda: _flow(states=_ids(40_000)),
    "ends": lambda: _flow(states=_ids(30_000), terminal_states=_ids(30_000)),
    "a chain": lambda: _flow(
        states=_ids(5_000), transitions=[on("event go", f"s{i}", f"s{i + 1}") for i in range(4_999)]
    ),
    "a chain of always": lambda: _flow(
        states=_ids(5_000), transitions=[on("always", f"s{i}", f"s{i + 1}") for i in range(4_999)]
    ),
    "the same transition": lambda: _flow(transitions=[on("event go", "s0", "s1")] * 5_000),
    "transitions alike with conditions": lambda: _flow(
        data={"n": {"type": "number"}},
        transitions=[
            on("event go", "s0", "s1", when={"field": "data.n", "op": "eq", "value": i}) for i in range(4_000)
        ],
    ),
    "transitions of every state": lambda: _flow(
        states=_ids(6_000), transitions=[on(f"event e{i}", "*", f"s{i}") for i in range(6_000)]
    ),
    "timers": lambda: _flow(
        transitions=[on({"type": "timeout", "after": f"{i + 1}m"}, "s0", "s1") for i in range(4_000)]
    ),
    "misspelt states": lambda: _flow(
        states=_ids(5_000, "state_"), transitions=[on("event go", f"stete_{i}") for i in range(2_500)]
    ),
    "intents": lambda: _flow(intents={name: {} for name in _ids(30_000)}),
    "examples alike": lambda: _flow(
        intents={f"i{n}": {"examples": [f"say it now {n} {k}" for k in range(40)]} for n in range(500)}
    ),
    "an example without end": lambda: _flow(
        intents={"a": {"examples": [" ".join(_ids(90_000, "word"))]}, "b": {"examples": ["word1 word2"]}}
    ),
    "messages": lambda: _flow(
        messages={name: {"text": "{{ data.a }} {% if data.b %}x{% endif %}"} for name in _ids(9_000)}
    ),
    "locales": lambda: _flow(
        messages={f"m{i}": {"text": "x", "locales": {f"l{i}": {"text": "y"}}} for i in range(8_000)}
    ),
    "clauses": lambda: _flow(
        data={"n": {"type": "number"}},
        transitions=[
            on("event go", "s0", when={"any": [{"field": "data.n", "op": "eq", "value": i} for i in range(12_000)]})
        ],
    ),
    "patterns": lambda: _flow(
        data={"t": {"type": "text"}},
        transitions=[
            on(f"event e{i}", "s0", when={"field": "data.t", "op": "matches", "value": f"(a{i}+)+$"})
            for i in range(3_000)
        ],
    ),
    "actions": lambda: _flow(
        data={"n": {"type": "number"}},
        states=[{"id": "s0", "enter": [{"type": "set_data", "values": {"n": 1}}] * 12_000}],
    ),
    "scenarios": lambda: _flow(
        scenarios=[{"name": name, "steps": [{"event": "x"}, {"wait": "1d"}]} for name in _ids(6_000)]
    ),
}  # fmt: skip
"""Name → a document of up to 1 MiB."""
