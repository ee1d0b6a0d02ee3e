"""What is done to a file's content: well-formed text that says something else, or nothing at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from functools import lru_cache
from random import Random
from typing import Any, NamedTuple

from flows.errors import FlowTextError
from flows.reader import read


class Spot(NamedTuple):
    """One value of a document, by what holds it."""

    holder: Any
    key: Any

    @property
    def value(self) -> Any:
        return self.holder[self.key]


def spots(value: Any) -> Iterator[Spot]:
    """Every value of a document, but for the document itself."""
    waiting = [value]
    while waiting:
        holder = waiting.pop()
        for key in list(holder) if isinstance(holder, dict) else range(len(holder)):
            yield Spot(holder, key)
            if isinstance(holder[key], dict | list):
                waiting.append(holder[key])


def _content(text: str) -> Any:
    """A copy of what a text holds; None where it can't be read."""
    kept = _kept(text)
    return None if kept is None else json.loads(kept)


@lru_cache(maxsize=32)
def _kept(text: str) -> str | None:
    try:
        return json.dumps(read(text).value)
    except FlowTextError:
        return None


Change = Callable[[list[Spot], Random], None]


def changing(change: Change) -> Callable[[str, Random], str]:
    """The mutation of a text that changes its content; one that can't be read any more stays as it is."""

    def mutation(text: str, random: Random) -> str:
        value = _content(text)
        if value is None:
            return text
        found = list(spots(value)) if isinstance(value, dict | list) else []
        for _ in range(random.choice((1, 1, 1, 2, 5))):
            if found:
                change(found, random)
        return json.dumps(value, ensure_ascii=False, indent=1)

    return mutation


def anything_else(found: list[Spot], random: Random) -> None:
    """A value of another kind."""
    spot = _chosen(found, random)
    _put(spot, deepcopy(random.choice(VALUES)))


def values_swapped(found: list[Spot], random: Random) -> None:
    """Two values in each other's place."""
    one, other = _chosen(found, random), _chosen(found, random)
    first, second = deepcopy(one.value), deepcopy(other.value)
    _put(one, second)
    _put(other, first)


def keys_swapped(found: list[Spot], random: Random) -> None:
    """A key is another key of the file, or one that nobody knows."""
    named = [spot for spot in found if isinstance(spot.holder, dict) and spot.key in spot.holder]
    if named:
        spot, other = random.choice(named), random.choice(named)
        key = random.choice((other.key, str(spot.key)[:-1], str(spot.key) + "s", random.choice(NAMES)))
        spot.holder[key] = spot.holder.pop(spot.key)


def gone(found: list[Spot], random: Random) -> None:
    """A value isn't there."""
    spot = _chosen(found, random)
    if isinstance(spot.holder, dict):
        spot.holder.pop(spot.key, None)
    elif spot.key < len(spot.holder):
        spot.holder.pop(spot.key)


def renamed(found: list[Spot], random: Random) -> None:
    """A word is another wherever it stands: an id in another script, or one that is taken."""
    words = [
        spot.value
        for spot in found
        if _is_there(spot) and isinstance(spot.value, str) and len(spot.value) < 40
    ]
    if words:
        old, new = random.choice(words), random.choice((*NAMES, random.choice(words)))
        for spot in found:
            if _is_there(spot) and spot.value == old:
                _put(spot, new)
            if isinstance(spot.holder, dict) and spot.key == old and old in spot.holder:
                spot.holder[new] = spot.holder.pop(old)


def repeated(found: list[Spot], random: Random) -> None:
    """An entry of a list is there often, and sometimes with an id of its own."""
    entries = [spot for spot in found if isinstance(spot.holder, list) and _is_there(spot)]
    if entries:
        spot = random.choice(entries)
        copies = [deepcopy(spot.value) for _ in range(random.choice((1, 2, 20, 200)))]
        for number, copy in enumerate(copies):
            if isinstance(copy, dict) and "id" in copy and random.random() < 0.9:
                copy["id"] = f"{copy['id']}_{number}"
        spot.holder.extend(copies)


