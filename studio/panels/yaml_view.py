"""The open flow as text: read it, change it, see what is wrong at its line, and apply it as one edit."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from nicegui import events, ui

from flows import codec
from runtime.users.actor import Actor
from studio.panels.bench import Bench
from studio.panels.daylight import Daylight
from studio.panels.finding_list import MOST
from studio.services.imports import Reading
from studio.words import plural

PAUSE_SECONDS = 0.4
"""After the last key before the text is read, and after the last edit before the flow is written out again."""

MOST_PASTED = 800_000
"""Characters: a longer message would not get through the socket, and the browser's text would no longer be ours."""
_PASTED = f"""(event) => {{
  const held = event.clipboardData ?? event.dataTransfer;
  if (!held?.files?.length && (held?.getData("text/plain") ?? "").length <= {MOST_PASTED}) return;
  event.preventDefault();
  event.stopPropagation();
  emit();
}}"""


class YamlView:
    """The text. What isn't applied yet is kept when the flow changes meanwhile, and said."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._written = ""
        """The flow's text as it was last written here."""
        self._behind = False
        """Whether the flow changed since."""
        self._visible = True
        self._pause: ui.timer | None = None

    def build(self) -> None:
        """Put the panel together; it follows the bench from then on."""
        bench = self._bench
        self._root = ui.element("div").classes("yaml-view")
        with self._root:
            sentinel = ui.element("q-intersection").classes("sentinel").mark("yaml-sentinel")
            sentinel.on("visibility", self._shown)
            Daylight(self._wear)
            with ui.element("div").classes("panel-bar"):
                self._state = ui.label().classes("muted small").props("aria-live=polite")
                ui.element("div").classes("grow")
                self._discard = ui.button("Discard", on_click=self._drop).props("flat dense no-caps")
                self._apply = ui.button("Apply", on_click=bench.acting(self._put)).mark("apply-yaml")
                self._apply.props("unelevated dense no-caps").classes("main")
            with ui.element("div").classes("yaml-halves") as halves:
                self._text = ui.codemirror(
                    language="YAML", theme="githubLight", indent="  ", on_change=self._typed,
                    keymap={"Mod-Enter": bench.acting(self._put)},
                )  # fmt: skip
                self._text.props('aria-label="The flow as YAML"').set_enabled(not bench.read_only)
                for event in ("paste.capture", "drop.capture"):
                    halves.on(event, self._too_much, js_handler=_PASTED)
                self._problems = ui.element("ul").classes("yaml-problems")
        self._write(codec.dump(bench.flow))
        bench.on_flow(self._flow_changed)

    @property
    def _dirty(self) -> bool:
        return bool(self._text.value != self._written)

    def _shown(self, event: events.GenericEventArguments) -> None:
        """The panel came into sight or went."""
        self._visible = event.args is True
        if self._visible:
            self._flow_changed()

    def _wear(self, dark: bool) -> None:
        self._text.theme = "githubDark" if dark else "githubLight"

    def _too_much(self) -> None:
        ui.notify("This is more than can be put in at once; import it as a file.", type="negative")

    def _flow_changed(self) -> None:
        if self._dirty:
            self._behind = True
            self._dress()
        elif self._visible:
            self._after_pause(self._rewrite)

    async def _rewrite(self, _actor: Actor) -> None:
        flow = self._bench.flow
        text = await asyncio.to_thread(codec.dump, flow)
        if flow is self._bench.flow and not self._dirty:
            self._write(text)

    def _write(self, text: str) -> None:
        self._written, self._behind = text, False
        if self._text.value != text:
            self._text.value = text
        self._tell(Reading())

    def _drop(self) -> None:
        self._write(codec.dump(self._bench.flow))

    def _typed(self) -> None:
        self._dress()
        if self._dirty:
            self._after_pause(self._explain)

    def _after_pause(self, do: Callable[[Actor], Awaitable[None]]) -> None:
        if self._pause is not None:
            self._pause.cancel()
        with self._root:
            self._pause = ui.timer(PAUSE_SECONDS, self._bench.acting(do), once=True)

    async def _explain(self, actor: Actor) -> None:
        await self._read(actor)

    async def _read(self, actor: Actor) -> Reading | None:
        """What the text says now; None where there is nothing new in it."""
        text = self._text.value or ""
        if not self._dirty:
            self._tell(Reading())
            return None
        reading = await self._bench.services.imports.explain(actor, self._bench.process_type, text)
        if text == (self._text.value or ""):
            self._tell(reading)
        return reading

    async def _put(self, actor: Actor) -> None:
        reading = await self._read(actor)
        if reading is None or reading.problems:
            return
        if await self._bench.do({"op": "replace_text", "yaml": self._text.value}):
            self._drop()  # as it is written canonically
            ui.notify("The drawing says what the text says. Undo takes it back.", type="positive")

    def _tell(self, reading: Reading) -> None:
        """Show what was read: problems, else findings, each at its line."""
        told: list[tuple[int | None, str, str]] = [
            *((one.line, one.words, "error") for one in reading.problems),
            *((one.line, one.message, one.severity) for flow in reading.flows for one in flow.findings),
        ]
        lines = (self._text.value or "").count("\n") + 1
        marked = {line: (words, tone) for line, words, tone in reversed(told) if line and line <= lines}
        self._text.decorations = [
            {"kind": "line", "line": line, "class": f"yaml-{tone}"}
            for line, (_, tone) in sorted(marked.items())
        ]
        self._text.line_tooltips = {line: words for line, (words, _) in marked.items()}
        self._problems.clear()
        self._problems.set_visibility(bool(told))
        with self._problems:
            for line, words, tone in told[:MOST]:
                self._problem(line, words, tone)
        self._dress(reading)

    def _problem(self, line: int | None, words: str, tone: str) -> None:
        with ui.element("li").classes("finding"):
            if line is None:
                ui.label("").classes("line-number")
            else:
                jump = ui.button(f"line {line}", on_click=lambda: self._text.reveal_line(line))
                jump.props("flat dense no-caps color=primary").classes("line-number")
            ui.label(words).classes(f"finding-message tone-{tone}")

    def _dress(self, reading: Reading | None = None) -> None:
        dirty = self._dirty
        self._discard.set_visibility(dirty)
        self._apply.set_visibility(not self._bench.read_only)
        self._apply.set_enabled(dirty and not (reading and reading.problems))
        self._state.text = self._words(dirty, reading)

    def _words(self, dirty: bool, reading: Reading | None) -> str:
        if not dirty:
            return "This is the drawing, as text." + ("" if self._bench.read_only else " Change either.")
        if reading and reading.problems:
            count = plural(len(reading.problems), "problem")
            return f"{count}: this can't be read as a flow. The drawing is as it was."
        if self._behind:
            return "The drawing changed since you began here; applying your text replaces all of it."
        return "Not applied yet."


def yaml_view(bench: Bench) -> None:
    """Build the panel here."""
    YamlView(bench).build()
