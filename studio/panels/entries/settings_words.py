"""The flow's settings in sentences: what starts it, how many there are at a time, which days count. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from flows.action_words import says
from flows.calendars import is_public_holiday
from flows.errors import UnknownCalendar
from flows.model import Flow, Start, Unmatched
from flows.words import guard_words, readable
from studio.words import plural

_SOON = 366
"""Days to look ahead for the next public holiday."""


def start_words(start: Start) -> str:
    """“Starts when “invoice due” arrives, if amount is more than 0.”"""
    heard = (
        f"“{readable(start.value)}” arrives"
        if start.type == "event"
        else f"a customer says “{readable(start.value)}”"
    )
    condition = "" if start.when is None else f", if {guard_words(start.when)}"
    return f"Starts when {heard}{condition}."


def key_words(flow: Flow) -> str:
    """How many of the process a customer can have."""
    if flow.key is None:
        return "A customer has one open process at a time; what would start another one reaches that one."
    return (
        f"A customer has one open process for each {readable(flow.key)}, and as many as there are of those."
    )


def calendar_words(calendar: str | None, where: str, today: date) -> str:
    """Which days are business days, and the next one that isn't for a holiday."""
    if calendar is None:
        return "Business days are Monday to Friday; there are no public holidays."
    try:
        days = (today + timedelta(days=n) for n in range(_SOON))
        day = next((day for day in days if is_public_holiday(day, calendar)), None)
    except UnknownCalendar as error:
        return str(error)
    following = f"; the next is on {day:%A}, {day.day} {day:%B} {day.year}" if day is not None else ""
    return f"Public holidays of {where} are no business days{following}."


def unmatched_words(unmatched: Unmatched | None) -> str:
    """What a customer meets whom nobody understands."""
    if unmatched is None:
        return "Nothing is answered: the message waits for somebody to read it."
    then = ", then ".join(says(action) for action in unmatched.then)
    if unmatched.message is None or unmatched.tries == 0:
        return f"At once it {then}." if then else "Nothing is answered."
    said = f"It says “{readable(unmatched.message)}”, {plural(unmatched.tries, 'time')} in a row at most"
    return f"{said}; after that it {then}." if then else f"{said}; after that, nothing."
