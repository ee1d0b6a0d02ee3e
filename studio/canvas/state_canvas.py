"""The element that draws a map: Vue Flow in the browser, from `assets/canvas`, behind a few methods and events.

What it draws is `projection.document`; what is done to it comes back as ops, one list per gesture. The browser shows
a gesture at once: answer it with `patch` or `replace`, or take it back with `restore`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from nicegui.element import Element
from nicegui.events import GenericEventArguments, handle_event

from studio.canvas.overlay import Overlay, as_json
from studio.errors import CanvasMissing

BUNDLE = Path(str(files("assets"))) / "canvas" / "dist"
if not (BUNDLE / "index.js").is_file():
    raise CanvasMissing

Document = Mapping[str, Any]
OnOps = Callable[[list[Any]], Awaitable[None] | None]
"""Gets what the browser sent: check it, anybody can send anything."""
OnDetails = Callable[[dict[str, Any]], Awaitable[None] | None]


class StateCanvas(Element, component="state_canvas.js", esm={"converse-canvas": str(BUNDLE)}):
    """A map to look at and draw in. It fills its parent, and wears the colours of its page."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.props["document"] = document
        self._on_ready: list[OnDetails] = []
        self._on_ops: list[OnOps] = []
        self._taken = 0
        self._painted: dict[str, Any] | None = None
        self.on("ready", self._ready)
        self.on("ops", self._ops)
        self.on("again", self._again)

    def on_ops(self, callback: OnOps) -> None:
        """Gestures: a list of raw ops, see `studio.editor.ops`."""
        self._on_ops.append(callback)

    def on_select(self, callback: OnDetails) -> None:
        """`{states, transitions}`: what is selected now, by the user."""
        self.on("select", lambda event: _pass(callback, event, {}))

    def on_command(self, callback: OnDetails) -> None:
        """A key that Python serves: `{name, states, transitions, at}`.

        `name` is undo, redo, copy, cut, paste, search, test, problem, problem-back or help; `at` is where to paste.
        What is cut is deleted by an op of its own.
        """
        self.on("command", lambda event: _pass(callback, event, {}))

    def on_ready(self, callback: OnDetails) -> None:
        """The map is drawn: `{ms}` since the element was made in the browser."""
        self._on_ready.append(callback)

    def replace(self, document: Document) -> None:
        """Show another document; where one looks stays."""
        if "document" in self.props:
            self.props["document"] = document
        self.run_method("replace", document)

    def patch(self, changes: Document) -> None:
        """Bring the drawing up to date by `projection.patch`'s changes."""
        self.run_method("patch", changes)

    def restore(self) -> None:
        """Take back what was shown of a gesture that is refused."""
        self.run_method("restore")

    def select(
        self, states: Sequence[str] = (), transitions: Sequence[str] = (), *, reveal: bool = False
    ) -> None:
        """Select these instead; `reveal` moves them into sight. `on_select` isn't called."""
        self.run_method("select", list(states), list(transitions), reveal)

    def fit(self) -> None:
        """Show the whole map."""
        self.run_method("fit")

    def follow(self, states: Sequence[str], came: Sequence[str] = (), *, anew: bool = False) -> None:
        """Keep in sight where processes stand, and where they `came` from if there is room for both.

        No more is moved than that takes. `anew` looks as if the map had just been opened: at all of it where its cards
        can be read.
        """
        self.run_method("follow", list(states), list(came), anew)

    def begin_state(self, *, terminal: bool = False, trigger: Mapping[str, Any] | None = None) -> None:
        """As the key N: offer a new state that wants a name, next to the only selected one.

        It is to be an end, or follows by this trigger.
        """
        self.run_method("add", {"terminal": terminal, **({"trigger": trigger} if trigger else {})})

    def set_theme(self, theme: Literal["light", "dark"] | None) -> None:
        """Wear these colours; None: those of the page."""
        self.run_method("set_theme", theme)

    def set_running(self, counts: Mapping[str, int]) -> None:
        """State → open conversations in it; no others have any."""
        self.run_method("mark", dict(counts))

    def overlay(self, overlay: Overlay | None) -> None:
        """Paint this over the map, and nothing else; it stays when the map is patched or replaced."""
        painted = None if overlay is None else as_json(overlay)
        if painted != self._painted:
            self._painted = painted
            self.run_method("overlay", painted)

    def _ops(self, event: GenericEventArguments) -> Awaitable[None]:
        return self._take(event.args if isinstance(event.args, list) else [])

    async def _again(self, event: GenericEventArguments) -> None:
        """What the browser had no answer to when its connection broke: `[number, ops]` each, counted from 1."""
        for each in event.args if isinstance(event.args, list) else ():
            match each:
                case [int(number), list(ops)] if number == self._taken + 1:
                    await self._take(ops)

    def _take(self, ops: list[Any]) -> Awaitable[None]:
        self._taken += 1
        answers = [answer for callback in self._on_ops if (answer := callback(ops)) is not None]
        return self._answer(answers, self._taken)

    async def _answer(self, answers: Iterable[Awaitable[None]], number: int) -> None:
        for answer in answers:
            await answer
        self.run_method("taken", number)

    def _ready(self, event: GenericEventArguments) -> None:
        # From here on the browser has it: an update of the element must not send the whole map again.
        with self.props.suspend_updates():
            self.props.pop("document", None)
        if self._painted is not None:
            self.run_method("overlay", self._painted)
        for callback in self._on_ready:
            _pass(callback, event, {})


def _pass(
    callback: Callable[[Any], Awaitable[None] | None], event: GenericEventArguments, empty: Any
) -> None:
    """Hand on what an event carries; what isn't of the expected kind becomes `empty`."""
    given = event.args if isinstance(event.args, type(empty)) else empty
    handle_event(lambda _: callback(given), event)
