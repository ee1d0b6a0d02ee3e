"""The versions of the open flow: publish the next one, go back to an older one, take one up as the draft again."""

from __future__ import annotations

from nicegui import events, ui

from runtime.users.actor import Actor
from studio.panels.bench import Bench
from studio.panels.publish_dialog import PublishDialog
from studio.panels.version_comparison import DRAFT, VersionComparison
from studio.panels.version_table import VersionTable
from studio.services.flows import History

EVERY_SECONDS = 2.0


class Versions:
    """The history with what can be done about it."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._history = History((), None)
        self._chosen = 0

    def build(self) -> None:
        """Put the panel together; the history follows right after, and whatever others publish later."""
        bench = self._bench
        publisher = bench.visit.may("publisher")
        self._publishing = PublishDialog(bench.visit, bench.process_type, self._look)
        self._comparison = VersionComparison(bench)
        with ui.element("div").classes("versions-panel"):
            with ui.element("div").classes("panel-bar"):
                self._state = ui.label().classes("muted small")
                ui.element("div").classes("grow")
                if publisher:
                    publish = ui.button("Publish …", icon="publish", on_click=bench.acting(self._open))
                    publish.props("outline dense no-caps").mark("publish-here")
            self._table = VersionTable(
                bench.process_type, self._history, may_compare=True, may_restore=not bench.read_only,
                may_make_current=publisher,
            )  # fmt: skip
        self._table.on_compare(bench.visit.hearing(self._compare))
        self._table.on_restore(self._restore)
        self._table.on_make_current(self._ask)
        self._confirming()
        bench.visit.every(EVERY_SECONDS, self._look)
        ui.timer(0, bench.acting(self._look), once=True)

    def _confirming(self) -> None:
        with ui.dialog() as self._dialog, ui.element("div").classes("sheet"):
            self._question = ui.label().classes("sheet-title").props("role=heading aria-level=2")
            with ui.element("div").classes("sheet-body"):
                ui.label(
                    "Conversations that start from now on follow it; those that run stay on the version they began "
                    "with. The draft stays as it is."
                )
            with ui.element("div").classes("sheet-foot"):
                ui.button("Cancel", on_click=self._dialog.close).props("flat no-caps")
                make = ui.button("Make it current", on_click=self._bench.acting(self._make_current))
                make.props("unelevated no-caps").classes("main")

    async def _look(self, actor: Actor) -> None:
        history = await self._bench.services.flows.history(actor, self._bench.process_type)
        if history != self._history:
            self._history = history
            self._table.show(history)
        self._state.text = _standing(history)

    async def _open(self, actor: Actor) -> None:
        bench = self._bench
        self._publishing.open(await bench.services.flows.view(actor, bench.process_type))

    async def _compare(self, actor: Actor, event: events.GenericEventArguments) -> None:
        """With the draft; from there any two can be chosen."""
        numbers = tuple(row.number for row in self._history.versions)
        if event.args in numbers:
            await self._comparison.open(actor, numbers, event.args, DRAFT)

    def _ask(self, event: events.GenericEventArguments) -> None:
        if isinstance(event.args, int):
            self._chosen = event.args
            self._question.text = f"Make version {event.args} current again?"
            self._dialog.open()

    async def _make_current(self, actor: Actor) -> None:
        bench = self._bench
        await bench.services.flows.make_current(actor, bench.process_type, self._chosen)
        self._dialog.close()
        ui.notify(f"Version {self._chosen} is current.", type="positive")
        await self._look(actor)

    async def _restore(self, event: events.GenericEventArguments) -> None:
        if isinstance(event.args, int):
            self._chosen = event.args
            await self._bench.acting(self._put_back)()

    async def _put_back(self, actor: Actor) -> None:
        bench = self._bench
        text = await bench.services.flows.as_draft(actor, bench.process_type, self._chosen)
        if await bench.do({"op": "replace_text", "yaml": text}):
            ui.notify(
                f"The draft says what version {self._chosen} says. Undo takes it back.", type="positive"
            )


def _standing(history: History) -> str:
    current = next((row.number for row in history.versions if row.current), None)
    if current is None:
        return "Nothing is published yet."
    if history.archive is not None:
        return f"Archived: nothing new starts. Version {current} is the current one."
    return f"Version {current} is what new conversations follow."


def versions(bench: Bench) -> None:
    """Build the panel here."""
    Versions(bench).build()
