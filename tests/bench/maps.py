"""Maps of any size that look like somebody's: phases of a few states, with ways on, ways back and ways out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from flows.model import Flow

EDGES: Mapping[int, int] = {0: 0, 8: 12, 60: 110, 200: 400, 500: 800}
"""States → transitions of the maps that are measured."""
VERBS = ("ask", "remind", "check", "confirm", "wait for", "review", "offer", "collect", "send", "close")
NOUNS = (
    "payment",
    "address",
    "delivery",
    "consent",
    "contract",
    "meeting",
    "refund",
    "documents",
    "answer",
    "order",
)


def generated(states: int, transitions: int, seed: int = 7) -> Flow:
    """The same map for the same numbers."""
    random = Random(seed)
    titles = [f"{random.choice(VERBS)} {random.choice(NOUNS)}".capitalize() for _ in range(states)]
    parts = [
        {
            "id": f"s{i}",
            "title": title,
            "enter": [{"type": "send_message", "text": "…"}] if i % 3 == 0 else [],
        }
        for i, title in enumerate(titles)
    ] or [{"id": "s0", "title": "First"}]
    count = max(states, 1)
    ends = [f"s{i}" for i in range(count) if i % 25 == 7 or (i == count - 1 and count > 1)]
    return Flow.model_validate(
        {
            "schema": "converse.flow/v1", "process_type": "generated", "title": f"{states} states", "states": parts,
            "initial_state": "s0", "terminal_states": ends,
            "transitions": list(_transitions(count, transitions, set(ends), random)),
        }
    )  # fmt: skip


def _transitions(states: int, count: int, ends: set[str], random: Random) -> Iterator[dict[str, Any]]:
    leaving = [i for i in range(states) if f"s{i}" not in ends]
    for n in range(count):
        source = leaving[n % len(leaving)]
        onward = 1 if n < len(leaving) else random.choice((1, 1, 2, 3, -1, -3, 0))
        target = min(max(source + onward, 0), states - 1)
        yield {
            "id": f"t{n}", "from_states": [f"s{source}"], "to_state": None if onward == 0 else f"s{target}",
            "trigger": _trigger(n, random),
            "when": {"field": "conversation.bucket", "op": "lt", "value": 50} if n % 5 == 0 else None,
            "actions": [{"type": "tag", "add": ["seen"]}] * (n % 3),
        }  # fmt: skip


def _trigger(n: int, random: Random) -> dict[str, Any]:
    kind = ("intent", "event", "timeout", "action", "manual")[n % 5]
    if kind == "timeout":
        return {"type": "timeout", "after": f"{random.randint(1, 9)}d"}
    return {"type": kind, "value": f"{random.choice(VERBS)}_{random.choice(NOUNS)}".replace(" ", "_")}