def nested(found: list[Spot], random: Random) -> None:
    """A value stands inside itself, some levels down."""
    spot = _chosen(found, random)
    value = deepcopy(spot.value) if not isinstance(spot.value, dict | list) else "x"
    for _ in range(random.choice((1, 3, 50, 62, 70))):
        value = random.choice(([value], {"not": value}, {"all": [value]}, {"a": value}))
    _put(spot, value)


def _chosen(found: list[Spot], random: Random) -> Spot:
    there = [spot for spot in found if _is_there(spot)]
    return random.choice(there or [Spot({"": None}, "")])


def _is_there(spot: Spot) -> bool:
    """Whether what holds it still does: changes come one after the other."""
    return spot.key in spot.holder if isinstance(spot.holder, dict) else spot.key < len(spot.holder)


def _put(spot: Spot, value: Any) -> None:
    spot.holder[spot.key] = value


NAMES = (
    "", " ", "*", "a", "état", "状态", "🙂", "\u202edi", "e\u0301", "İ", "ﬁ", "a b", "a.b", "a-b", "9",
    "__class__", "data", "now", "answer", "unmatched", "goto:a", "type", "schema", "state_maps", "x" * 63,
    "x" * 64, "x" * 255, "x" * 256, "\0", "\n", "<b>", "&amp;", "%s", "{}",
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 7.5, 10**17, 10**18, -(10**30), 1e308, 5e-324, [], {}, [[]], [None],
    {"": None}, ["*"], ["*", "*"], {"a": {}}, *NAMES, "a" * 50_000, "é " * 5_000, ["a"] * 5_000,
    {str(n): n for n in range(2_000)}, "{{", "{{ data.amount }}", "{{ data.__class__.__mro__ }}",
    "{{ 9 ** 9 ** 9 }}", "{% for a in b %}{% endfor %}", "{% raw %}", "{# x",
    "{{ data.a | money | money('EUR') | upper | nothing }}", "{% if data.a %}" * 200,
    "{{ a" + ".a" * 500 + " }}", "{{ 'a' * 10 ** 9 }}", "{{ " + "(" * 2_000 + "a" + ")" * 2_000 + " }}",
    "{% if a %}x{% else %}" * 90 + "{% endif %}" * 90, "(a+)+$", "(", "\\1", "(?=a)", "(a{1000}){1000}",
    "((a{100}){100}){100}", "a**", "[[:nope:]]", "\\p{Nope}", "99999999999d", "999999999999999999999d",
    "P9999Y", "-0m", "36525bd", "-36525bd", "1200mo", "0d", "1.5d", "1d1d", "d", "59s", "P", "99:99",
    "24:00", "09:00", "2026-02-30", "9999-12-31", "0001-01-01", "0000-00-00", "2026-03-29T02:30:00+02:00",
    "2026-W01-1", "../../etc/passwd", "/etc/passwd", "Europe", "posixrules", "utc", "XX", "DE-XX",
    "DE-BY-BY", "US-", "-", "Mo-Su 25:00-99:00", "24/7 off", "Mo" * 500, "PH off; " * 500, "xx_YY",
    "de-" * 100, "data.", "data.amount", "data.a.b.c", "event.__class__", "contact.attributes", "visits.*",
    {"field": "data.a", "op": "matches", "value": "(a+)+$"},
    {"field": "now", "op": "within", "value": "36525d"},
    {"field": "now", "op": "eq", "value": {"field": "now"}},
    {"not": {"not": {"field": "data.a", "op": "in", "value": [[], {}, None]}}}, {"all": []}, {"any": [{}]},
    {"all": [], "any": []}, {"type": "always"}, {"type": "timeout", "after": "1m"},
    {"type": "send_message"}, {"type": "nothing"}, {"type": []}, [{"type": "escalate"}] * 300,
    {"text": "{{ now }}"}, {"state_maps": []},
)  # fmt: skip

MUTATIONS: Mapping[str, Callable[[str, Random], str]] = {
    "a value of another kind": changing(anything_else),
    "values swapped": changing(values_swapped),
    "keys swapped": changing(keys_swapped),
    "a value gone": changing(gone),
    "a word renamed": changing(renamed),
    "an entry repeated": changing(repeated),
    "a value nested": changing(nested),
}
