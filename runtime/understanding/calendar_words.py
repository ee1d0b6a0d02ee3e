"""The grammar of days: which pieces of text name one, and which day that is, seen from now."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from typing import NamedTuple

from babel import Locale

from flows.calendars import shift_business_days
from runtime.understanding.folding import fold
from runtime.understanding.phrases import PHRASES, Phrases

FRIDAY, SATURDAY, SUNDAY = 4, 5, 6
Reading = date | datetime | None


class Rule(NamedTuple):
    """What a piece of folded text means, seen from a local wall clock; None if it is no day after all."""

    pattern: re.Pattern[str]
    read: Callable[[re.Match[str], datetime], Reading]


@cache
def rules(locale: str) -> tuple[Rule, ...]:
    """For a Babel locale whose language has phrases; the more explicit first."""
    language = Locale.parse(locale)
    phrases = PHRASES[language.language]
    return (
        *_written(language),
        *_counted(phrases),
        *_edges(phrases, names(language, "months", "wide")),
        *_weekdays(phrases, names(language, "days", "wide")),
        *_month_days(phrases),
        *_relative(phrases),
    )


def day_first(language: Locale) -> bool:
    """Whether 3/4 is the third of April."""
    pattern = str(language.date_formats["short"].pattern).lower()
    return pattern.find("d") < pattern.find("m")


def next_of(day: int, month: int, today: date) -> date | None:
    """The next such day, today included; of a leap day, the next leap year's."""
    candidates = (_date(year, month, day) for year in range(today.year, today.year + 9))
    return next((found for found in candidates if found and found >= today), None)


def next_month_day(day: int, today: date) -> date | None:
    """The next month's day that exists: “the 31st” said in a short month is the next one's."""
    months = (_months_later(today.replace(day=1), number) for number in range(12))
    found = (_date(month.year, month.month, day) for month in months)
    return next((candidate for candidate in found if candidate and candidate >= today), None)


def _written(language: Locale) -> Iterator[Rule]:
    """2026-03-09, 9 March 2026, March 9th, 3/9, 9.3."""
    months = names(language, "months", "wide", "abbreviated")
    named = _either(months)
    first = day_first(language)

    def year(text: str | None) -> int | None:
        return None if not text else int(text) + (2000 if len(text) == 2 else 0)

    def in_year(day: int, month: int, said: int | None, now: datetime) -> Reading:
        return next_of(day, month, now.date()) if said is None else _date(said, month, day)

    def iso(match: re.Match[str], now: datetime) -> Reading:
        return _date(int(match["y"]), int(match["m"]), int(match["d"]))

    def by_name(match: re.Match[str], now: datetime) -> Reading:
        return in_year(int(match["d"]), months[match["m"]], year(match["y"]), now)

    def by_number(match: re.Match[str], now: datetime) -> Reading:
        one, two, said = int(match["a"]), int(match["b"]), year(match["y"])
        # With full stops the day comes first wherever such dates are written.
        day, month = (one, two) if first or match["s"] == "." else (two, one)
        return in_year(day, month, said, now) or in_year(month, day, said, now)

    ordinal = r"(?P<d>\d{1,2})(?:st|nd|rd|th|\.|º)?"
    written_year = r"(?:,?\s+(?:of |de |del )?(?P<y>\d{4})\b)?"
    yield Rule(re.compile(r"(?<![\w-])(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)(?![\w-]*-|\d)"), iso)
    yield Rule(
        re.compile(rf"(?<![\w.,/#-]){ordinal}\s*(?:of |de )?(?P<m>{named})\b\.?{written_year}"), by_name
    )
    yield Rule(re.compile(rf"\b(?P<m>{named})\.?\s+(?:the )?{ordinal}(?![\d:/]){written_year}"), by_name)
    separators = "[./-]"
    numbers = rf"(?<![\w.,/#-])(?P<a>\d{{1,2}})(?P<s>{separators})(?P<b>\d{{1,2}})"
    yield Rule(re.compile(rf"{numbers}(?P=s)(?P<y>\d{{4}}|\d\d)(?![\w/-]|\.\d)"), by_number)
    # Without a year only 3/4, and 3.4. with its last full stop: 3.4 is a number and 3-4 a range.
    fraction = r"\s*(?:of|de|der|des|del)\b"
    bare = (
        rf"(?<![\w.,/#-])(?!24/7)(?P<a>\d{{1,2}})(?P<s>/)(?P<b>\d{{1,2}})(?P<y>)(?![\w/-]|[.,]\d|{fraction})"
    )
    yield Rule(re.compile(bare), by_number)
    if "." in language.date_formats["short"].pattern:
        yield Rule(
            re.compile(r"(?<![\w.,/#-])(?P<a>\d{1,2})(?P<s>\.)\s?(?P<b>\d{1,2})\.(?!\d)(?P<y>\d{4})?"),
            by_number,
        )


