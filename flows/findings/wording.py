"""`intent-without-examples`, `confusable-intents`, `message-unused`, `missing-locale`: the words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

from flows.findings import places
from flows.findings.finding import At, Check, Finding, Fix
from flows.model import Flow, Intent, Message
from flows.words import readable

_WORD = re.compile(r"[^\W_]+")
_APOSTROPHE = re.compile(r"['’]")
_FILLERS = frozenset({
    "a", "an", "the", "please", "hi", "hello", "hey", "ok", "so",
    "well", "just", "thanks", "bitte", "hallo", "danke", "por", "favor", "hola",
})  # fmt: skip
_ALIKE = 0.8
"""How alike two words are spelled that are taken for the same."""
_MOST_RIVALS = 40
_MOST_WORDS = 100
"""Of an example that is compared with others; more than a person says at once."""
_MOST_LOCALES = 50


def unexemplified_intents(flow: Flow) -> Iterator[Finding]:
    for name, intent in flow.intents.items():
        if not intent.examples and not any(intent.locales.values()):
            message = f"“{readable(name)}” has no examples to understand it by: write some."
            path = ("intents", name)
            yield Finding("intent-without-examples", "warning", At("intent", name), message, path)


class _Example(NamedTuple):
    """A way to say an intent, reduced to the words that matter."""

    intent: str
    text: str
    words: tuple[str, ...]


def confusable_intents(flow: Flow) -> Iterator[Finding]:
    """Examples of two intents with the same words, but for fillers, order and one spelling."""
    told: set[tuple[str, str]] = set()
    for one, other in _rivals(_examples(flow)):
        pair = one.intent, other.intent  # the earlier one in the file first
        if pair not in told and _same_words(one, other):
            told.add(pair)
            yield _confusable(one, other)


def _examples(flow: Flow) -> Iterator[_Example]:
    for name, intent in flow.intents.items():
        for text in (*intent.examples, *(text for texts in intent.locales.values() for text in texts)):
            words = tuple(_WORD.findall(_APOSTROPHE.sub("", text.casefold())))
            if len(words) <= _MOST_WORDS:
                yield _Example(name, text, tuple(sorted(w for w in words if w not in _FILLERS)) or words)


def _rivals(examples: Iterator[_Example]) -> Iterator[tuple[_Example, _Example]]:
    """Pairs that have all words but one in common, or all, without comparing each with each."""
    by_rest: dict[tuple[str, ...], list[_Example]] = defaultdict(list)
    for example in examples:
        words = example.words
        for rest in {words[:i] + words[i + 1 :] for i in range(len(words))}:
            rivals = by_rest[rest]
            yield from ((rival, example) for rival in rivals if rival.intent != example.intent)
            if len(rivals) < _MOST_RIVALS:
                rivals.append(example)


def _same_words(one: _Example, other: _Example) -> bool:
    if one.words == other.words:
        return True
    odd = [w for w in one.words if w not in other.words], [w for w in other.words if w not in one.words]
    if not (len(odd[0]) == len(odd[1]) == 1):
        return False
    spelled = SequenceMatcher(None, odd[0][0], odd[1][0])
    return spelled.quick_ratio() >= _ALIKE and spelled.ratio() >= _ALIKE


def _confusable(one: _Example, other: _Example) -> Finding:
    first, second = readable(one.intent), readable(other.intent)
    message = f"“{other.text}” is an example of “{second}”, and of “{first}” too: nobody can tell them apart."
    if one.text != other.text:
        message = f"“{other.text}” of “{second}” and “{one.text}” of “{first}” are hardly to be told apart."
    path = ("intents", other.intent)
    return Finding("confusable-intents", "warning", At("intent", other.intent), message, path)


def unused_messages(flow: Flow) -> Iterator[Finding]:
    used = {name for _, name in places.message_names(flow)}
    for name in flow.messages:
        if name not in used:
            path = ("messages", name)
            fix = Fix("remove", path, f"Remove “{name}”.")
            yield Finding(
                "message-unused", "hint", At("message", name), f"“{name}” is never sent.", path, fix=fix
            )


def missing_locales(flow: Flow) -> Iterator[Finding]:
    """A locale that anything of the flow is written in is wanted for everything."""
    spoken = (locale for message in flow.messages.values() for locale in message.locales)
    heard = (locale for intent in flow.intents.values() for locale in intent.locales)
    offered = dict.fromkeys((*spoken, *heard))
    wanted = [locale for locale in offered if locale != flow.locale][:_MOST_LOCALES]
    for name, message in flow.messages.items():
        lacking = [locale for locale in wanted if _lacks(message, locale)]
        yield from _missing(At("message", name), f"The message “{name}”", ("messages", name), lacking)
    for name, intent in flow.intents.items():
        lacking = [locale for locale in wanted if intent.examples and not _examples_in(intent, locale)]
        yield from _missing(At("intent", name), f"The intent “{readable(name)}”", ("intents", name), lacking)


def _lacks(message: Message, locale: str) -> bool:
    words = message.locales.get(locale)
    if words is None or words.text is None:
        return True
    spoken = (message.subject, words.subject), (message.speech, words.speech)
    return any(own is not None and translated is None for own, translated in spoken)


def _examples_in(intent: Intent, locale: str) -> tuple[str, ...]:
    return intent.locales.get(locale, ())


def _missing(at: At, what: str, path: tuple[str, ...], locales: list[str]) -> Iterator[Finding]:
    if locales:
        yield Finding(
            "missing-locale", "hint", at, f"{what} is not wholly written in {', '.join(locales)}.", path
        )


CHECKS = (
    Check({"intent-without-examples": "warning"}, unexemplified_intents),
    Check({"confusable-intents": "warning"}, confusable_intents),
    Check({"message-unused": "hint"}, unused_messages),
    Check({"missing-locale": "hint"}, missing_locales),
)
