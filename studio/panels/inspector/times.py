"""Times as people write them, both ways: “2 business days”, “1 day before due date at 09:00”. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from flows.durations import Duration, human, parse_duration
from flows.errors import InvalidDuration
from flows.part import Timer
from flows.words import readable

_NUMBERS: Mapping[str, str] = {
    "a": "1", "an": "1", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
    "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12",
}  # fmt: skip
_UNITS: Mapping[str, str] = {
    "minute": "m", "min": "m", "hour": "h", "hr": "h", "day": "d", "week": "w", "month": "mo", "second": "s",
    "business day": "bd", "working day": "bd", "work day": "bd", "workday": "bd", "weekday": "bd",
}  # fmt: skip
_PART = re.compile(
    rf"([0-9]+(?:[.,][0-9]+)?|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})[\s-]*"
    rf"({'|'.join(sorted(_UNITS, key=len, reverse=True))})s?\b\.?(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s+|$)"
)
_HALF = {"half an hour": "30 minutes", "a quarter of an hour": "15 minutes", "half a day": "12 hours"}
_AT = re.compile(
    r"(?:\s+at\s+|\s*,\s*(?:at\s+)?)(?:(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{2}))?\s*"
    r"(?P<half>[ap]\.?m\.?)?(?:\s*o.clock)?|(?P<named>noon|midnight|midday))$"
)
_AROUND = re.compile(r"(?P<length>.+?)\s+(?P<side>before|after)\s+(?P<field>.+)")
_SIDES = {"before": -1, "after": 1}
_EXAMPLES = "“2 days”, “3 business days”, “4 hours”"


def length_text(duration: Duration) -> str:
    """A length as the form shows it: `3 business days`; one that looks back says `7 days ago`."""
    words = human(Duration(*(abs(part) for part in duration)))
    return f"{words} ago" if min(duration) < 0 else words


def read_length(text: str) -> Duration:
    """The length people meant: words (`2 days and an hour`), or a flow's own form (`2d`). Raises InvalidDuration."""
    words = " ".join(text.lower().split())
    if not words:
        raise InvalidDuration(f"Write how long, such as {_EXAMPLES}.")
    if words.endswith(" ago"):
        return Duration(*(-part for part in read_length(words[:-4])))
    short = _spelled(_HALF.get(words, words))
    try:
        return parse_duration(short or (words.upper() if words[0] == "p" else words))
    except InvalidDuration as error:
        if short:
            raise
        raise InvalidDuration(f"“{text.strip()}” isn't a length of time; write {_EXAMPLES}.") from error


def _spelled(words: str) -> str | None:
    """`2 days and an hour` as `2d1h`; None when it isn't all amounts and units."""
    parts, end = [], 0
    for found in _PART.finditer(words):
        if found.start() != end:
            return None
        amount, unit = found[1], found[2]
        parts.append(f"{_NUMBERS.get(amount, amount)}{_UNITS[unit]}")
        end = found.end()
    return "".join(parts) if parts and end == len(words) else None


def time_text(timer: Timer) -> str:
    """When a timer comes due, as `read_time` reads it back; nothing when it doesn't say."""
    if timer.after is not None:
        return human(parse_duration(timer.after))
    if timer.delay_minutes is not None:
        return human(Duration(seconds=round(timer.delay_minutes * 60)))
    if timer.relative_to is None:
        return ""
    length = parse_duration(timer.offset) if timer.offset else Duration()
    name = path_name(timer.relative_to)
    day = f"on {name}"
    if any(length):
        side = "before" if min(length) < 0 else "after"
        day = f"{human(Duration(*(abs(part) for part in length)))} {side} {name}"
    return f"{day} at {timer.at}" if timer.at else day


def path_name(path: str) -> str:
    """What people call a date to count from: `due date` for `data.due_date`, `event sent at` for `event.sent_at`."""
    root, _, name = path.partition(".")
    return readable(name) if root == "data" else f"{root} {readable(name)}"


def read_time(text: str, dates: Iterable[str]) -> dict[str, str]:
    """The fields of a `Timer` that people meant: `after`, or `relative_to` with `offset` and `at`.

    `dates` are the paths to count from, such as `data.due_date`. Raises InvalidDuration, with what to write.
    """
    words = " ".join(text.lower().split()).rstrip(".")
    day, at = _time_of_day(words)
    if around := _AROUND.fullmatch(day):
        return _dated(around["length"], _SIDES[around["side"]], around["field"], at, dates)
    if on := re.fullmatch(r"on\s+(.+)", day):
        return _dated("", 1, on[1], at, dates)
    if at:
        raise InvalidDuration(
            "A time of day goes with a date: “on due date at 09:00”, “1 day before due date at 09:00”."
        )
    length = _waited(re.sub(r"^(?:after|in|before)\s+", "", day), dates)
    if min(length) < 0:
        raise InvalidDuration("This looks back; write how long to wait, such as “2 days”.")
    return _after(length)


def _waited(words: str, dates: Iterable[str]) -> Duration:
    try:
        return read_length(words)
    except InvalidDuration:
        known = {path_name(path).lower() for path in dates}
        if words.removeprefix("the ") not in known:
            raise
    raise InvalidDuration(f"Say how long before or after: “1 day before {words}”, or “on {words}”.")


def _after(length: Duration) -> dict[str, str]:
    if length.is_exact and length.seconds < 60:
        raise InvalidDuration("Wait at least 1 minute.")
    return {"after": str(length)}


def _dated(length: str, sign: int, field: str, at: str | None, dates: Iterable[str]) -> dict[str, str]:
    fields = {"relative_to": _path(field, dates)}
    if length:
        offset = Duration(*(sign * part for part in read_length(re.sub(r"^the\s+(?=day\b)", "1 ", length))))
        if any(offset):
            fields["offset"] = str(offset)
    return {**fields, "at": at} if at else fields


def _path(words: str, dates: Iterable[str]) -> str:
    known = {path_name(path).lower(): path for path in dates} | {path.lower(): path for path in dates}
    wanted = re.sub(r"^the\s+", "", words.strip())
    if wanted in known:
        return known[wanted]
    named = [path_name(path) for path in dates]
    near = get_close_matches(wanted, list(known), n=1)
    if near:
        hint = f" Did you mean “{path_name(known[near[0]])}”?"
    else:
        hint = f" There is {', '.join(named)}." if named else " Declare a date among the flow's data first."
    raise InvalidDuration(f"“{wanted}” isn't a date this flow knows.{hint}")


def _time_of_day(words: str) -> tuple[str, str | None]:
    """What stands before a time of day, and the time as `HH:MM`. Raises InvalidDuration."""
    found = _AT.search(words)
    if found is None:
        return words, None
    day = words[: found.start()].strip(" ,")
    if found["named"]:
        return day, "00:00" if found["named"] == "midnight" else "12:00"
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            raise InvalidDuration("With am or pm the hour is 1 to 12.")
        hour = hour % 12 + (12 if found["half"].startswith("p") else 0)
    if hour > 23 or minute > 59:
        raise InvalidDuration("A time of day is 00:00 to 23:59.")
    return day, f"{hour:02}:{minute:02}"
