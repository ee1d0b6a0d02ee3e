"""Short words that come and go."""

from __future__ import annotations

from nicegui import ui


def done(words: str) -> None:
    """Something was done."""
    ui.notify(words, type="positive", position="bottom-right")


def failed(words: str) -> None:
    """Something could not be done; it stays long enough to be read."""
    ui.notify(
        words, type="negative", position="bottom-right", multi_line=True, close_button="Close", timeout=10_000
    )
