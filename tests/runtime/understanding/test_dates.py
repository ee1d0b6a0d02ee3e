"""Days in customers' words, on Friday the 6th of March 2026, ten in the morning in Berlin."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from runtime.understanding.dates import find_moments

BERLIN = ZoneInfo("Europe/Berlin")


def days(text: str, locale: str, now: datetime) -> list[str]:
    return [moment.day.isoformat() for moment in find_moments(text, now, BERLIN, locale)]


ENGLISH = {
    "I'll pay on Friday": "2026-03-06",
    "I’ll pay on friday": "2026-03-06",
    "this Friday": "2026-03-06",
    "next Friday": "2026-03-13",
    "Friday next week": "2026-03-13",
    "next week on Tuesday": "2026-03-10",
    "payday is next Tuesday": "2026-03-10",
    "by wed at the latest": "2026-03-11",
    "last Monday": "2026-03-02",
    "today": "2026-03-06",
    "tomorrow": "2026-03-07",
    "the day after tomorrow": "2026-03-08",
    "I paid yesterday": "2026-03-05",
    "I paid two weeks ago": "2026-02-20",
    "in two weeks": "2026-03-20",
    "in a fortnight": "2026-03-20",
    "within 10 days": "2026-03-16",
    "in a couple of days": "2026-03-08",
    "in 3 business days": "2026-03-11",
    "in a month": "2026-04-06",
    "can I settle this next week?": "2026-03-13",
    "next month": "2026-04-06",
    "on the weekend": "2026-03-07",
    "on the 5th": "2026-04-05",
    "the 6th": "2026-03-06",
    "the 31st, please": "2026-03-31",
    "the 1st of next month": "2026-04-01",
    "I get my salary on the 15th and will pay then": "2026-03-15",
    "at the end of the month": "2026-03-31",
    "by the end of next month": "2026-04-30",
    "end of the week": "2026-03-06",
    "by the end of next week": "2026-03-13",
    "end of May": "2026-05-31",
    "month end": "2026-03-31",
    "at the beginning of April": "2026-04-01",
    "March 6": "2026-03-06",
    "March 5th": "2027-03-05",
    "9 March 2026": "2026-03-09",
    "the 9th of March": "2026-03-09",
    "may 5": "2026-05-05",
    "Feb 29": "2028-02-29",
    "3/9": "2026-03-09",
    "3/4": "2027-03-04",
    "13/4": "2026-04-13",
    "3/4/2026": "2026-03-04",
    "2026-04-01": "2026-04-01",
    "12.3.2026": "2026-03-12",
}
GERMAN = {
    "am Freitag": "2026-03-06",
    "nächsten Freitag": "2026-03-13",
    "nächste Woche Freitag": "2026-03-13",
    "Freitag nächste Woche": "2026-03-13",
    "am Mo": "2026-03-09",
    "morgen": "2026-03-07",
    "übermorgen": "2026-03-08",
    "uebermorgen": "2026-03-08",
    "in zwei Wochen": "2026-03-20",
    "in 3 Werktagen": "2026-03-11",
    "vor 3 Tagen": "2026-03-03",
    "bis zum 15.": "2026-03-15",
    "am 5. März": "2027-03-05",
    "am 9. März 2026": "2026-03-09",
    "am 9.3.": "2026-03-09",
    "3.4.2026": "2026-04-03",
    "Ende des Monats": "2026-03-31",
    "Monatsende": "2026-03-31",
    "Ende nächster Woche": "2026-03-13",
    "nächsten Monat": "2026-04-06",
}
SPANISH = {
    "pago el viernes": "2026-03-06",
    "el viernes que viene": "2026-03-13",
    "el próximo lunes": "2026-03-09",
    "pago el miercoles": "2026-03-11",
    "mañana": "2026-03-07",
    "manana por la manana": "2026-03-07",
    "pasado mañana": "2026-03-08",
    "dentro de dos semanas": "2026-03-20",
    "en 3 días hábiles": "2026-03-11",
    "la próxima semana": "2026-03-13",
    "el 15": "2026-03-15",
    "el 5 de abril": "2026-04-05",
    "a finales de mes": "2026-03-31",
    "3/4": "2026-04-03",
}
BY_LIBRARY = {
    ("fr", "je paie vendredi"): "2026-03-06",
    ("fr", "demain"): "2026-03-07",
    ("fr", "dans deux semaines"): "2026-03-20",
    ("it", "il 5 aprile"): "2026-04-05",
    ("pt", "pago na sexta-feira"): "2026-03-06",
    ("nl", "morgen"): "2026-03-07",
    ("pl", "jutro"): "2026-03-07",
}
SAID = [
    *(("en", text, day) for text, day in ENGLISH.items()),
    *(("de", text, day) for text, day in GERMAN.items()),
    *(("es", text, day) for text, day in SPANISH.items()),
    *((locale, text, day) for (locale, text), day in BY_LIBRARY.items()),
    ("en-GB", "3/4", "2026-04-03"),
]


@pytest.mark.parametrize(("locale", "text", "day"), SAID)
def test_a_day_is_the_next_one_today_included(locale: str, text: str, day: str, now: datetime) -> None:
    assert days(text, locale, now) == [day]


NO_DAY = [
    ("en", "order 12345"),
    ("en", "INV-2026-03-09-7"),
    ("en", "I may pay 40 euros"),
    ("en", "give me a second, I sat in the sun"),
    ("en", "we march on"),
    ("en", "120.50"),
    ("en", "version 3.4 is out"),
    ("en", "3/4 of it"),
    ("en", "available 24/7"),
    ("en", "my 2nd order"),
    ("en", "it's the 3rd time I ask"),
    ("en", "on Mondays I never pay"),
    ("en", "your Black Friday sale"),
    ("en", "good morning"),
    ("en", "2 of them"),
    ("en", "31/31"),
    ("de", "Guten Morgen"),
    ("de", "das kostet 3.50 Euro"),
    ("de", "so nicht"),
    ("es", "buenas"),
    ("es", "el 5 %"),
    ("es", "me gusta el mar"),
    ("fr", "mai"),
    ("fr", "une seconde, commande 12345"),
    ("xx", "qwerty"),
]


@pytest.mark.parametrize(("locale", "text"), NO_DAY)
def test_what_only_might_be_a_day_is_none(locale: str, text: str, now: datetime) -> None:
    assert days(text, locale, now) == []


TIMED = [
    ("en", "on Monday 9am", date(2026, 3, 9), time(9)),
    ("en", "tomorrow at 5pm", date(2026, 3, 7), time(17)),
    ("en", "Monday morning", date(2026, 3, 9), time(9)),
    ("en", "at noon tomorrow", date(2026, 3, 7), time(12)),
    ("en", "12:15 am on the 9th", date(2026, 3, 9), time(0, 15)),
    ("en", "at 4", date(2026, 3, 6), time(16)),
    ("en", "call me at 9:30", date(2026, 3, 7), time(9, 30)),
    ("en", "in 2 hours", date(2026, 3, 6), time(12)),
    ("de", "übermorgen um 15 Uhr", date(2026, 3, 8), time(15)),
    ("de", "morgen früh", date(2026, 3, 7), time(9)),
    ("es", "mañana a las 5 de la tarde", date(2026, 3, 7), time(17)),
    ("en", "on Monday", date(2026, 3, 9), None),
]


@pytest.mark.parametrize(("locale", "text", "day", "at"), TIMED)
def test_a_time_belongs_to_its_day_or_to_its_next_occurrence(
    locale: str, text: str, day: date, at: time | None, now: datetime
) -> None:
    (moment,) = find_moments(text, now, BERLIN, locale)
    assert (moment.day, moment.at) == (day, at)


def test_today_is_the_customers_day() -> None:
    late = datetime(2026, 3, 5, 23, 30, tzinfo=UTC)
    assert days("today", "en", late) == ["2026-03-06"]
    assert days("Friday", "en", late) == ["2026-03-06"]


def test_several_days_come_in_spoken_order(now: datetime) -> None:
    assert days("not tomorrow, rather on Monday or the 12th", "en", now) == [
        "2026-03-07",
        "2026-03-09",
        "2026-03-12",
    ]


def test_a_moment_says_where_it_stands(now: datetime) -> None:
    text = "Ich zahle NÄCHSTEN Freitag, versprochen"
    (moment,) = find_moments(text, now, BERLIN, "de-AT")
    assert text[moment.start : moment.end] == "NÄCHSTEN Freitag"
