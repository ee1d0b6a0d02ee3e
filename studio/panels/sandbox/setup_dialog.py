"""How the run begins: which flows, with which data, for whom, where, when, and whether results come by themselves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from nicegui import events, ui

from runtime.users.actor import Actor
from studio.panels.sandbox.bench import SandboxBench
from studio.panels.sandbox.channels import channel_rows
from studio.panels.sandbox.moments import as_entered, place_words, read_entered, zone_of
from studio.panels.sandbox.person_form import PersonForm
from studio.panels.sandbox.source_form import Candidate, SourceForm, candidate
from studio.services.sandbox.model import Setup, Source


class SetupDialog:
    """The dialog; `open` shows the set-up that the run has."""

    def __init__(self, bench: SandboxBench) -> None:
        self._bench = bench
        self._sources: list[SourceForm] = []
        self._titles: dict[str, str] = {}
        with ui.dialog().props("persistent") as self._dialog, ui.element("div").classes("sheet wide setup"):
            ui.label("Set-up").classes("sheet-title").props("role=heading aria-level=2")
            self._body = ui.element("div").classes("sheet-body")
            with ui.element("div").classes("sheet-foot"):
                ui.label("The run begins anew.").classes("muted small grow setup-note")
                ui.button("Cancel", on_click=self._dialog.close).props("flat no-caps")
                begin = ui.button("Begin", on_click=bench.acting(self._begin)).classes("main")
                begin.props("unelevated no-caps").mark("begin")

    async def open(self, actor: Actor) -> None:
        """Show it."""
        setup = self._bench.run.setup
        standings = await self._bench.services.flows.standings(actor)
        self._titles = {one.process_type: one.title for one in standings if not one.archived}
        chosen = [await candidate(self._bench, actor, source) for source in setup.sources]
        self._sources = []
        self._body.clear()
        with self._body:
            _heading("Flows in this conversation")
            self._list = ui.element("div").classes("sources")
            with self._list:
                for number, one in enumerate(chosen):
                    self._put(one, unfolded=number == 0)
            self._add = ui.select({}, label="Add another flow", on_change=self._chosen)
            self._add.props("outlined dense options-dense").classes("full").mark("add-flow")
            self._offer()
            _heading("The customer")
            self._person = PersonForm(setup.person)
            self._beginning(setup)
            self._results(setup)
        self._dialog.open()

    def _beginning(self, setup: Setup) -> None:
        zone = zone_of(self._bench.flow)
        _heading("Where and when it begins")
        with ui.element("div").classes("value-fields"):
            channels = {row["id"]: row["words"] for row in channel_rows()}
            self._channel = ui.select(channels, label="Channel", value=setup.channel)
            self._channel.props("outlined dense options-dense").classes("full")
            self._at = ui.input(
                label=f"Begins at (time in {place_words(zone)})", value=as_entered(setup.at, zone)
            )
            self._at.props("outlined dense type=datetime-local stack-label").classes("full")
            self._at.without_auto_validation()

    def _results(self, setup: Setup) -> None:
        _heading("Results")
        self._sends = ui.switch("Messages arrive by themselves", value=setup.sends_succeed).props("dense")
        self._calls = ui.switch("Your systems answer by themselves", value=setup.calls_succeed).props("dense")
        ui.label("Switched off, each waits until you say whether it works.").classes("muted small")
        with ui.expansion("Experiments").props("dense dense-toggle switch-toggle-side").classes("later"):
            self._bucket = ui.input(label="Bucket, 0 to 99", value=str(setup.bucket)).props("outlined dense")
            self._bucket.props('hint="The conversation\'s place where conditions split customers"')
            self._bucket.without_auto_validation()

    def _put(self, one: Candidate, *, unfolded: bool) -> None:
        removed = self._remove if self._sources else None
        zone = zone_of(self._bench.flow)
        self._sources.append(SourceForm(self._bench, one, zone, removed, unfolded=unfolded))

    def _remove(self, form: SourceForm) -> None:
        self._sources.remove(form)
        form.element.delete()
        self._offer()

    def _offer(self) -> None:
        taken = {form.process_type for form in self._sources}
        rest = {name: title for name, title in self._titles.items() if name not in taken}
        self._add.set_options(rest, value=None)
        self._add.set_visibility(bool(rest))

    async def _chosen(self, event: events.ValueChangeEventArguments[Any]) -> None:
        if event.value is None:
            return
        process_type = str(event.value)

        async def work(actor: Actor) -> None:
            setup = await self._bench.services.sandbox.default_setup(actor, process_type)
            one = await candidate(self._bench, actor, setup.sources[0])
            with self._list:
                self._put(one, unfolded=True)
            self._offer()

        await self._bench.acting(work)()

    async def _begin(self, _actor: Actor) -> None:
        setup = self._read()
        if setup is None:
            ui.notify("Something doesn't fit yet; it says so at its field.", type="warning")
            return
        sandbox, process_type = self._bench.services.sandbox, self._bench.process_type
        if await self._bench.take(lambda actor: sandbox.set_up(actor, process_type, setup)):
            self._dialog.close()

    def _read(self) -> Setup | None:
        read = [form.read() for form in self._sources]
        sources: list[Source] = [one for one in read if one is not None]
        person, at, bucket = self._person.read(), self._moment(), self._place()
        if len(sources) < len(read) or person is None or at is None or bucket is None:
            return None
        sends, calls = bool(self._sends.value), bool(self._calls.value)
        return Setup(tuple(sources), at, person, str(self._channel.value), sends, calls, bucket)

    def _moment(self) -> datetime | None:
        self._at.error = None
        try:
            return read_entered(self._at.value or "", zone_of(self._bench.flow))
        except ValueError:
            self._at.error = "Give a date and a time."
            return None

    def _place(self) -> int | None:
        self._bucket.error = None
        text = (self._bucket.value or "").strip()
        if text.isdecimal() and int(text) < 100:
            return int(text)
        self._bucket.error = "A whole number from 0 to 99."
        return None


def _heading(words: str) -> None:
    ui.label(words).classes("section-title").props("role=heading aria-level=3")
