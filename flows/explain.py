"""What pydantic finds wrong with a flow, in plain sentences, each with the line it belongs to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from flows.actions.action import Action
from flows.actions.registry import type_name
from flows.errors import FlowTextError
from flows.guard_model import AllOf, AnyOf, Clause, NotOf
from flows.limits import Path, path_text
from flows.model import Accepted, MessageText, State, WhatsAppTemplate
from flows.part import FlowPart
from flows.reader import Lines
from flows.scenario_model import Expect
from flows.spots import Spot, keys, spot

MOST_PROBLEMS = 50
"""More than a person reads; the rest shows once these are mended."""
_MOST_LOOKED_AT = 1000


def explain(error: ValidationError, lines: Lines | None = None) -> FlowTextError:
    """One FlowTextError for all that pydantic found in a flow, in file order.

    `lines` are those of the flow's own document; without them a message names the path instead.
    """
    found = error.errors(include_url=False)
    return as_one([_problem(details, lines) for details in found[:_MOST_LOOKED_AT] if not _is_echo(details)])


def as_one(problems: Iterable[FlowTextError]) -> FlowTextError:
    """The first of them in file order, which carries the others."""
    by_text = {str(problem): problem for problem in problems}  # a field of a union may be told of twice
    first, *more = sorted(by_text.values(), key=lambda problem: problem.line or 0)
    return FlowTextError(str(first), line=first.line, path=first.path, more=more[: MOST_PROBLEMS - 1])


def problem_at(what: str, path: Path, lines: Lines | None, hint: str = "") -> FlowTextError:
    """The error that says `what`, where, and the hint: “trigger” is missing (line 3); add it."""
    line = lines.nearest(path) if lines is not None else None
    place = f"line {line}" if line is not None else path_text(path)
    sentence = what[:1].upper() + what[1:].rstrip(".")
    sentence = f"{sentence} ({place})" if place else sentence
    message = f"{sentence}; {hint}" if hint else sentence
    return FlowTextError(message if message.endswith("?") else f"{message}.", line=line, path=path_text(path))


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint that names the known word which `word` may have meant, or all there are."""
    words, meant = list(known), word.lower()
    near = get_close_matches(meant, words, n=1) or [
        known for known in words if meant and known.startswith(meant)
    ]
    return f"did you mean “{near[0]}”?" if near else f"there is {', '.join(words)}"


def _is_echo(details: ErrorDetails) -> bool:
    """A list whose entries are all wrong counts as empty; the entries have been told of."""
    return details["type"] == "too_short" and bool(details["input"])


def _problem(details: ErrorDetails, lines: Lines | None) -> FlowTextError:
    place = spot(details["loc"])
    what, hint = _SAYINGS.get(details["type"], _does_not_fit)(place, details)
    return problem_at(what, place.path, lines, hint)


# --- nouns --------------------------------------------------------------------------------------------

_NOUNS: Mapping[type[FlowPart], str] = {
    AllOf: "a condition",
    AnyOf: "a condition",
    NotOf: "a condition",
    Clause: "a condition",
    Accepted: "an entry of “accept”",
    Expect: "what a step expects",
    MessageText: "a message in another language",
    WhatsAppTemplate: "a WhatsApp template",
}
_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


def noun(part: type[FlowPart]) -> str:
    """What people call a part of the model: a transition, the action “send_message”."""
    if issubclass(part, Action) and part is not Action:
        return f"the action “{type_name(part)}”"
    words = _CAPITAL.sub(" ", part.__name__).lower()
    return _NOUNS.get(part) or f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def _described(value: Any) -> str:
    match value:
        case None:
            return "empty"
        case bool():
            return "true" if value else "false"
        case str():
            return f"“{value}”" if len(value) <= 60 else f"“{value[:59]}…”"
        case Mapping():
            return "a group of keys"
        case list() | tuple():
            return "a list"
        case _:
            return str(value)


# --- sentences ----------------------------------------------------------------------------------------

Saying = tuple[str, str]
"""What is wrong, and a hint or nothing."""

PATTERNS: Mapping[str, str] = {
    r"^[a-z][a-z0-9_]{0,62}$": "it is up to 63 small letters, digits and “_”, and starts with a letter",
    r"^\w[\w-]{0,62}$": "it is up to 63 letters, digits, “_” and “-”",
    r"^[A-Za-z_]\w{0,62}$": "it is up to 63 letters, digits and “_”, and doesn't start with a digit",
    r"^(data|event|contact)\.\w+$": "write a field such as data.due_date",
    r"^[A-Z]{3}$": "write a currency's three letters, such as EUR",
    r"^[0-9a-f]{64}$": "it is the 64 characters that an export came with",
}
"""What the model's regular expressions ask for, in words."""


