"""Importing: choose or drop a file, or paste its text; see what it would do; make it drafts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from nicegui import events, ui

from flows.errors import FlowTextError
from flows.limits import MAX_BYTES
from runtime.users.actor import Actor
from studio import toast
from studio.panels.badges import badge
from studio.panels.drop_target import DropTarget
from studio.panels.finding_list import MOST, finding_list
from studio.services.imports import Readable, Reading, Replaces
from studio.visit import Visit
from studio.words import plural

Imported = Callable[[Actor, list[str]], Awaitable[None]]
"""Told of the process types that became drafts."""

_KINDS = ".yaml,.yml,.json,.txt"
_DROP = """
<div class="drop" role="button" tabindex="0" @keydown.enter.self="props.pickFiles">
  <q-uploader-add-trigger />
  <q-icon name="upload_file" size="28px" />
  <div><b>Choose a file</b> or drop it here</div>
  <div class="muted small">A flow as YAML, or a settings file with state maps; up to 1 MB</div>
</div>
"""
_NOTES: dict[Replaces, tuple[str, str]] = {
    "nothing": ("New", "published"),
    "published": ("Replaces the draft", "draft"),
    "unpublished": ("Replaces unpublished changes", "danger"),
}
_EDITED = (
    "This export was edited after it was published: its digest no longer fits its content. It can come in as a "
    "draft, without the version number it had."
)

_OLDER = "This is written in an older version of the language, and read as what it means in this one."


class ImportDialog:
    """The dialog; `open` shows it empty."""

    def __init__(self, visit: Visit, imported: Imported) -> None:
        self._visit = visit
        self._imported = imported
        self._reading = Reading()
        with ui.dialog() as self._dialog, ui.element("div").classes("sheet wide"):
            ui.label("Import flows").classes("sheet-title").props("role=heading aria-level=2")
            with ui.element("div").classes("sheet-body"):
                self._ways_in()
                self._result = ui.element("div").classes("result").props("aria-live=polite")
            with ui.element("div").classes("sheet-foot"):
                ui.button("Cancel", on_click=self._dialog.close).props("flat no-caps")
                self._import = ui.button("Import", on_click=visit.acting(self._keep))
                self._import.props("unelevated no-caps").classes("main")

    def open(self) -> None:
        """Show it, without what was in it before."""
        self._upload.reset()
        self._text.value = ""
        self._show(Reading())
        self._dialog.open()

    def hear_drops(self) -> None:
        """Let files be dropped anywhere on the page that is being built."""
        upload = ui.upload(
            auto_upload=True, max_file_size=MAX_BYTES, on_upload=self._visit.hearing(self._dropped),
            on_rejected=_too_large,
        )  # fmt: skip
        upload.props(f'accept="{_KINDS}"').classes("hidden").mark("drop")
        DropTarget(upload, "Drop it here to import")
        self._drops = upload

    async def _dropped(self, actor: Actor, event: events.UploadEventArguments) -> None:
        self._drops.reset()
        self.open()
        await self._read(actor, await event.file.read())

    def _ways_in(self) -> None:
        visit = self._visit
        self._upload = ui.upload(
            auto_upload=True, max_file_size=MAX_BYTES, on_upload=visit.hearing(self._uploaded), on_rejected=_too_large
        )  # fmt: skip
        self._upload.props(f'flat accept="{_KINDS}"').classes("upload").mark("choose")
        self._upload.add_slot("header", _DROP)
        self._upload.add_slot("list", "<span></span>")
        with ui.element("div").classes("paste") as self._paste:
            self._text = ui.textarea(label="… or paste its text").props(
                "outlined dense rows=5 spellcheck=false"
            )
            self._text.classes("mono full")
            ui.button("Read", on_click=visit.acting(self._pasted)).props("outline no-caps")

    async def _uploaded(self, actor: Actor, event: events.UploadEventArguments) -> None:
        await self._read(actor, await event.file.read())
        self._upload.reset()

    async def _pasted(self, actor: Actor) -> None:
        await self._read(actor, self._text.value or "")

    async def _read(self, actor: Actor, text: str | bytes) -> None:
        self._result.clear()
        with self._result:
            ui.spinner(size="24px")
        try:
            self._show(await self._visit.services.imports.read(actor, text))
        except Exception:
            self._show(Reading())
            raise

    def _show(self, reading: Reading) -> None:
        self._reading = reading
        self._result.clear()
        with self._result:
            if reading.problems:
                _problems(reading.problems)
            if reading.edited:
                _banner("warning", _EDITED)
            if reading.remarks:
                _banner("warning", f"{_OLDER} {' '.join(reading.remarks)}")
            for one in reading.flows:
                _flow(one)
        count = len(reading.flows)
        self._paste.set_visibility(count == 0)  # the findings need the room
        self._import.set_enabled(count > 0)
        self._import.text = "Import anyway" if reading.edited else _label(count)

    async def _keep(self, actor: Actor) -> None:
        flows = [one.flow for one in self._reading.flows]
        await self._visit.services.imports.keep(actor, flows)
        self._dialog.close()
        await self._imported(actor, [flow.process_type for flow in flows])


def _too_large() -> None:
    toast.failed("That file is no flow: one is YAML text of 1 MB at most.")


def _label(count: int) -> str:
    return "Import" if count < 2 else f"Import {count} flows"


def _banner(icon: str, words: str) -> None:
    with ui.element("div").classes(f"banner banner-{icon}"):
        ui.icon(icon)
        ui.label(words)


def _problems(problems: tuple[FlowTextError, ...]) -> None:
    _banner(
        "error", f"This can't be read as a flow: {plural(len(problems), 'problem')}. Nothing was imported."
    )
    with ui.element("ul").classes("problems"):
        for problem in problems[:MOST]:
            with ui.element("li").classes("finding"):
                ui.label(f"line {problem.line}" if problem.line else "").classes("muted small line-number")
                ui.label(problem.words).classes("finding-message")


def _flow(one: Readable) -> None:
    flow = one.flow
    with ui.element("section").classes("reading"):
        with ui.element("div").classes("reading-head"):
            ui.label(flow.name).classes("strong")
            ui.label(flow.process_type).classes("code")
            badge(*_NOTES[one.replaces])
        counts = plural(len(flow.states), "state"), plural(len(flow.transitions), "transition")
        ui.label(", ".join(counts)).classes("muted small")
        finding_list(one.findings, one.waived)
