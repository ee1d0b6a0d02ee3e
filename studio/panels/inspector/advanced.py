"""What few people need: the id, and deleting."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from nicegui import ui

from studio.panels.inspector.section import Desk


@contextmanager
def advanced() -> Iterator[None]:
    """Folded away until it is asked for."""
    with (
        ui.expansion("Advanced").props("dense dense-toggle").classes("advanced"),
        ui.element("div").classes("stack"),
    ):
        yield


def id_input(
    desk: Desk, id_: str, hint: str, op: Callable[[str], Mapping[str, Any]], then: Callable[[str], None]
) -> None:
    """The id, changed when it is left; `then` gets the new one once it is stored."""

    def changed() -> None:
        new = (control.value or "").strip()
        if new and new != id_:
            desk.do(op(new), lambda done: then(new) if done else refused())

    def refused() -> None:
        if not control.is_deleted:
            control.value = id_

    control = ui.input(label="Id", value=id_).props("outlined dense").classes("full mono-input")
    control.props["hint"] = hint
    control.on("change", changed)
    control.set_enabled(not desk.read_only)


def delete_button(
    desk: Desk, words: str, *, states: tuple[str, ...] = (), transitions: tuple[str, ...] = ()
) -> None:
    """Deletes them in one step, which can be undone."""
    op = {"op": "delete", "states": list(states), "transitions": list(transitions)}
    button = ui.button(words, icon="delete", color=None, on_click=lambda: desk.do(op))
    button.props("flat dense no-caps align=left").classes("delete")
