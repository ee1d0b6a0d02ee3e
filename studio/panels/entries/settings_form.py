"""The flow's own settings: its name, where and when it works, what starts it, what it says when nothing fits."""

from __future__ import annotations

from nicegui import ui

from studio.panels.bench import Bench
from studio.panels.entries.settings import Settings
from studio.panels.entries.settings_words import key_words
from studio.panels.entries.starts_form import StartsForm
from studio.panels.entries.times_form import Times
from studio.panels.entries.unmatched_form import UnmatchedForm, after_that
from studio.panels.inspector import suggestions
from studio.panels.inspector.controls import choose, offer, pick, text_input
from studio.panels.inspector.heading import heading
from studio.panels.inspector.section import Desk, Section


class FlowSettings:
    """The panel; it follows the flow."""

    def __init__(self, bench: Bench) -> None:
        with ui.element("div").classes("settings inspector") as root:
            self._desk = desk = Desk(bench, root)
            self._sections = [
                Section(
                    desk,
                    lambda flow: (flow.name, flow.process_type),
                    lambda shown: heading("tune", shown[0], shown[1], "state"),
                ),
                Settings(desk, ("title", "description"), _naming, "Name").section,
                Settings(
                    desk, ("locale", "timezone", "calendar", "hours"), Times, "Language and time"
                ).section,
                Settings(desk, ("key",), _key, "How many at a time").section,
                Settings(desk, ("starts",), StartsForm, "How it starts").section,
                Settings(desk, ("unmatched",), UnmatchedForm, "When nothing is understood").section,
                after_that(desk),
            ]
        bench.on_flow(self._follow)

    def _follow(self) -> None:
        self._desk.look()
        for section in self._sections:
            section.look()


def _naming(settings: Settings) -> None:
    read_only = settings.desk.read_only
    name = text_input(
        "Name", settings["title"], lambda text: settings.put(title=text.strip()), disabled=read_only
    )
    description = text_input(
        "Description", settings["description"], lambda text: settings.put(description=text), lines=2,
        hint="What it is for, in a sentence", disabled=read_only,
    )  # fmt: skip
    settings.follow("title", lambda: name.set_value(settings["title"]))
    settings.follow("description", lambda: description.set_value(settings["description"]))


def _key(settings: Settings) -> None:
    desk = settings.desk
    key = pick(
        "One at a time for each", suggestions.data_fields(desk.flow), settings["key"],
        lambda name: settings.put(key=name or None), clearable=True,
        hint="Two open invoices are two processes; without it, a customer has one", disabled=desk.read_only,
    )  # fmt: skip
    words = ui.label().classes("muted small")

    def look() -> None:
        offer(key, suggestions.data_fields(desk.flow))
        words.text = key_words(desk.flow)

    desk.follow(key, look)
    settings.follow("key", lambda: choose(key, settings["key"]))
    look()
