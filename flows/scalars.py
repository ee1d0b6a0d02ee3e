"""YAML's scalars both ways: what a plain word is in YAML 1.2's core schema, and how a text is written."""

from __future__ import annotations

import json
import re

from flows.limits import is_storable

_HIGH = r"\xa1-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff"
_PRINTABLE = rf"\x20-\x7e\xa0{_HIGH}"
UNREADABLE = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What a YAML file can't hold unescaped (YAML 1.2, production 1)."""


class UnfitScalar(ValueError):
    """The word means something no flow may hold; the message says what, without the line."""


_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_BASES = {"0o": 8, "0x": 16}


def resolve(word: str) -> str | int | float | bool | None:
    """What an unquoted word is: null, a boolean, a number, or else text. Raises UnfitScalar."""
    if word[:1] in "-+.0123456789" and word:
        return _number(word)
    if word in _NULLS:
        return None
    return _BOOLEANS.get(word, word)


def _number(word: str) -> str | int | float:
    if _INTEGER.fullmatch(word):
        number = int(word[2:], _BASES[word[:2]]) if word[:2] in _BASES else int(word[:4000])
        if len(word) < 4000 and is_storable(number):
            return number
        raise UnfitScalar(f"“{_short(word)}” has too many digits for a number; put it in quotes")
    if _FLOAT.fullmatch(word):
        if is_storable(float(word)):
            return float(word)
        raise UnfitScalar(f"“{_short(word)}” is too large for a number")
    if _NOT_FINITE.fullmatch(word):
        raise UnfitScalar(f"“{word}” is not a number a flow can hold")
    return word


def _short(word: str) -> str:
    return word if len(word) <= 30 else f"{word[:29]}…"


# What any YAML 1.1 or 1.2 reader takes for the text it looks like: it starts with a letter, so it is no
# number, date, time or sign of YAML's own; it has no “: ” and no “ #”; and it isn't one of the words below.
# Durations are no number to any reader either.
_PLAIN = re.compile(rf"[A-Za-z_{_HIGH}][{_PRINTABLE}]*(?<![ :])|-?[1-9][0-9]{{0,5}}(?:mo|bd|[wdhm])")
_TELLING = re.compile(r": | #")
_BRACKETS = re.compile(r"[][{},]")
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"})
_LITERAL = re.compile(rf"[\x21-\x7e{_HIGH}][{_PRINTABLE}\t]*\n[{_PRINTABLE}\t\n]*")
_TRIMMED = re.compile(r"[ \t](?:\n|\Z)|\n\n\Z")
_ESCAPED_BY_YAML_ONLY = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def on_one_line(text: str) -> str:
    """`text` as a scalar on one line: plain where every reader agrees it is text, else in double quotes."""
    if _PLAIN.fullmatch(text) and not _TELLING.search(text) and text.lower() not in _WORDS:
        return text
    return quoted(text)


def within_brackets(text: str) -> str:
    """`text` as a scalar inside `[…]` or `{…}`, where commas and brackets end a plain one."""
    word = on_one_line(text)
    return quoted(text) if word == text and _BRACKETS.search(text) else word


def quoted(text: str) -> str:
    """`text` in double quotes, as YAML and JSON both read it."""
    escaped = json.dumps(text, ensure_ascii=False)
    return _ESCAPED_BY_YAML_ONLY.sub(lambda found: f"\\u{ord(found[0]):04x}", escaped)


def fits_literal(text: str) -> bool:
    """Whether a literal block (`|`) holds `text` exactly, even once an editor has trimmed its lines."""
    return bool(_LITERAL.fullmatch(text)) and not _TRIMMED.search(text)


def number_text(number: float) -> str:
    """A number as every reader takes it for one: YAML 1.1 wants a point before an exponent."""
    text = repr(number)
    return text.replace("e", ".0e") if "e" in text and "." not in text else text
