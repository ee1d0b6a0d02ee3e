"""A flow's language, time zone, holidays and opening hours, with when it opens next."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from zoneinfo import available_timezones

from nicegui import ui

from flows.calendars import check_calendar
from flows.errors import FlowError
from flows.hours import parse_hours
from runtime import clock
from studio.panels.entries.entry import LANGUAGES, language_name
from studio.panels.entries.opening import opening_words, week_words
from studio.panels.entries.settings import Settings
from studio.panels.entries.settings_words import calendar_words
from studio.panels.inspector.controls import choose, complaining, name_input, pick, text_input

_CALENDARS = {
    "AT": "Austria", "BE": "Belgium", "CA": "Canada", "CH": "Switzerland", "DE": "Germany", "DE-BY": "Germany, Bavaria",
    "DK": "Denmark", "ES": "Spain", "ES-CT": "Spain, Catalonia", "ES-MD": "Spain, Madrid", "FR": "France",
    "GB": "United Kingdom", "IE": "Ireland", "IT": "Italy", "NL": "Netherlands", "PL": "Poland", "PT": "Portugal",
    "SE": "Sweden", "US": "United States",
}  # fmt: skip
"""Those offered; any other that is known can be written."""


class Times:
    """The form, put together here."""

    def __init__(self, settings: Settings) -> None:
        self._settings, read_only = settings, settings.desk.read_only
        codes = {code: language_name(code) for code in LANGUAGES}
        zones = {zone: zone.replace("_", " ") for zone in sorted(available_timezones())}
        with ui.element("div").classes("inspect-row"):
            language = pick("Language", codes, settings["locale"], self._chosen("locale"), disabled=read_only)
            zone = pick(
                "Time zone", zones, settings["timezone"], self._chosen("timezone"), disabled=read_only
            )
        self._calendar = name_input(
            "Public holidays of", _CALENDARS, settings["calendar"], self._holidays,
            hint="A country such as DE, or a region such as DE-BY", disabled=read_only,
        ).props("clearable")  # fmt: skip
        self._days = ui.label().classes("muted small")
        self._hours = text_input(
            "Opening hours", settings["hours"] or "", self._open,
            hint="Such as Mo-Fr 08:00-20:00; Sa 10:00-14:00; PH off. Empty: always open", disabled=read_only,
        )  # fmt: skip
        self._week = ui.element("div").classes("week")
        for key, control in {"locale": language, "timezone": zone, "calendar": self._calendar}.items():
            settings.follow(key, partial(self._met, key, control))
        settings.follow("hours", self._met_hours)
        self._show()

    def _chosen(self, key: str) -> Callable[[str | None], None]:
        def chosen(value: str | None) -> None:
            if value:
                self._put(**{key: value})

        return chosen

    def _met(self, key: str, control: ui.select) -> None:
        choose(control, self._settings[key])
        self._show()

    def _met_hours(self) -> None:
        self._hours.value = self._settings["hours"] or ""
        self._show()

    def _holidays(self, code: str | None) -> None:
        if _accepted(complaining(self._calendar), check_calendar, code):
            self._put(calendar=code or None)

    def _open(self, text: str) -> None:
        if _accepted(complaining(self._hours), parse_hours, text.strip()):
            self._put(hours=text.strip() or None)

    def _put(self, **values: Any) -> None:
        self._settings.put(**values)
        self._show()

    def _show(self) -> None:
        settings = self._settings
        calendar = settings["calendar"]
        words = opening_words(settings["hours"], settings["timezone"], calendar, clock.now())
        where = _CALENDARS.get(calendar, calendar or "")
        self._days.text = calendar_words(calendar, where, clock.now().date())
        self._week.clear()
        with self._week:
            ui.label(words).classes("sentence")
            for day, spans in week_words(settings["hours"]):
                with ui.element("div").classes("week-day"):
                    ui.label(day).classes("muted")
                    ui.label(spans)


def _accepted(complain: Callable[[str], None], check: Callable[[str], object], text: str | None) -> bool:
    """Whether the check takes the text; nothing is always taken."""
    try:
        if text:
            check(text)
    except FlowError as error:
        complain(str(error))
        return False
    complain("")
    return True
