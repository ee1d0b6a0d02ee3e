"""The drawer's “Sample messages”: pasted or dropped, understood as the draft does, and made examples by a click."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from nicegui import events, ui

from flows.words import readable
from runtime.users.actor import Actor
from studio import toast
from studio.panels.drop_target import DropTarget
from studio.panels.sandbox.bench import SandboxBench
from studio.panels.sandbox.samples_table import SamplesTable
from studio.panels.sandbox.samples_words import changed_words, summary_words
from studio.panels.sandbox.under_way import UnderWay
from studio.services.sampling.reading import MOST_BYTES, Samples
from studio.services.sampling.sampling import Sheet
from studio.words import plural

ANYWHERE = ""
"""What stands for all intents, whatever the state."""
MOST_LETTERS = 200_000
"""That can be pasted; a file holds more."""
_DROP = """
<div class="drop small-drop" role="button" tabindex="0" @keydown.enter.self="props.pickFiles">
  <q-uploader-add-trigger />
  <q-icon name="upload_file" size="20px" />
  <div><b>Choose a CSV</b> or drop it on the page</div>
</div>
"""
HINT = """\
Where can I pay?
I'll pay on Friday
… or, with the intent expected:
text,intent
I'll pay on Friday,promise_to_pay"""


class SampleMessages:
    """The panel: the way in, then what was found."""

    def __init__(self, bench: SandboxBench) -> None:
        self._bench = bench
        self._flow = bench.flow
        self._samples: Samples | None = None
        with ui.element("div").classes("samples-panel"):
            with ui.element("div").classes("samples-bar"):
                self._bar()
            self._under_way = UnderWay()
            with ui.element("div").classes("samples-in") as self._in:
                self._ways_in()
            with ui.element("div").classes("samples-found") as self._found:
                self._notes = ui.label().classes("muted small")
                self._table = SamplesTable(bench, self._add)
        self._show_in(True)
        ui.timer(0, bench.acting(self._begin), once=True)

    def _bar(self) -> None:
        acting = self._bench.acting
        self._state = ui.select({ANYWHERE: "Anywhere: all intents"}, label="Understood in", value=ANYWHERE)
        self._state.props("outlined dense options-dense").classes("samples-state").mark("samples-state")
        self._go = ui.button("Understand", icon="psychology", on_click=acting(self._understand))
        self._go.props("unelevated dense no-caps").classes("main").mark("understand")
        self._summary = ui.label().classes("samples-summary").props("role=status")
        self._undo = ui.button("Undo", icon="undo", color=None, on_click=acting(self._take_back))
        self._undo.props("flat dense no-caps").mark("undo-examples")
        self._undo.set_visibility(False)
        self._export = ui.button(icon="download", color=None, on_click=acting(self._download))
        self._export.props('flat dense round aria-label="Export as CSV" title="Export as CSV"').mark(
            "export-samples"
        )
        self._others = ui.button(
            "Other messages", icon="restart_alt", color=None, on_click=lambda: self._show_in(True)
        )
        self._others.props("flat dense no-caps").mark("other-samples")

    def _ways_in(self) -> None:
        self._text = ui.textarea(label="Messages, one a line, or CSV with text and intent", placeholder=HINT)
        self._text.props(f"outlined dense rows=6 spellcheck=false maxlength={MOST_LETTERS}").classes("full")
        upload = ui.upload(
            auto_upload=True, max_file_size=MOST_BYTES, on_upload=self._bench.visit.hearing(self._uploaded),
            on_rejected=_too_large,
        )  # fmt: skip
        upload.props('flat accept=".csv,.tsv,.txt"').classes("upload").mark("samples-file")
        upload.add_slot("header", _DROP)
        upload.add_slot("list", "<span></span>")
        DropTarget(upload, "Drop it here to understand its messages")
        self._upload = upload

    async def _begin(self, actor: Actor) -> None:
        """What this person had here before."""
        await self._follow(actor)
        sheet = self._bench.services.sampling.kept(actor, self._bench.process_type)
        if sheet is not None:
            self._samples = sheet.samples
            self._state.value = sheet.state if sheet.state in self._flow.compiled.states else ANYWHERE
            await self._show(sheet)

    async def _follow(self, actor: Actor) -> None:
        """The states as they are in the draft now."""
        self._flow = (await self._bench.services.editing.open(actor, self._bench.process_type)).flow
        options = {ANYWHERE: "Anywhere: all intents"} | {one.id: one.name for one in self._flow.states}
        if options != self._state.options:
            value = self._state.value if self._state.value in options else ANYWHERE
            self._state.set_options(options, value=value)

    async def _uploaded(self, actor: Actor, event: events.UploadEventArguments) -> None:
        self._upload.reset()
        await self._read(actor, await event.file.read())

    async def _understand(self, actor: Actor) -> None:
        if self._in.visible:
            await self._read(actor, self._text.value or "")
        else:
            await self._score(actor)

    async def _read(self, actor: Actor, content: str | bytes) -> None:
        self._samples = await self._bench.services.sampling.read(actor, self._bench.process_type, content)
        await self._score(actor)

    async def _score(self, actor: Actor) -> None:
        """Understand them; again, where they were understood before."""
        if self._samples is None or self._under_way.busy:
            return
        await self._follow(actor)

        messages = len(self._samples.messages)

        def told(done: int, of: int) -> None:
            what = "" if of == messages else "different messages "
            self._under_way.told(done, of, f"{done:,} of {of:,} {what}understood")

        sampling, process_type = self._bench.services.sampling, self._bench.process_type
        work = sampling.classify(actor, process_type, self._samples, self._state.value or None, told)
        self._go.disable()
        try:
            sheet = await self._under_way.run(work, "Getting ready …")
        finally:
            self._go.enable()
        if sheet is None:
            self._bench.say("Cancelled.")
            return
        await self._show(sheet)
        self._bench.say(f"{plural(len(sheet.rows), 'message')} understood. {self._summary.text}")

    async def _show(self, sheet: Sheet) -> None:
        self._show_in(False)
        self._summary.text = await asyncio.to_thread(summary_words, sheet)
        notes = [*sheet.samples.notes, *await asyncio.to_thread(changed_words, sheet)]
        if sheet.by_spelling:
            notes.append("Only likeness of letters counts: the language model isn't installed.")
        self._notes.text = " ".join(notes)
        self._notes.set_visibility(bool(notes))
        await self._table.show(self._flow, sheet)

    def _show_in(self, there: bool) -> None:
        self._in.set_visibility(there)
        self._found.set_visibility(not there)
        for element in (self._summary, self._export, self._others):
            element.set_visibility(not there)

    async def _add(self, actor: Actor, examples: Mapping[str, Sequence[str]]) -> None:
        """Make these examples, and see what that changes."""
        bench = self._bench
        label = await bench.services.sampling.add_examples(actor, bench.process_type, examples)
        self._undo.set_visibility(True)
        where = ", ".join(readable(name) for name in examples)
        toast.done(f"{label} ({where})" if len(examples) > 1 else label)
        await self._score(actor)

    async def _take_back(self, actor: Actor) -> None:
        words = await self._bench.services.scenarios.undo(actor, self._bench.process_type)
        self._undo.set_visibility(False)
        ui.notify(words or "There is nothing to undo.", type="info")
        await self._score(actor)

    async def _download(self, actor: Actor) -> None:
        content = await self._bench.services.sampling.export(actor, self._bench.process_type)
        ui.download(content, f"{self._bench.process_type}-messages.csv", "text/csv")


def _too_large() -> None:
    toast.failed("That file can't be read: give a CSV or a text of 20 MB at most.")


def samples(bench: SandboxBench) -> None:
    """Build the panel here."""
    SampleMessages(bench)
