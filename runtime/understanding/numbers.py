"""Numbers, amounts and ids in a customer's text."""

from __future__ import annotations

import re
from itertools import islice
from typing import NamedTuple

from babel import Locale
from babel.numbers import NumberFormatError, parse_decimal
from price_parser import Price

MOST = 50
"""Numbers and ids that are looked at in one text: a bound, not a limit anyone meets."""

_DIGITS = r"\d{1,15}(?:[.,' \u00a0\u202f]\d{3})*(?:[.,]\d{1,6})?"
_NUMBER = re.compile(rf"(?<![\w.,#/@:-])(?P<sign>-(?=\d))?(?P<digits>{_DIGITS})(?![\w@/:]|[.,-]\d)")
_ATTACHED_CURRENCY = re.compile(
    rf"(?<![\w.,])(?P<digits>{_DIGITS})(?=(?:eur|usd|gbp|chf|k[cč])\b)", re.IGNORECASE
)
_BEFORE = re.compile(r"[^\s\d,;]{1,4}\s?$")
_AFTER = re.compile(r"\s?(?:[^\W\d]+|[^\w\s])")
_PERCENT = re.compile(r"\s?(?:%|percent|prozent|por ciento)", re.IGNORECASE)
_CUES = (
    r"order|invoice|bill|booking|ticket|case|contract|customer|account|tracking|shipment|parcel|reference|ref|id|code|"
    r"bestellung|rechnung|auftrag|kunden|vertrag|sendung|pedido|factura|contrato|envio|cliente"
)
_NUMBER_WORD = r"(?:number|nummer|numero|num|nr|no|n[º°]|id)"
_LONGEST_CUE = 50
_CUE = re.compile(
    rf"(?:\b(?P<of>{_CUES})(?:s?{_NUMBER_WORD})?|\b{_NUMBER_WORD})\.?"
    rf"(?: (?:{_NUMBER_WORD}\b\.?|is|ist|es|lautet))*\s*[:#]?\s*$",
    re.IGNORECASE,
)
_ID = re.compile(r"(?<![\w@.,/-])#?(?P<id>(?=[\w/-]*\d)[A-Za-z0-9](?:[\w/-]*[A-Za-z0-9])?)(?![\w@]|[.,:]\d)")
_SHORTEST_BARE_ID = 4
"""A number of fewer digits, said without “order” or “#”, is a count rather than an id."""
_ORDINAL = re.compile(
    r"\d+(?:st|nd|rd|th|x|h|am|pm|ers?|te[nrs]?|eur|usd|gbp|chf|kg|g|cm|mm|km|min)", re.IGNORECASE
)


class Number(NamedTuple):
    """A number at `start:end`; `currency` is the sign or code beside it, if any."""

    start: int
    end: int
    value: int | float
    currency: str | None = None
    is_share: bool = False
    """In per cent."""


class Id(NamedTuple):
    """An id-like token at `start:end`, and the word that announces it (“order”), if any."""

    start: int
    end: int
    text: str
    cue: str = ""


def find_numbers(text: str, locale: Locale) -> list[Number]:
    """In spoken order; ids and ordinals are none. Separators are read as the locale has them, if they fit."""
    matches = [*_NUMBER.finditer(text), *_ATTACHED_CURRENCY.finditer(text)]
    found = []
    for match in sorted(matches, key=lambda match: match.start())[:MOST]:
        start, end = match.span("digits")
        if _announced(text, start):
            continue
        value = _value(match["digits"], locale)
        signed = -value if match.groupdict().get("sign") else value
        share = _PERCENT.match(text, end) is not None
        found.append(Number(start, end, signed, _currency(text, start, end), share))
    return found


def find_ids(text: str) -> list[Id]:
    """The likeliest first: announced ones, then those of letters and digits, then long bare numbers."""
    found = []
    for match in islice(_ID.finditer(text), MOST):
        token = match["id"]
        cue = _announced(text, match.start())
        announced = cue is not None or match[0].startswith("#")
        bare = token.isdigit()
        if _ORDINAL.fullmatch(token) or (bare and not announced and len(token) < _SHORTEST_BARE_ID):
            continue
        rank = 0 if announced else 2 if bare else 1
        found.append((rank, Id(*match.span("id"), token, ((cue and cue["of"]) or "").lower())))
    return [found_id for _, found_id in sorted(found, key=lambda pair: (pair[0], pair[1].start))]


def _announced(text: str, start: int) -> re.Match[str] | None:
    return _CUE.search(text[max(0, start - _LONGEST_CUE) : start])


def _currency(text: str, start: int, end: int) -> str | None:
    """The sign or code right before the number, or the word right after it."""
    before = _BEFORE.search(text[max(0, start - 5) : start])
    after = _AFTER.match(text[end : end + 12])
    around = (before[0] if before else "") + text[start:end] + (after[0] if after else "")
    return Price.fromstring(around).currency


def _value(digits: str, locale: Locale) -> int | float:
    try:
        value = parse_decimal(digits, locale=locale, strict=True)
    except NumberFormatError:
        # Written as in another country.
        amount = Price.fromstring(digits).amount
        value = amount if amount is not None else parse_decimal(digits, locale="en")
    return int(value) if value == value.to_integral_value() else float(value)
