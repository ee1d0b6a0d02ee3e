"""What few people need: the id, and deleting."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from nicegui import ui

from flows.model import Flow
from studio.editor.commands import apply
from studio.editor.gestures import gesture
from studio.editor.ops import read_op
from studio.errors import EditRefused
from studio.panels.inspector.section import Desk, Part


@contextmanager
def advanced() -> Iterator[None]:
    """Folded away until it is asked for."""
    with (
        ui.expansion("Advanced").props("dense dense-toggle").classes("advanced"),
        ui.element("div").classes("stack"),
    ):
        yield


def id_input(
    desk: Desk, part: Part, hint: str, op: Callable[[str], Mapping[str, Any]], then: Callable[[str], None]
) -> None:
    """The id, changed when it is left; `then` gets the new one once it is stored. What can't be one is refused here."""

    def changed() -> None:
        new = (control.value or "").strip()
        if not new or new == part.id:
            show()
            return
        control.error = refusal(desk.flow, op(new)) or None
        if control.error is None:
            desk.do(op(new), lambda done: then(new) if done else show())

    def show() -> None:
        if not control.is_deleted:
            control.value, control.error = part.id, None

    def follow() -> None:
        if known[-1] != part.id:
            known.append(part.id)
            show()

    known = [part.id]
    control = (
        ui.input(label="Id", value=part.id).props("outlined dense maxlength=255").classes("full mono-input")
    )
    control.props["hint"] = hint
    control.without_auto_validation()
    control.on("change", changed)
    control.set_enabled(not desk.read_only)
    desk.follow(control, follow)


def refusal(flow: Flow, op: Mapping[str, Any]) -> str:
    """Why an edit can't be made, in a sentence; nothing when it can."""
    try:
        apply(flow, gesture(flow, read_op(op)).command)
    except EditRefused as error:
        return str(error)
    return ""


def delete_button(
    desk: Desk,
    words: str,
    *,
    states: Callable[[], Sequence[str]] = tuple,
    transitions: Callable[[], Sequence[str]] = tuple,
) -> None:
    """Deletes them in one step, which can be undone."""

    def delete() -> None:
        desk.do({"op": "delete", "states": list(states()), "transitions": list(transitions())})

    button = ui.button(words, icon="delete", color=None, on_click=delete)
    button.props("flat dense no-caps align=left").classes("delete")
