"""The sandbox's top bar: which flow and which version is tried, the set-up, beginning anew, back to the map."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from nicegui import events, ui

from runtime.users.actor import Actor
from studio.panels.badges import badge
from studio.panels.sandbox.playing import Playing
from studio.panels.sandbox.setup_dialog import SetupDialog
from studio.panels.sandbox.source_form import DRAFT, version_choices
from studio.services.sandbox.model import Run


class Bar:
    """The bar, built where the page's controls go."""

    def __init__(self, bench: Playing, versions: tuple[int, ...], record: Callable[[], None]) -> None:
        self._bench = bench
        self._setup = SetupDialog(bench)
        self._versions = versions
        self._dressing = False
        name = bench.flow.name
        ui.link("Flows", "/").classes("crumb")
        ui.icon("chevron_right").classes("muted")
        title = ui.link(name, f"/flows/{bench.process_type}").classes("page-title editor-title")
        title.props("role=heading aria-level=1")
        badge("Sandbox", "published")
        self._version = ui.select(version_choices(versions), value=DRAFT, on_change=self._chosen)
        self._version.props('outlined dense options-dense aria-label="What is tried"').classes("bar-select")
        self._version.mark("tried-version")
        ui.element("div").classes("grow")
        self._set_up = self._button("Set-up", "tune", bench.acting(self._setup.open)).mark("set-up")
        self._button("Restart", "restart_alt", self._restart).mark("restart")
        self._record = self._button("Record scenario", "fiber_manual_record", record).mark("record")
        words = "Edit map" if bench.visit.may("editor") else "Map"
        edit = ui.button(words, icon="edit", color=None).props("outline no-caps")
        edit.props(f'href=/flows/{bench.process_type}/edit title="Back to the map (Ctrl+Enter)"').mark(
            "edit-map"
        )
        bench.on_run(self._dress)
        self._dress()

    def _button(self, words: str, icon: str, clicked: Callable[[], Any]) -> ui.button:
        button = ui.button(words, icon=icon, color=None, on_click=clicked).classes("bar-button")
        return button.props(f'flat no-caps title="{words}"')

    def _dress(self) -> None:
        self._show_version(self._bench.run.setup.sources[0].version)
        # What really happened belongs to somebody: it becomes no scenario, and begins in no other way.
        pretended = self._bench.run.real is None
        self._set_up.set_visibility(pretended)
        self._record.set_visibility(pretended and self._bench.visit.may("editor"))

    def _show_version(self, version: int | None) -> None:
        """What the run plays; it may be a version that was published after this page was opened."""
        self._dressing = True
        try:
            if version is not None and version not in self._versions:
                self._versions = tuple(sorted({*self._versions, version}, reverse=True))
                self._version.set_options(version_choices(self._versions))
            self._version.value = version or DRAFT
        finally:
            self._dressing = False

    def _chosen(self, event: events.ValueChangeEventArguments[Any]) -> Awaitable[None] | None:
        # What a look at the run shows is nobody's choice: it must not begin another run.
        return None if self._dressing else self._other(event)

    async def _restart(self) -> None:
        sandbox, process_type = self._bench.services.sandbox, self._bench.process_type
        await self._bench.take(lambda actor: sandbox.reset(actor, process_type))

    async def _other(self, event: events.ValueChangeEventArguments[Any]) -> None:
        version, setup = event.value or None, self._bench.run.setup
        if version == setup.sources[0].version:
            return
        sandbox, process_type = self._bench.services.sandbox, self._bench.process_type

        async def make(actor: Actor) -> Run:
            made = await sandbox.default_setup(actor, process_type, version)
            first = made.sources[0]
            kept = {name: value for name, value in setup.sources[0].data.items() if name in first.data}
            first = first._replace(data={**first.data, **kept}, opened=setup.sources[0].opened)
            return await sandbox.set_up(
                actor, process_type, setup._replace(sources=(first, *setup.sources[1:]))
            )

        if not await self._bench.take(make):
            self._dress()
