"""A thousand sample messages understood by the real detector, as the studio's page has them; no page is drawn.

Beside them their floor, the encoder alone on the same texts, and their peer, the detector asked one message after the
other. The three take turns, piece by piece, so that a busy machine slows all of them; every piece has texts of its own,
since the encoder remembers what it has read.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from time import perf_counter

from flows import codec
from flows.library import shipped
from flows.model import Flow
from runtime.understanding import weights
from runtime.understanding.encoder import Encoder
from runtime.understanding.local import LocalDetector
from studio.services.sampling.sampling import hearing, understood

MESSAGES, PIECES = 1_000, 5
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
WORDS = ("please", "today", "as I said", "on the phone", "again", "for my company", "by the way", "honestly")


def messages(flow: Flow, begin: int, count: int) -> list[str]:
    """Sentences like the flow's examples; no two alike, numbered from `begin`."""
    examples = [text for intent in flow.intents.values() for text in intent.examples]
    return [
        f"{examples[number % len(examples)]} {WORDS[number % len(WORDS)]} {number}"
        for number in range(begin, begin + count)
    ]


def report() -> Iterator[str]:
    """Seconds for a thousand messages, and ratios."""
    found = weights.find()
    if found is None:
        yield "The language model isn't installed: run `python -m runtime.understanding.weights`."
        return
    encoder = Encoder(found)
    detector = LocalDetector(encoder)
    flow = codec.load(shipped()["payment_collection"])
    listening = hearing(flow, None, NOW)
    detector.understand("hello", listening, NOW)
    count = MESSAGES // PIECES
    spent = {
        "1,000 sample messages": 0.0,
        "floor: the encoder alone": 0.0,
        "peer: the detector one by one": 0.0,
    }
    for piece in range(PIECES):
        ours, floor, peer = (messages(flow, (piece * 3 + turn) * count, count) for turn in range(3))
        began = perf_counter()
        asyncio.run(understood(detector.understand, listening, ours, NOW, lambda _done, _of: None))
        spent["1,000 sample messages"] += perf_counter() - began
        began = perf_counter()
        for text in floor:
            encoder.encode([text])
        spent["floor: the encoder alone"] += perf_counter() - began
        began = perf_counter()
        for text in peer:
            detector.understand(text, listening, NOW)
        spent["peer: the detector one by one"] += perf_counter() - began
    own = spent["1,000 sample messages"]
    yield f"{'':<44}{'s':>9}{'ours ×':>9}"
    yield from (f"{name:<44}{seconds:>9.2f}{own / seconds:>9.2f}" for name, seconds in spent.items())
    yield "goal: 1,000 sample messages in at most 2 s"
