"""The editor's top bar: which flow this is and how it stands, search, undo and redo, laying out, publishing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from nicegui import ui

from runtime.users.actor import Actor
from studio.panels.badges import badge, standing
from studio.panels.publish_dialog import PublishDialog
from studio.panels.workbench import Workbench

LONG_SECONDS = 0.4
"""A gesture that takes longer is said to be on its way."""


class EditorBar:
    """The bar; `publish` opens the dialog."""

    def __init__(self, bench: Workbench, command: Callable[[str], Any]) -> None:
        self._bench = bench
        self._command = command
        self._badges_shown: tuple[int | None, bool] | None = None
        self._publishing = PublishDialog(bench.visit, bench.process_type, bench.look)

    def build(self) -> None:
        """Fill the top bar here."""
        bench = self._bench
        ui.link("Flows", "/").classes("crumb")
        ui.icon("chevron_right").classes("muted")
        self._title = ui.link("", f"/flows/{bench.process_type}").classes("page-title editor-title")
        self._title.props('role=heading aria-level=1 title="How it runs: conversations, versions, problems"')
        self._badges = ui.element("div").classes("badges")
        self._saved = ui.label().classes("muted small saved").props("aria-hidden=true")
        ui.element("div").classes("grow")
        with ui.element("button").props('type=button aria-label="Search"').classes("search-button") as search:
            ui.icon("search")
            ui.label("Search").classes("grow")
            ui.label("/").classes("key-hint")
        search.on("click", lambda: self._command("search"))
        if not bench.read_only:
            self._undo = self._icon("undo", "Undo (Ctrl+Z)", "undo")
            self._redo = self._icon("redo", "Redo (Ctrl+Shift+Z)", "redo")
            self._icon("auto_fix_high", "Lay the map out (Ctrl+Shift+L)", "lay_out")
        self._icon("keyboard", "Keys (?)", "help")
        test = ui.button("Test", icon="play_arrow", color=None).classes("test-button").mark("test")
        test.props(
            f'outline no-caps href=/flows/{bench.process_type}/try title="Try it in the sandbox (Ctrl+Enter)"'
        )
        if not bench.read_only:
            self._publish = ui.button("Publish", on_click=bench.acting(self.publish)).classes("main")
            self._publish.props("unelevated no-caps").mark("publish")
            with self._publish:
                self._why = ui.tooltip("")
        bench.on_flow(self._dress)
        bench.on_standing(self._stand)
        self._dress()
        self._stand()

    async def publish(self, actor: Actor) -> None:
        """Open the dialog for the draft of now."""
        self._publishing.open(await self._bench.services.flows.view(actor, self._bench.process_type))

    def _icon(self, icon: str, words: str, name: str) -> ui.button:
        button = ui.button(icon=icon, color=None, on_click=lambda: self._command(name)).classes(
            "quiet bar-icon"
        )
        button.props(f'flat round dense aria-label="{words}" title="{words}"').mark(name)
        return button

    def _dress(self) -> None:
        bench = self._bench
        if self._title.text != bench.flow.name:
            self._title.text = bench.flow.name
            ui.page_title(f"{bench.flow.name} · edit")

    def _stand(self) -> None:
        bench = self._bench
        if bench.read_only:
            self._saved.text = ""
        elif not bench.pending:
            self._saved.text = "Saved"
        else:
            asyncio.get_running_loop().call_later(LONG_SECONDS, self._still_saving)
        if not bench.read_only:
            _turn(self._undo, "Undo (Ctrl+Z)", bench.to_undo)
            _turn(self._redo, "Redo (Ctrl+Shift+Z)", bench.to_redo)
        shown = (bench.current, bench.unpublished)
        if shown != self._badges_shown:
            self._badges_shown = shown
            self._show_badges()

    def _still_saving(self) -> None:
        if self._bench.pending:
            self._saved.text = "Saving …"

    def _show_badges(self) -> None:
        bench = self._bench
        self._badges.clear()
        with self._badges:
            for words, style in standing(bench.current, unpublished=bench.unpublished):
                badge(words, style)
            if bench.read_only:
                badge("Read only", "quiet")
        if bench.read_only:
            return
        why = self._why_not()
        self._publish.set_enabled(why is None)
        self._why.text = why or "Check the draft and make it the next version"

    def _why_not(self) -> str | None:
        bench = self._bench
        if not bench.visit.may("publisher"):
            return f"Publishing needs the role “publisher”; yours is “{bench.visit.role}”."
        if bench.current is not None and not bench.unpublished:
            return f"Version {bench.current} says just what the draft says."
        return None


def _turn(button: ui.button, words: str, label: str | None) -> None:
    title = f"{words}: {label}" if label else words
    if button.props.get("title") != title:
        button.props["title"] = button.props["aria-label"] = title
    button.set_enabled(label is not None)
