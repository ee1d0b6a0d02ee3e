"""Where the parts of a flow are named: each use as it reads without the name, so that two flows can be compared."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple, assert_never

from flows.codec import as_json
from flows.diffing.difference import canonical
from flows.model import Flow
from flows.renaming import Noun, Renaming

_WORD = re.compile(r"\w+")
_MASK = "…"

Where = Literal["transition", "state", "intent", "message", "start", "unmatched", "flow"]


class _Piece(NamedTuple):
    """A small part of a flow, in which a name stands or doesn't."""

    where: Where
    value: Mapping[str, Any]


class Uses:
    """Every place of one flow at which something is named."""

    def __init__(self, flow: Flow) -> None:
        self._pieces = list(_pieces(as_json(flow)))
        self._by_word: dict[str, list[_Piece]] = defaultdict(list)
        for piece in self._pieces:
            for word in set(_WORD.findall(canonical(piece.value))):
                self._by_word[word].append(piece)

    def of(self, noun: Noun, name: str) -> Counter[str]:
        """The uses of a name, each without it; whose they are doesn't count: that may be called otherwise too."""
        renaming = Renaming(noun, name, _MASK)
        found: Counter[str] = Counter()
        for piece in self._by_word.get(name, ()):
            masked = _masked(renaming, piece)
            if masked != piece.value:
                found[f"{piece.where} {canonical(masked)}"] += 1
        return found


def _pieces(flow: Mapping[str, Any]) -> Iterator[_Piece]:
    for transition in flow.get("transitions", ()):
        yield from _each("transition", transition)
    for state in flow["states"]:
        if isinstance(state, Mapping):
            yield from _each("state", state)
    for intent in flow.get("intents", {}).values():
        yield from (
            _Piece("intent", {"slots": {slot: kind}}) for slot, kind in intent.get("slots", {}).items()
        )
    for message in flow.get("messages", {}).values():
        for words in (message, *message.get("locales", {}).values()):
            yield from _each("message", {key: part for key, part in words.items() if key != "locales"})
    yield from (_Piece("start", start) for start in flow.get("starts", ()))
    yield from _each("unmatched", flow.get("unmatched", {}))
    if "key" in flow:
        yield _Piece("flow", {"key": flow["key"]})


def _each(where: Where, value: Mapping[str, Any]) -> Iterator[_Piece]:
    """Key by key, and lists entry by entry."""
    for key, part in value.items():
        entries: Sequence[Any] = [[one] for one in part] if isinstance(part, list) else [part]
        yield from (_Piece(where, {key: entry}) for entry in entries)


def _masked(renaming: Renaming, piece: _Piece) -> Mapping[str, Any]:
    value = dict(piece.value)
    match piece.where:
        case "transition":
            return renaming.transition(value)
        case "state":
            whole: dict[str, Any] = renaming.state(value)
            return whole
        case "intent":
            return renaming.intent(value)
        case "message":
            return renaming.message(value)
        case "start":
            return renaming.start(value)
        case "unmatched":
            return renaming.unmatched(value)
        case "flow":
            return {key: renaming.word("data", name) for key, name in value.items()}
        case _:
            assert_never(piece.where)
