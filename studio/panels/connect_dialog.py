"""Connecting two states without a pointer: from where, to where, and what sets it off."""

from __future__ import annotations

from nicegui import ui

from runtime.users.actor import Actor
from studio.panels.bench import Bench
from studio.panels.palette import TRIGGERS, trigger_for

STAYS = "*stays*"


class ConnectDialog:
    """The dialog; `open` shows it for one source."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._source = ""
        with ui.dialog() as self._dialog, ui.element("div").classes("sheet"):
            self._title = ui.label().classes("sheet-title").props("role=heading aria-level=2")
            with ui.element("div").classes("sheet-body"):
                self._target = ui.select({}, label="Leads to", with_input=True).classes("full")
                self._target.props("outlined dense options-dense autofocus")
                self._kind = ui.select(
                    {piece.kind: f"{piece.words} – {piece.hint}" for piece in TRIGGERS},
                    label="When",
                    value="manual",
                )
                self._kind.props("outlined dense options-dense").classes("full")
            with ui.element("div").classes("sheet-foot"):
                ui.button("Cancel", on_click=self._dialog.close).props("flat no-caps")
                connect = ui.button("Connect", on_click=bench.acting(self._connect)).classes("main")
                connect.props("unelevated no-caps").mark("connect")

    def open(self, source: str) -> None:
        """Show it."""
        self._source = source
        names = {state.id: state.name for state in self._bench.flow.states}
        self._title.text = f"Connect “{names[source]}”"
        targets = {STAYS: "Stays where it is", **names}
        self._target.set_options(targets, value=next((name for name in names if name != source), STAYS))
        self._dialog.open()

    async def _connect(self, _actor: Actor) -> None:
        bench, target = self._bench, self._target.value
        before = {one.id for one in bench.flow.transitions}
        op = {
            "op": "connect",
            "source": self._source,
            "target": None if target == STAYS else target,
            "trigger": trigger_for(self._kind.value, bench.flow, self._source),
        }
        if await bench.do(op):
            self._dialog.close()
            new = tuple(one.id for one in bench.flow.transitions if one.id not in before)
            bench.select(transitions=new, reveal=True)
