"""Browsers in words, from what they say of themselves."""

from __future__ import annotations

from collections.abc import Sequence

Names = Sequence[tuple[str, str]]

# Most say that they are several: the first that fits is the one.
_BROWSERS: Names = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("Vivaldi/", "Vivaldi"), ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("HeadlessChrome/", "Chrome"),
    ("Chromium/", "Chromium"), ("Chrome/", "Chrome"), ("Safari/", "Safari"), ("curl/", "curl"),
)  # fmt: skip
_SYSTEMS: Names = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"), ("Macintosh", "macOS"), ("Linux", "Linux"), ("X11", "Unix"),
)  # fmt: skip


def browser_words(agent: str) -> str:
    """“Firefox on Linux” for a User-Agent header; what can't be told is left out."""
    browser, system = _first(_BROWSERS, agent), _first(_SYSTEMS, agent)
    if browser is None:
        return f"A browser on {system}" if system else "An unknown browser"
    return f"{browser} on {system}" if system else browser


def _first(names: Names, agent: str) -> str | None:
    return next((words for sign, words in names if sign in agent), None)
