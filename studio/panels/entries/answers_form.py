"""The answers a message offers to choose from: each a title and the intent it means."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from nicegui import ui

from flows.model import Flow
from flows.words import readable
from studio.panels.entries.limits import button_limit, buttons_words
from studio.panels.entries.rows import Rows
from studio.panels.inspector import suggestions
from studio.panels.inspector.controls import add_button, complaint_line, offer, pick, text_input
from studio.panels.inspector.paste_box import paste_box
from studio.panels.inspector.section import Desk

Answer = Mapping[str, str]
"""`title` and `intent`; one of them may be missing yet."""
_UNFINISHED = "Not stored yet: it needs a title, and what it means."


class AnswersForm:
    """The list, put together here."""

    def __init__(
        self,
        desk: Desk,
        reads: Callable[[], Sequence[Answer]],
        changed: Callable[[list[dict[str, str]]], None],
        *,
        read_only: bool,
    ) -> None:
        """`reads` gives the answers as they are now; `changed` gets those that are whole."""
        self._desk = desk
        self._reads = reads
        self._read_only = read_only
        self._counters: list[tuple[ui.label, dict[str, str]]] = []
        with ui.element("div").classes("answers-head"):
            ui.label("Buttons").classes("small strong")
            self._total = ui.label().classes("counter muted")
        self._rows: Rows[dict[str, str]] = Rows(
            [dict(answer) for answer in reads()], self._draw, changed, keeps=_whole, noun="button",
            add="Add a button", blank=dict, read_only=read_only,
        )  # fmt: skip
        if not read_only:
            self._pasting()
        self.complain = complaint_line()
        self.count()

    def meet(self) -> None:
        """Show what others made of them."""
        self._rows.meet([dict(answer) for answer in self._reads()])
        self.count()

    def count(self) -> None:
        """Count the letters of each, and the answers."""
        count = len(self._reads())
        self._total.text = buttons_words(count)
        self._counters = [(label, now) for label, now in self._counters if not label.is_deleted]
        for label, now in self._counters:
            limit = button_limit(now.get("title", ""), count)
            label.text = str(limit) if _whole(now) is not None or not any(now.values()) else _UNFINISHED
            label.classes(replace="counter muted" if limit.is_kept else "counter tone-error")

    def _draw(self, answer: dict[str, str], put: Callable[[dict[str, str]], None]) -> None:
        now = dict(answer)

        def change(key: str, value: str | None) -> None:
            now[key] = value or ""
            put(dict(now))
            self.count()

        read_only = self._read_only
        with ui.element("div").classes("grow stack answer"):
            text_input("Button", now.get("title", ""), lambda text: change("title", text), disabled=read_only)
            self._counters.append((ui.label().classes("counter muted"), now))
        means = pick(
            "Means", suggestions.intents(self._desk.flow), now.get("intent") or None,
            lambda intent: change("intent", intent), disabled=read_only,
        )  # fmt: skip
        self._desk.follow(means, lambda: offer(means, suggestions.intents(self._desk.flow)))

    def _pasting(self) -> None:
        with ui.element("div").classes("pasting") as box:
            paste_box(
                "Add buttons, one a line", "add-buttons",
                lambda: [one.get("title", "") for one in self._rows.items], self._add,
            )  # fmt: skip
        box.set_visibility(False)
        add_button("Paste several", lambda: box.set_visibility(not box.visible)).mark("paste-buttons")

    def _add(self, titles: list[str]) -> None:
        self._rows.extend([{"title": title, **_meant(self._desk.flow, title)} for title in titles])
        self.count()


def _whole(answer: dict[str, str]) -> tuple[str, str] | None:
    title, intent = answer.get("title", "").strip(), answer.get("intent", "")
    return (title, intent) if title and intent else None


def _meant(flow: Flow, title: str) -> dict[str, str]:
    """The intent that is called so, or has it as an example."""
    words = title.casefold().strip(" .!?")
    for name, intent in flow.intents.items():
        said = (
            readable(name),
            *intent.examples,
            *(one for texts in intent.locales.values() for one in texts),
        )
        if any(words == one.casefold().strip(" .!?") for one in said):
            return {"intent": name}
    return {}