def _counted(phrases: Phrases) -> Iterator[Rule]:
    """In two weeks, 3 days ago."""
    units = phrases.units
    number = rf"(?P<n>\d{{1,3}}|{_either(phrases.counts)})"
    unit = "(?:" + "|".join(f"(?P<{name}>{piece})" for piece, name in units.items()) + ")"

    def reader(sign: int) -> Callable[[re.Match[str], datetime], Reading]:
        def read(match: re.Match[str], now: datetime) -> Reading:
            said = match["n"]
            count = int(said) if said.isdigit() else spelled_count(said, phrases) or 0
            name = next(name for name in units.values() if match[name])
            return _shifted(now, sign * count, name)

        return read

    for sign, templates in ((1, phrases.ahead), (-1, phrases.ago)):
        for template in templates:
            pattern = template.replace("{n}", number).replace("{unit}", unit)
            yield Rule(re.compile(rf"\b{pattern}(?!\w)"), reader(sign))


def _edges(phrases: Phrases, months: Mapping[str, int]) -> Iterator[Rule]:
    """End of the month, end of next week, start of May."""
    which = rf"(?:(?P<next>{phrases.next}) |{phrases.this} )?"
    nouns = rf"(?P<week>{phrases.week})|(?P<month>{phrases.month})|(?P<year>{phrases.year})"
    period = rf"(?:{nouns}|(?P<name>{_either(months)}))"
    after = rf"(?P<after> (?:{phrases.next_after}))?"

    def end(match: re.Match[str], now: datetime) -> Reading:
        ahead = 1 if match["next"] or match["after"] else 0
        first = _first_of(match, months, now.date(), ahead)
        if match["week"]:
            friday = first + timedelta(days=FRIDAY)
            return friday if friday >= now.date() else first + timedelta(days=SUNDAY)
        return _months_later(first, 12 if match["year"] else 1) - timedelta(days=1)

    def start(match: re.Match[str], now: datetime) -> Reading:
        ahead = 1 if match["next"] or match["after"] else 0
        first = _first_of(match, months, now.date(), ahead)
        if first >= now.date():
            return first
        # The start of a month that has begun is the next one's.
        return None if match["week"] else _first_of(match, months, _months_later(first, 1), 0)

    yield Rule(re.compile(rf"\b{phrases.end_of}{which}{period}{after}\b"), end)
    yield Rule(re.compile(rf"\b{phrases.start_of}{which}{period}{after}\b"), start)
    yield Rule(
        re.compile(rf"\b(?:{phrases.month_end})\b"),
        lambda _, now: _months_later(now.date().replace(day=1), 1) - timedelta(days=1),
    )


def _weekdays(phrases: Phrases, names: Mapping[str, int]) -> Iterator[Rule]:
    """Friday, next Friday, Friday next week, last Monday; an abbreviation only where a day is due."""
    which = rf"(?:(?P<next>{phrases.next}) |(?P<last>{phrases.last}) |(?:{phrases.this}) )?"
    next_week = rf"(?:(?:{phrases.next}) {phrases.week}|{phrases.week} (?:{phrases.next_after}))"
    after = rf"(?:,? (?:of |in |de |de la )?(?P<after>{next_week})|,? (?P<behind>{phrases.next_after})\b)?"
    before = rf"(?:(?P<before>{next_week}),? (?:on |am |el )?)?"

    def reader(days: Mapping[str, int]) -> Callable[[re.Match[str], datetime], Reading]:
        def read(match: re.Match[str], now: datetime) -> Reading:
            return _weekday(_valued(match["day"], days), match.groupdict(), now.date())

        return read

    yield Rule(
        re.compile(rf"\b(?<!black )(?<!good ){before}{which}(?P<day>{_either(names)})\b{after}"),
        reader(names),
    )
    if phrases.short_days:
        cue = rf"\b(?:{phrases.before_days}) "
        pattern = rf"{cue}{which}(?P<day>{_either(phrases.short_days)})\b\.?{after}"
        yield Rule(re.compile(pattern), reader(phrases.short_days))


