"""Work that takes a while: how far it is, and a button to end it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from nicegui import context, ui

Result = TypeVar("Result")


class UnderWay:
    """A line that is seen only while something is under way. One work at a time; leaving the page ends it."""

    def __init__(self) -> None:
        self._task: asyncio.Task[Any] | None = None
        with ui.element("div").classes("under-way").props("role=status") as self._line:
            self._words = ui.label().classes("small")
            self._bar = ui.linear_progress(value=0, show_value=False, size="6px").props("rounded")
            ui.button("Cancel", color=None, on_click=self.cancel).props("flat dense no-caps").mark(
                "cancel-work"
            )
        self._line.set_visibility(False)
        context.client.on_delete(self.cancel)

    @property
    def busy(self) -> bool:
        """Whether something is under way."""
        return self._task is not None

    def told(self, done: int, of: int, words: str) -> None:
        """How far it is."""
        self._bar.value = round(done / of, 3) if of else 0
        self._words.text = words

    def cancel(self) -> None:
        """End it within a moment."""
        if self._task is not None:
            self._task.cancel()

    async def run(self, work: Coroutine[Any, Any, Result], words: str) -> Result | None:
        """What came of the work; None where it was cancelled. Its errors are raised here."""
        task = self._task = asyncio.create_task(work)
        self.told(0, 1, words)
        self._line.set_visibility(True)
        try:
            await asyncio.wait({task})
        finally:
            self._task = None
            self._line.set_visibility(False)
        return None if task.cancelled() else task.result()