def _unknown_key(place: Spot, details: ErrorDetails) -> Saying:
    around, key = spot(details["loc"][:-1]).part, str(place.path[-1])
    if around is None:
        return _does_not_fit(place, details)
    return f"“{key}” is not a key of {noun(around)}", nearest(key, keys(around))


def _missing(place: Spot, details: ErrorDetails) -> Saying:
    around = spot(details["loc"][:-1])
    if around.part is None:
        return f"{around.name} is too short", ""
    return f"{noun(around.part)} needs “{place.path[-1]}”", ""


def _unknown_type(place: Spot, details: ErrorDetails) -> Saying:
    given, tag, known = details["input"], details["ctx"]["tag"], _quoted(details["ctx"]["expected_tags"])
    named = given.get("type", tag) if isinstance(given, Mapping) else tag
    what = "action" if place.kind is Action else "trigger"
    return f"{_described(named)} is not a type of {what}", nearest(tag, known)


def _no_type(place: Spot, details: ErrorDetails) -> Saying:
    return f"{place.name} needs “type”", ""


def _not_listed(place: Spot, details: ErrorDetails) -> Saying:
    given, allowed = details["input"], _quoted(details["ctx"]["expected"])
    return f"{place.name} can't be {_described(given)}", nearest(str(given), allowed)


def _not_matching(place: Spot, details: ErrorDetails) -> Saying:
    wanted = PATTERNS.get(details["ctx"]["pattern"], "")
    if place.of_key:
        return f"{place.name} can't be a name here", wanted
    return f"{place.name} can't be {_described(details['input'])}", wanted


def _not_text(place: Spot, details: ErrorDetails) -> Saying:
    if isinstance(details["input"], bool | int | float):
        return f"{place.name} must be a text, not {_described(details['input'])}", "put it in quotes"
    return _wants("a text")(place, details)


def _own_sentence(place: Spot, details: ErrorDetails) -> Saying:
    """What the model's own checks say."""
    context = details["ctx"]
    return f"{place.name}: {context.get('reason') or context.get('error')}", ""


def _not_a_part(place: Spot, details: ErrorDetails) -> Saying:
    wanted = "a group of keys"
    if place.kind is State:
        wanted = "an id or a group of keys"
    elif place.part in (None, Action):
        wanted = "a group of keys with a “type”"
    return _wants(wanted)(place, details)


def _does_not_fit(place: Spot, details: ErrorDetails) -> Saying:
    return f"{place.name} can't be {_described(details['input'])}", ""


def _wants(wanted: str) -> Callable[[Spot, ErrorDetails], Saying]:
    def say(place: Spot, details: ErrorDetails) -> Saying:
        given = details["input"]
        if given is None:
            return f"{place.name} has no value", f"write {wanted}"
        return f"{place.name} must be {wanted}, not {_described(given)}", ""

    return say


def _limit(words: str, key: str) -> Callable[[Spot, ErrorDetails], Saying]:
    def say(place: Spot, details: ErrorDetails) -> Saying:
        return f"{place.name} {words.format(details['ctx'][key])}", ""

    return say


def _quoted(words: str) -> list[str]:
    """The words in pydantic's “'a', 'b' or 'c'”."""
    return re.findall(r"'([^']*)'", words)


_A_NUMBER, _A_WHOLE_NUMBER, _YES_OR_NO = _wants("a number"), _wants("a whole number"), _wants("true or false")
_SAYINGS: Mapping[str, Callable[[Spot, ErrorDetails], Saying]] = {
    "extra_forbidden": _unknown_key,
    "missing": _missing,
    "union_tag_invalid": _unknown_type,
    "union_tag_not_found": _no_type,
    "literal_error": _not_listed,
    "flow": _own_sentence,
    "value_error": _own_sentence,
    "string_type": _not_text,
    "string_pattern_mismatch": _not_matching,
    "string_too_short": _limit("is empty", "min_length"),
    "string_too_long": _limit("is longer than {} characters", "max_length"),
    "too_short": _limit("is empty", "min_length"),
    "too_long": _limit("holds more than {}", "max_length"),
    "greater_than_equal": _limit("must be at least {:g}", "ge"),
    "less_than_equal": _limit("must be at most {:g}", "le"),
    "model_type": _not_a_part,
    "model_attributes_type": _not_a_part,
    "dict_type": _wants("a group of keys"),
    "tuple_type": _wants("a list"),
    "int_type": _A_WHOLE_NUMBER,
    "int_parsing": _A_WHOLE_NUMBER,
    "int_from_float": _A_WHOLE_NUMBER,
    "float_type": _A_NUMBER,
    "float_parsing": _A_NUMBER,
    "bool_type": _YES_OR_NO,
    "bool_parsing": _YES_OR_NO,
}
