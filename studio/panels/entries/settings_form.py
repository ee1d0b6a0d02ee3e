"""The flow's own settings: its name, where and when it works, what starts it, what it says when nothing fits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from nicegui import ui

from flows.model import Flow, Start, Unmatched
from flows.words import guard_words
from studio.panels.bench import Bench
from studio.panels.entries.rows import Rows
from studio.panels.entries.settings import Settings, offers
from studio.panels.entries.times_form import Times
from studio.panels.inspector import suggestions
from studio.panels.inspector.action_cards import ActionCards
from studio.panels.inspector.controls import name_input, pick, text_input
from studio.panels.inspector.filling import as_raw
from studio.panels.inspector.heading import heading
from studio.panels.inspector.section import Desk, Section

MOST_TRIES = 20


class FlowSettings:
    """The panel; it follows the flow."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        with ui.element("div").classes("settings inspector") as root:
            self._desk = Desk(bench, root)
            self._sections = [
                Section(
                    self._desk,
                    lambda flow: (flow.name, flow.process_type),
                    lambda shown: heading("tune", shown[0], shown[1], "state"),
                ),
                self._section(("title", "description"), self._naming, "Name"),
                self._section(
                    ("locale", "timezone", "calendar", "hours"),
                    lambda settings: Times(settings, read_only=bench.read_only),
                    "Language and time",
                ),
                self._section(("key", "starts"), self._beginning, "How it starts"),
                self._section(("unmatched",), self._unmatched, "When nothing is understood"),
            ]
            if not bench.read_only or (bench.flow.unmatched and bench.flow.unmatched.then):
                self._sections.append(self._then())
        bench.on_flow(self._follow)

    def _follow(self) -> None:
        for section in self._sections:
            section.look()

    def _section(self, keys: Sequence[str], draws: Callable[[Settings], object], title: str) -> Section:
        """A section of these keys; it is drawn again, too, where what can be chosen changed."""

        def reads(flow: Flow) -> tuple[dict[str, Any], Any]:
            return {key: getattr(flow, key) for key in keys}, offers(flow)

        def draw(shown: tuple[dict[str, Any], Any]) -> None:
            # Whatever is put comes later, when the section is there.
            draws(Settings(lambda: section, self._desk, dict(shown[0])))

        section = Section(self._desk, reads, draw, title=title)
        return section

    def _naming(self, settings: Settings) -> None:
        read_only = self._desk.read_only
        text_input(
            "Name", settings["title"], lambda text: settings.put(title=text.strip()), disabled=read_only
        )
        text_input(
            "Description", settings["description"], lambda text: settings.put(description=text), lines=2,
            hint="What it is for, in a sentence", disabled=read_only,
        )  # fmt: skip

    def _beginning(self, settings: Settings) -> None:
        flow, read_only = self._desk.flow, self._desk.read_only
        pick(
            "One at a time for each", suggestions.data_fields(flow), settings["key"],
            lambda name: settings.put(key=name or None), clearable=True,
            hint="Two open invoices are two processes; without it, a customer has one", disabled=read_only,
        )  # fmt: skip
        ui.label("Started by itself when").classes("muted small")

        def draw(_i: int, start: Mapping[str, Any], put: Callable[[Mapping[str, Any]], None]) -> None:
            self._start(flow, start, put)

        def changed(starts: list[Mapping[str, Any]]) -> None:
            settings.put(starts=tuple(Start.model_validate(start) for start in starts if start.get("value")))

        starts: list[Mapping[str, Any]] = [as_raw(start) for start in settings["starts"]]
        Rows(starts, draw, changed, add="Add what starts it", blank={"type": "event"}, read_only=read_only)

    def _start(self, flow: Flow, start: Mapping[str, Any], put: Callable[[Mapping[str, Any]], None]) -> None:
        now = dict(start)
        read_only = self._desk.read_only

        def change(key: str, value: str | None) -> None:
            now[key] = value
            put({name: part for name, part in now.items() if part})

        ways = {"event": "An event arrives", "intent": "The customer says"}
        with ui.element("div").classes("grow stack"), ui.element("div").classes("inspect-row"):
            pick("When", ways, now["type"], lambda way: change("type", way), disabled=read_only)
            options = {**suggestions.events(flow), **{name: name for name in flow.intents}}
            name_input(
                "Which", options, now.get("value"), lambda value: change("value", value), disabled=read_only
            )
        if "when" in now:
            ui.label(f"Only if {guard_words(Start.model_validate(start).when)}").classes("muted small")  # type: ignore[arg-type] # it has one

    def _unmatched(self, settings: Settings) -> None:
        read_only = self._desk.read_only
        unmatched: Unmatched | None = settings["unmatched"]
        messages = suggestions.messages(self._desk.flow)

        def said(message: str | None) -> None:
            if not message:
                settings.put(unmatched=None)
            else:
                settings.put(unmatched=_unmatched(settings["unmatched"], message=message))
            tries.set_enabled(bool(message) and not read_only)

        def tried() -> None:
            if settings["unmatched"] is not None and tries.value is not None:
                count = min(max(int(tries.value), 0), MOST_TRIES)
                settings.put(unmatched=_unmatched(settings["unmatched"], tries=count))

        with ui.element("div").classes("inspect-row"):
            pick(
                "Say", messages, unmatched.message if unmatched else None, said, clearable=True,
                hint="Asks the customer to say it another way", disabled=read_only,
            )  # fmt: skip
            tries = ui.number(
                "Times at most", value=unmatched.tries if unmatched else 2, min=0, max=MOST_TRIES, precision=0,
                on_change=tried,
            )  # fmt: skip
            tries.props("outlined dense debounce=450").classes("tries")
            tries.set_enabled(unmatched is not None and not read_only)

    def _then(self) -> Section:
        def op(raw: list[dict[str, Any]]) -> dict[str, Any]:
            unmatched = self._bench.flow.unmatched
            whole = {"message": "", **(as_raw(unmatched) if unmatched else {}), "then": raw}
            return {"op": "set_flow", "values": {"unmatched": whole}}

        return ActionCards(
            self._desk, "And after that", lambda flow: flow.unmatched.then if flow.unmatched else (), op
        ).section


def _unmatched(was: Unmatched | None, **values: Any) -> Unmatched:
    return Unmatched.model_validate({**(as_raw(was) if was is not None else {}), **values})
