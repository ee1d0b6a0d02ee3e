"""Trying a sentence on the intents of a draft, as the detector of this machine would hear it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from flows.conversation import hearable
from flows.hearing import Hearing, Understanding, Understood
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
        actor.require("viewer", flow.process_type)
        return await asyncio.to_thread(self._hear, flow, text, locale)

    async def get_ready(self) -> None:
        """Load the detector, so that the first sentence needn't wait for it."""
        await asyncio.to_thread(self._loaded)

    def understand(self, text: str, hearing: Hearing, now: datetime) -> Understanding:
        """What `text` means at a moment of a conversation. It takes its time: call it beside the event loop."""
        return self._loaded().understand(text, hearing, now)

    @property
    def threshold(self) -> float:
        """Below it, the detector abstains."""
        from runtime.understanding.classifier import THRESHOLD

        return THRESHOLD

    @property
    def detector_name(self) -> str:
        """The name of the detector; empty before it was asked anything."""
        return self._detector.name if self._detector is not None else ""

    def _loaded(self) -> LocalDetector:
        with self._loading:
            if self._detector is None:
                self._detector = self._load()
            return self._detector

    def _hear(self, flow: Flow, text: str, locale: str) -> Tried:
        intents = tuple(hearable(flow, name, locale) for name in flow.intents)
        hearing = Hearing(intents, locale=locale, timezone=flow.timezone)
        understood = self.understand(text, hearing, clock.now())
        by_spelling = understood.detector != "local"
        return Tried(understood.heard, understood.scores, self.threshold, by_spelling)
