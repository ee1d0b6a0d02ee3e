"""The frame of an entries panel: what there is on the left, the form of one of them beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from nicegui import ui

from flows.findings.finding import At, Finding, Kind
from flows.model import Flow
from flows.words import readable
from studio.editor import ops
from studio.editor.gesture import free_id, id_from
from studio.panels.bench import Bench
from studio.panels.entries.removal import Removal, use_links
from studio.panels.entries.uses import Use, uses
from studio.panels.inspector.advanced import id_input
from studio.panels.inspector.controls import add_button
from studio.panels.inspector.filling import as_raw
from studio.panels.inspector.heading import remarks
from studio.panels.inspector.making import NEW
from studio.panels.inspector.section import Desk, Part, Section
from studio.words import worst

MOST_ROWS = 300
"""Shown at once; search finds the others."""


class Kept(NamedTuple):
    """One kind of entry, and how it is shown."""

    section: ops.Section
    icon: str
    line: Callable[[Flow, str], str]
    """A line about one of them."""
    form: Callable[[Desk, str], Iterator[Section]]
    """Draws the form; the sections to keep up to date."""
    about: str
    """What it is for, where there is none yet."""

    @property
    def kind(self) -> Kind:
        return NEW[self.section].kind

    @property
    def noun(self) -> str:
        return NEW[self.section].noun

    @property
    def begins(self) -> dict[str, Any]:
        """The JSON of a new one."""
        return dict(NEW[self.section].begins)


class Shelf:
    """The panel; it follows the flow, and what the bench is asked to show."""

    def __init__(self, bench: Bench, kept: Kept) -> None:
        self._bench, self._kept = bench, kept
        self._chosen: str | None = None
        self._becoming = ""
        """The name that the one shown is just given."""
        self._begun = ""
        """The one that is to be written in as soon as it is shown."""
        self._sections: list[Section] = []
        self._rows: Any = None
        self._sought = ""
        with ui.element("div").classes("shelf"):
            with ui.element("div").classes("shelf-list"):
                self._head()
                self._list = ui.element("div").classes("shelf-rows")
            self._form = ui.element("div").classes("shelf-form inspector")
        self._desk = Desk(bench, self._form)
        self._naming()
        self._removal = Removal(self._desk, kept.section)
        self.choose(next(iter(self._entries), None))
        bench.on_flow(self._follow)
        bench.on_findings(self._remark)
        bench.on_go_to(self._go_to)

    @property
    def _new(self) -> str:
        return f"New {self._kept.noun}"

    @property
    def _entries(self) -> Mapping[str, Any]:
        entries: Mapping[str, Any] = getattr(self._bench.flow, self._kept.section)
        return entries

    def choose(self, name: str | None) -> None:
        """Open this one, or say what the panel is for."""
        self._chosen = name
        self._form.clear()
        self._sections = []
        with self._form:
            if name is None:
                self._nothing()
            else:
                self._open(name)
                if name == self._begun:
                    self._begun = ""
                    _write_in(self._form)
        self._show_rows()

    def _head(self) -> None:
        with ui.element("div").classes("shelf-head"):
            search = ui.input(
                placeholder=f"Find {_one(self._kept.noun)}", on_change=lambda event: self._seek(event.value)
            )
            search.props("outlined dense clearable debounce=200").classes("full")
            with search.add_slot("prepend"):
                ui.icon("search").classes("muted")
            if not self._bench.read_only:
                add_button(self._new, lambda: self._name.open()).mark(f"new-{self._kept.kind}")

    def _seek(self, text: str | None) -> None:
        self._sought = (text or "").casefold().strip()
        self._show_rows()

    def _show_rows(self) -> None:
        flow, kept = self._bench.flow, self._kept
        tones = {
            name: worst([one for one in self._bench.findings if one.at == (kept.kind, name)])
            for name in {one.at.id for one in self._bench.findings if one.at.kind == kept.kind}
        }
        rows = [
            (name, readable(name).capitalize(), kept.line(flow, name), tones.get(name))
            for name in self._entries
        ]
        found = [row for row in rows if self._sought in f"{row[0]} {row[1]} {row[2]}".casefold()]
        if (found, self._chosen) == self._rows:
            return
        self._rows = (found, self._chosen)
        self._list.clear()
        with self._list:
            for name, title, line, tone in found[:MOST_ROWS]:
                self._row(name, title, line, tone)
            if len(found) > MOST_ROWS:
                ui.label(f"{len(found) - MOST_ROWS:,} more: search for them.").classes(
                    "muted small shelf-note"
                )
            if self._sought and not found:
                ui.label("Nothing is called that.").classes("muted small shelf-note")

    def _row(self, name: str, title: str, line: str, tone: str | None) -> None:
        row = ui.element("button").classes("shelf-row").mark(f"{self._kept.kind}-{name}")
        row.props(f"type=button aria-current={'true' if name == self._chosen else 'false'}")
        with row.on("click", lambda: self.choose(name)):
            with ui.element("div").classes("shelf-words"):
                ui.label(title).classes("shelf-title")
                ui.label(line).classes("muted small shelf-line")
            if tone is not None:
                ui.element("span").classes(f"shelf-dot tone-{tone}")

    def _open(self, name: str) -> None:
        with ui.element("div").classes("shelf-top"):
            with ui.element("div").classes("inspect-head"):
                with ui.element("div").classes("inspect-mark tone-state"):
                    ui.icon(self._kept.icon)
                with ui.element("div").classes("inspect-title"):
                    ui.label(readable(name).capitalize()).classes("page-title").props(
                        "role=heading aria-level=2"
                    )
                    ui.label(self._kept.noun.capitalize()).classes("muted small")
            if not self._bench.read_only:
                remove = ui.button(
                    "Remove", icon="delete", color=None, on_click=lambda: self._removal.remove(name)
                )
                remove.props("flat dense no-caps").classes("delete").mark(f"remove-{self._kept.kind}")
        self._remarks = ui.element("div").classes("remarks")
        self._said: list[Finding] = []
        self._sections = [*self._kept.form(self._desk, name), self._uses(name), self._id(name)]
        self._remark()

    def _uses(self, name: str) -> Section:
        def draw(found: tuple[Use, ...]) -> None:
            if not found:
                ui.label("Nowhere yet.").classes("muted small")
            use_links(self._bench, found)

        return Section(self._desk, lambda flow: uses(flow, self._kept.section, name), draw, title="Used by")

    def _id(self, name: str) -> Section:
        def op(new: str) -> dict[str, Any]:
            self._becoming = new
            return {"op": "rename_entry", "section": self._kept.section, "name": name, "to": new}

        hint = "Its name in the file, in texts and conditions: a new one is written everywhere"
        return Section(
            self._desk,
            lambda _flow: name,
            lambda _: id_input(self._desk, Part(name), hint, op, lambda _new: None),
            title="Name",
        )

    def _nothing(self) -> None:
        with ui.element("div").classes("empty"):
            ui.icon(self._kept.icon, size="40px").classes("muted")
            ui.label(f"No {self._kept.noun}s yet").classes("empty-title").props("role=heading aria-level=2")
            ui.label(self._kept.about).classes("muted empty-about")
            if not self._bench.read_only:
                new = ui.button(self._new, icon="add", on_click=lambda: self._name.open()).classes("main")
                new.props("unelevated no-caps").mark(f"first-{self._kept.kind}")

    def _follow(self) -> None:
        if self._chosen is None and not self._entries:
            return
        if self._chosen not in self._entries:
            renamed = self._becoming if self._becoming in self._entries else None
            self.choose(renamed or next(iter(self._entries), None))
            return
        self._desk.look()
        for section in self._sections:
            section.look()
        self._show_rows()

    def _remark(self) -> None:
        self._show_rows()
        if self._chosen is None:
            return
        said = [one for one in self._bench.findings if one.at == (self._kept.kind, self._chosen)]
        if said != self._said:
            self._said = said
            self._remarks.clear()
            with self._remarks:
                remarks(said)

    def _go_to(self, at: At) -> None:
        if at.kind == self._kept.kind and at.id in self._entries:
            if as_raw(self._entries[at.id]) == self._kept.begins:
                self._begun = at.id
            self.choose(at.id)

    # A new one

    def _naming(self) -> None:
        with ui.dialog() as self._name, ui.element("div").classes("sheet"):
            ui.label(self._new).classes("sheet-title").props("role=heading aria-level=2")
            with ui.element("div").classes("sheet-body"):
                wanted = ui.input(label="What it is called").props("outlined dense autofocus maxlength=60")
                wanted.classes("full").mark(f"name-{self._kept.kind}")
                ui.label("Letters, digits and spaces, such as “Payment reminder”.").classes("muted small")
            with ui.element("div").classes("sheet-foot"):
                ui.button("Cancel", on_click=self._name.close).props("flat no-caps")
                add = ui.button("Add", on_click=lambda: self._add(wanted)).props("unelevated no-caps")
                add.classes("main").mark(f"add-{self._kept.kind}")
        wanted.on("keydown.enter", lambda: self._add(wanted))

    def _add(self, wanted: ui.input) -> None:
        name = id_from(wanted.value or "")
        if not name:
            wanted.error = "Write a name with a letter or digit in it."
            return
        if name[0].isdigit():
            name = f"n_{name}"
        name = free_id(name, self._entries)
        wanted.error, wanted.value = None, ""
        self._name.close()
        op = {
            "op": "put_entry",
            "section": self._kept.section,
            "name": name,
            "value": self._kept.begins,
        }
        self._begun = name

        def then(done: bool) -> None:
            # The first one is open already, and may be typed into.
            if done and self._chosen != name:
                self.choose(name)
            self._begun = ""

        self._desk.do(op, then)


def _one(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _write_in(form: ui.element) -> None:
    """Let the keyboard go to the first field of a form that is about to be shown."""
    fields = (one for one in form.descendants() if isinstance(one, ui.input | ui.textarea))
    first = next(fields, None)
    if first is not None:
        first.props["autofocus"] = True
