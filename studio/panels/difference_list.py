"""What differs between two versions, in sentences below what they are about; texts word by word."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

from flows.diff import Diff
from flows.diffing.difference import Difference, Group, Kind, Piece
from flows.findings.finding import At

MOST = 200
"""Sentences; more than this make a page slow, and few read them."""
_ICONS: dict[Kind, str] = {
    "added": "add_circle_outline", "removed": "remove_circle_outline", "changed": "edit",
    "renamed": "label_outline", "moved": "swap_vert",
}  # fmt: skip
_WORDS: dict[Kind, str] = {
    "added": "Added", "removed": "Removed", "changed": "Changed", "renamed": "Renamed", "moved": "Moved"
}  # fmt: skip
_TAGS = {"added": "ins", "removed": "del", "same": "span", "gap": "span"}
ON_THE_MAP = ("state", "transition")

GoTo = Callable[[At], None]


def difference_list(found: Diff, go_to: GoTo) -> None:
    """All of it; what is on the map can be gone to."""
    if found.behave_alike:
        with ui.element("div").classes("all-well"):
            ui.icon("check_circle")
            ui.label("They behave alike." if found.beside else "There is no difference.")
    groups = (*found.behaviour, *found.beside)
    for group, differences in _first(groups, MOST):
        _group(group, differences, go_to)
    count = sum(len(group.differences) for group in groups)
    if count > MOST:
        ui.label(f"and {count - MOST:,} more; converse diff tells all of them.").classes("muted small")


def _first(groups: Sequence[Group], most: int) -> Iterator[tuple[Group, list[Difference]]]:
    """The groups with as many of their differences as there is room for."""
    for group in groups:
        if shown := list(islice(group.differences, most)):
            yield group, shown
        most -= len(shown)


def _group(group: Group, differences: Sequence[Difference], go_to: GoTo) -> None:
    with ui.element("section").classes("difference-group"):
        ui.label(group.title).classes("strong").props("role=heading aria-level=3")
        with ui.element("ul"):
            for one in differences:
                with ui.element("li").classes("difference").mark("difference"):
                    icon = ui.icon(_ICONS[one.kind]).classes(f"kind-{one.kind}")
                    icon.props.update({"role": "img", "aria-label": _WORDS[one.kind]})
                    with ui.element("div"):
                        _sentence(one, go_to)
                        if one.pieces:
                            _text(one.pieces)


def _sentence(one: Difference, go_to: GoTo) -> None:
    if one.at.kind in ON_THE_MAP:
        row = ui.element("button").props('type=button title="Show it on the map"').classes("difference-words")
        row.on("click", lambda: go_to(one.at))
        with row:
            ui.label(one.words)
    else:
        ui.label(one.words)


def _text(pieces: Sequence[Piece]) -> None:
    with ui.element("p").classes("difference-text"):
        for piece in pieces:
            words = piece.text.lstrip()
            if space := piece.text[: len(piece.text) - len(words)]:  # not struck out, not coloured
                TextElement(tag="span", text=space)
            TextElement(tag=_TAGS[piece.kind], text=words)