def _month_days(phrases: Phrases) -> Iterator[Rule]:
    """The 5th, am 15., el 5; of next month."""
    next_month = rf"(?:(?:{phrases.next}) {phrases.month}|{phrases.month} (?:{phrases.next_after}))"
    following = rf"(?P<following>{phrases.of_month}{next_month})?"

    def read(match: re.Match[str], now: datetime) -> Reading:
        today = now.date()
        if match["following"]:
            today = _months_later(today.replace(day=1), 1)
        return next_month_day(int(match["d"]), today)

    for template in phrases.ordinals:
        day = template.replace("{day}", r"(?P<d>\d{1,2})")
        yield Rule(re.compile(rf"\b{day}{following}"), read)


def _relative(phrases: Phrases) -> Iterator[Rule]:
    """Tomorrow, next week, this month, the weekend."""

    def days(count: int) -> Callable[[re.Match[str], datetime], Reading]:
        return lambda _, now: now.date() + timedelta(days=count)

    def period(unit: str) -> Callable[[re.Match[str], datetime], Reading]:
        return lambda _, now: _shifted(now, 1, unit)

    def weekend(_: re.Match[str], now: datetime) -> Reading:
        today = now.date()
        return (
            today if today.weekday() == SUNDAY else today + timedelta(days=(SATURDAY - today.weekday()) % 7)
        )

    greeting = r"(?<!guten )(?<!am )(?<!buenos )(?<!buenas )"
    for piece, count in phrases.days.items():
        yield Rule(re.compile(rf"{greeting}\b(?:{piece})\b"), days(count))
    yield Rule(re.compile(rf"\b{phrases.weekend}\b"), weekend)
    for noun, unit in ((phrases.week, "w"), (phrases.month, "mo"), (phrases.year, "y")):
        following = rf"(?:{phrases.next}) (?:{noun})|(?:{noun}) (?:{phrases.next_after})"
        yield Rule(re.compile(rf"\b(?:{following})\b"), period(unit))


def _weekday(day: int, said: Mapping[str, str | None], today: date) -> date:
    if said.get("after") or said.get("before"):
        return today - timedelta(days=today.weekday()) + timedelta(days=7 + day)
    ahead = (day - today.weekday()) % 7
    if said.get("last"):
        return today - timedelta(days=(today.weekday() - day) % 7 or 7)
    if (said.get("next") or said.get("behind")) and not ahead:
        return today + timedelta(days=7)
    return today + timedelta(days=ahead)


def _first_of(match: re.Match[str], months: Mapping[str, int], today: date, ahead: int) -> date:
    """The first day of the week, month or year that an edge is of."""
    if match["week"]:
        return today - timedelta(days=today.weekday()) + timedelta(weeks=ahead)
    if match["month"]:
        return _months_later(today.replace(day=1), ahead)
    if match["year"]:
        return date(today.year + ahead, 1, 1)
    month = months[match["name"]]
    return date(today.year + (month < today.month), month, 1)


def _shifted(now: datetime, count: int, unit: str) -> Reading:
    if unit in ("min", "h"):
        return now + timedelta(**{"minutes" if unit == "min" else "hours": count})
    if unit == "bd":
        return shift_business_days(now.date(), count)
    if unit in ("mo", "y"):
        return _months_later(now.date(), count * (1 if unit == "mo" else 12))
    return now.date() + timedelta(days=count * {"d": 1, "w": 7, "fortnight": 14}[unit])


def names(language: Locale, what: str, *widths: str) -> dict[str, int]:
    """Babel's names of `days` (0 is Monday) or `months` (1 is January), folded as the text is."""
    table = getattr(language, what)
    found: dict[str, int] = {}
    for context in ("format", "stand-alone"):
        for width in widths:
            for number, name in table[context][width].items():
                found[fold(name.rstrip("."))] = number
    return found


def spelled_count(word: str, phrases: Phrases) -> int | None:
    """“two” → 2."""
    return _valued(word, phrases.counts) if re.fullmatch(_either(phrases.counts), word) else None


def _valued(said: str, pieces: Mapping[str, int]) -> int:
    return next(value for piece, value in pieces.items() if re.fullmatch(piece, said))


def _either(pieces: Mapping[str, int]) -> str:
    """Any of the pieces, longer ones first: “may” must not be all that is read of “mayo”."""
    return "(?:" + "|".join(sorted(pieces, key=len, reverse=True)) + ")"


def _months_later(day: date, count: int) -> date:
    """The same day that many months on, or the month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
