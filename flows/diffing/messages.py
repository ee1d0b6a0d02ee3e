"""What differs in what is said: message by message, text by text, word by word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flows.codec import part_as_json
from flows.diffing.difference import Difference, Kind, Renamed, differing
from flows.diffing.plain import cut, generic, value_shown
from flows.diffing.wording import pieces
from flows.findings.finding import At
from flows.model import Flow
from flows.words import readable

_TEXTS: Mapping[str, str] = {
    "text": "text",
    "subject": "subject",
    "speech": "spoken text",
}


def message_changes(old: Flow, new: Flow, renamed: Sequence[Renamed]) -> Iterator[Difference]:
    """`old` tells by the newer ids, as `renamed` says it was made to."""
    for one in renamed:
        if one.noun == "message":
            words = f"“{readable(one.new)}” is the message that was called “{readable(one.old)}”."
            yield _told("renamed", one.new, "id", words, one.old, one.new)
    for name, message in new.messages.items():
        if name not in old.messages:
            words = f"“{readable(name)}” is a new message: “{cut(message.text)}”"
            yield _told("added", name, "", words, None, part_as_json(message))
        else:
            yield from _changed(name, "", part_as_json(old.messages[name]), part_as_json(message))
    for name, message in old.messages.items():
        if name not in new.messages:
            words = f"The message “{readable(name)}” is gone."
            yield _told("removed", name, "", words, part_as_json(message), None)


def _changed(
    name: str, locale: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[Difference]:
    for key in differing(before, after):
        was, now = before.get(key), after.get(key)
        if key == "locales":
            yield from _locales(name, was or {}, now or {})
            continue
        what = f"“{readable(name)}”{f' in the language “{locale}”' if locale else ''}"
        path = f"locales.{locale}.{key}" if locale else key
        if key in _TEXTS:
            yield _text(name, path, what, _TEXTS[key], was, now)
        elif key == "buttons":
            words = f"{what} now has the buttons {_buttons(now)} instead of {_buttons(was)}."
            yield _told("changed", name, path, words, was, now)
        elif key == "class":
            words = "now passes quiet hours and limits" if now else "now waits for quiet hours and limits"
            yield _told("changed", name, path, f"{what} {words}.", was, now)
        else:
            yield _told("changed", name, path, generic(what, key, was, now), was, now)


def _text(name: str, path: str, what: str, noun: str, was: Any, now: Any) -> Difference:
    if was is None or now is None:
        words = (
            f"{what} now has a {noun}: “{cut(now)}”" if now is not None else f"{what} no longer has a {noun}."
        )
        return _told("changed", name, path, words, was, now)
    found = pieces(was, now)
    words = f"The {noun} of {what} is another one."
    return Difference("changed", At("message", name), path, words, was, now, found)


def _locales(name: str, was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Difference]:
    for locale in differing(was, now):
        before, after = was.get(locale), now.get(locale)
        path = f"locales.{locale}"
        if before is None:
            words = f"“{readable(name)}” is now there in the language “{locale}”."
            yield _told("added", name, path, words, before, after)
        elif after is None:
            words = f"“{readable(name)}” is no longer there in the language “{locale}”."
            yield _told("removed", name, path, words, before, after)
        else:
            yield from _changed(name, locale, before, after)


def _buttons(buttons: Sequence[Mapping[str, str]] | None) -> str:
    told = [f"“{cut(one['title'])}” ({readable(one['intent'])})" for one in buttons or ()]
    return ", ".join(told) or value_shown(None)


def _told(kind: Kind, name: str, key: str, words: str, before: Any, after: Any) -> Difference:
    return Difference(kind, At("message", name), key, words, before, after)
