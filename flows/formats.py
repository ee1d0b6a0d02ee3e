"""How a value reads inside a text: plainly, or through one of the filters a template may use."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal, localcontext
from functools import lru_cache
from math import isfinite
from typing import Any, Literal, NamedTuple, get_args
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time, get_datetime_format
from babel.numbers import format_currency, format_decimal, parse_pattern

Style = Literal["short", "medium", "long", "full"]
"""How much room a date may take, as CLDR knows it."""

_MOST_DIGITS = 10
_LOCALE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}")
_NUMBER = re.compile(r"[+-]?[0-9]{1,30}(\.[0-9]{1,30})?")
_DIGITS = 320
"""More than any float has before its point; Babel counts on a decimal context that holds them."""
_CURRENCY = re.compile(r"[A-Z]{3}")
# The locales' own spaces: kept, they would cost a text message its alphabet and a comparison its match.
_SPACES = str.maketrans({"\u202f": " ", "\u00a0": " "})


class Formats(NamedTuple):
    """For whom a text is written."""

    locale: str
    """Such as `de` or `pt-BR`; an unknown one reads as English."""
    zone: ZoneInfo
    """Of the wall clock that instants are shown on."""
    currencies: Mapping[str, str] = {}
    """Dotted name → ISO 4217 currency, for the `money` filter."""
    plain: bool = False
    """For the machine: a value comes out as `flows.values.parse_value` reads it back, whatever the filter."""


class Filter(NamedTuple):
    """What may stand after a `|`."""

    apply: Callable[[object, Any, Formats, str], object]
    """Value, argument (None without), formats and the dotted name filtered → what is passed on."""
    takes: Callable[[object], bool]
    """Whether it can work with this argument."""
    argument: str
    """The argument in words."""


def readable(value: object, formats: Formats) -> str:
    """A value as a person reads it: nothing for None, yes or no, 120 for 120.0, Mar 1, 2026 for a date."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "yes" if value else "no"
        case int() | float() | Decimal():
            return _digits(value)
        case date() | time():
            return _moment(value, formats, "medium")
        case list() | tuple():
            return ", ".join(readable(item, formats) for item in value)
        case _:
            return json.dumps(value, ensure_ascii=False, default=str)


