"""Trying a sentence on the intents of a draft, as the detector of this machine would hear it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from flows.conversation import hearable
from flows.hearing import Hearing, Understood
from flows.model import Flow
from runtime import clock
from runtime.users.actor import Actor

if TYPE_CHECKING:
    from runtime.understanding.local import LocalDetector


class Tried(NamedTuple):
    """What was understood, and how near every intent came."""

    heard: tuple[Understood, ...]
    scores: tuple[tuple[str, float], ...]
    """Intent → confidence, 0 to 1, best first."""
    threshold: float
    """Below it, the detector abstains."""
    by_spelling: bool
    """The language model isn't installed: only likeness of letters counts."""


def _load() -> LocalDetector:
    # It brings numpy, scikit-learn and the encoder: only where somebody tries a sentence.
    from runtime.understanding.local import LocalDetector

    return LocalDetector.load()


class Trying:
    """One detector for all pages, loaded when it is first asked; it works beside the event loop."""

    def __init__(self, load: Callable[[], LocalDetector] = _load) -> None:
        self._load = load
        self._loading = threading.Lock()
        self._detector: LocalDetector | None = None

    async def sentence(self, actor: Actor, flow: Flow, text: str, locale: str) -> Tried:
        """What `text` means among all the flow's intents, whatever the state."""
        actor.require("viewer")
        return await asyncio.to_thread(self._hear, flow, text, locale)

    def _hear(self, flow: Flow, text: str, locale: str) -> Tried:
        with self._loading:
            if self._detector is None:
                self._detector = self._load()
        from runtime.understanding.classifier import THRESHOLD

        intents = tuple(hearable(flow, name, locale) for name in flow.intents)
        hearing = Hearing(intents, locale=locale, timezone=flow.timezone)
        understood = self._detector.understand(text, hearing, clock.now())
        by_spelling = understood.detector != "local"
        return Tried(understood.heard, understood.scores, THRESHOLD, by_spelling)