def _digits(value: float | Decimal) -> str:
    """A number without exponent and without a fraction of nothing."""
    if not isfinite(value):
        return str(value)
    text = format(Decimal(str(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _moment(value: date | time, formats: Formats, style: Style) -> str:
    """A date, a time, or a datetime as both; datetimes on the wall clock of the zone, times always short."""
    if formats.plain:
        return canonical(value)
    locale = _locale(formats.locale)
    if isinstance(value, time):
        return format_time(value, "short", locale=locale).translate(_SPACES)
    if not isinstance(value, datetime):
        return format_date(value, style, locale=locale).translate(_SPACES)
    local = _on_the_wall(value, formats.zone)
    both = str(get_datetime_format(style, locale=locale)).replace("'", "")
    shown = {"{1}": _moment(local.date(), formats, style), "{0}": _moment(local.time(), formats, style)}
    return re.sub(r"\{[01]\}", lambda blank: shown[blank[0]], both).translate(_SPACES)


def canonical(value: date | time) -> str:
    """ISO 8601 as stored: `2026-03-01`, `09:00`, and datetimes (aware) in UTC as `2026-03-01T08:00:00Z`."""
    match value:
        case datetime():
            return (value.astimezone(UTC) if value.tzinfo else value).isoformat().replace("+00:00", "Z")
        case time():
            return value.strftime("%H:%M")
        case _:
            return value.isoformat()


def _on_the_wall(value: datetime, zone: ZoneInfo) -> datetime:
    try:
        return value.astimezone(zone) if value.tzinfo else value
    except OverflowError:
        return value


@lru_cache(maxsize=256)
def _locale(code: str) -> Locale:
    if _LOCALE.fullmatch(code):
        for known in (code, re.split("[-_]", code)[0]):
            try:
                return Locale.parse(known.replace("-", "_"))
            except (UnknownLocaleError, ValueError):
                continue
    return Locale("en")


def _number(value: object) -> Decimal | None:
    """The value as a number, also from its text; None when it is none."""
    number: Decimal | None = None
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        number = Decimal(value.strip())
    elif isinstance(value, int | float | Decimal) and not isinstance(value, bool) and isfinite(value):
        number = Decimal(str(value))
    return number if number is None or number.adjusted() < _DIGITS else None


def _when(value: object) -> date | time | None:
    """The value as a date, datetime or time, also from ISO 8601; None when it is none."""
    if isinstance(value, date | time):
        return value
    if isinstance(value, str):
        for read in (date.fromisoformat, datetime.fromisoformat, time.fromisoformat):
            try:
                return read(value.strip())
            except ValueError:
                continue
    return None


def _money(value: object, currency: str | None, formats: Formats, name: str) -> object:
    amount = _number(value)
    if amount is None or formats.plain:
        return value
    currency = currency or formats.currencies.get(name)
    if currency is None:
        return _format_number(value, 2, formats, name)
    with localcontext(prec=2 * _DIGITS):
        return format_currency(amount, currency, locale=_locale(formats.locale)).translate(_SPACES)


def _format_number(value: object, digits: int | None, formats: Formats, name: str) -> object:
    amount = _number(value)
    if amount is None or formats.plain:
        return value
    locale = _locale(formats.locale)
    with localcontext(prec=2 * _DIGITS):
        if digits is None:
            return format_decimal(amount, locale=locale).translate(_SPACES)
        pattern = parse_pattern(locale.decimal_formats[None].pattern)
        pattern.frac_prec = (digits, digits)
        return pattern.apply(amount, locale).translate(_SPACES)


def _date(value: object, style: Style | None, formats: Formats, name: str) -> object:
    when = _when(value)
    if when is None or isinstance(when, time):
        return value
    if isinstance(when, datetime):
        when = _on_the_wall(when, formats.zone).date()
    return _moment(when, formats, style or "medium")


def _time(value: object, argument: None, formats: Formats, name: str) -> object:
    when = _when(value)
    if isinstance(when, datetime):
        when = _on_the_wall(when, formats.zone).time()
    if isinstance(when, time):
        return _moment(when, formats, "short")
    return "" if when else value


def _default(value: object, argument: object, formats: Formats, name: str) -> object:
    return argument if value is None or value in ("", [], ()) else value


def _upper(value: object, argument: None, formats: Formats, name: str) -> object:
    return readable(value, formats).upper()


def _lower(value: object, argument: None, formats: Formats, name: str) -> object:
    return readable(value, formats).lower()


def _capitalize(value: object, argument: None, formats: Formats, name: str) -> object:
    return readable(value, formats).capitalize()


def _nothing(argument: object) -> bool:
    return argument is None


def _currency(argument: object) -> bool:
    return argument is None or (isinstance(argument, str) and _CURRENCY.fullmatch(argument) is not None)


def _style(argument: object) -> bool:
    return argument is None or argument in get_args(Style)


def _decimals(argument: object) -> bool:
    return argument is None or (type(argument) is int and 0 <= argument <= _MOST_DIGITS)


def _constant(argument: object) -> bool:
    return isinstance(argument, str | int | float)


FILTERS: Mapping[str, Filter] = {
    "money": Filter(_money, _currency, "nothing, or a currency such as 'EUR'"),
    "date": Filter(_date, _style, "nothing, or one of 'short', 'medium', 'long', 'full'"),
    "time": Filter(_time, _nothing, "no argument"),
    "number": Filter(_format_number, _decimals, f"nothing, or how many decimals, 0 to {_MOST_DIGITS}"),
    "default": Filter(_default, _constant, "what to write instead, such as 'there'"),
    "upper": Filter(_upper, _nothing, "no argument"),
    "lower": Filter(_lower, _nothing, "no argument"),
    "capitalize": Filter(_capitalize, _nothing, "no argument"),
}
"""Every filter a text may use, by its name."""
