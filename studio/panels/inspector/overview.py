"""What the inspector shows when nothing, or several things, are selected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from nicegui import ui

from flows.model import Flow
from flows.words import trigger_words
from studio.panels.bench import Selection
from studio.panels.inspector.advanced import delete_button
from studio.panels.inspector.controls import text_input
from studio.panels.inspector.heading import heading
from studio.panels.inspector.section import Desk, Section
from studio.panels.inspector.wording import TRIGGERS, state_names
from studio.words import plural

MOST = 40


def flow_overview(desk: Desk) -> Iterator[Section]:
    """The flow as a whole."""
    yield Section(
        desk,
        lambda flow: (flow.name, flow.process_type),
        lambda shown: heading("account_tree", shown[0], shown[1], "state"),
    )
    yield _details(desk)
    yield Section(desk, _counts, _inventory, title="This flow")
    yield Section(desk, _triggers, _legend, title="What moves it on")
    if not desk.read_only:
        _tips()


def _details(desk: Desk) -> Section:
    def draw(shown: tuple[str, str]) -> None:
        title, description = shown
        name = text_input("Name", title, lambda text: stored(title=text.strip()), disabled=desk.read_only)
        about = text_input(
            "Description",
            description,
            lambda text: stored(description=text),
            lines=2,
            disabled=desk.read_only,
        )
        fields[:] = [name, about]

    def stored(**values: str) -> None:
        flow = desk.flow
        shows = {"title": flow.title, "description": flow.description, **values}
        section.save({"op": "set_flow", "values": values}, (shows["title"], shows["description"]))

    def meet(shown: tuple[str, str]) -> bool:
        for control, text in zip(fields, shown, strict=True):
            control.value = text
        return True

    fields: list[ui.input | ui.textarea] = []
    section = Section(desk, lambda flow: (flow.title, flow.description), draw, title="Details", meets=meet)
    return section


def _counts(flow: Flow) -> dict[str, int]:
    return {
        "state": len(flow.states), "transition": len(flow.transitions), "intent": len(flow.intents),
        "message": len(flow.messages), "data field": len(flow.data),
    }  # fmt: skip


def _inventory(counts: dict[str, int]) -> None:
    with ui.element("div").classes("inventory"):
        for word, count in counts.items():
            with ui.element("div"):
                ui.label(f"{count:,}").classes("figure")
                ui.label(plural(count, word).partition(" ")[2]).classes("muted small")


def _triggers(flow: Flow) -> Counter[str]:
    return Counter(transition.trigger.type for transition in flow.transitions)


def _legend(counts: Counter[str]) -> None:
    for name, look in TRIGGERS.items():
        with ui.element("div").classes("inspect-link legend"):
            ui.icon(look.icon).classes(f"tone-{look.tone}")
            ui.label(look.title).classes("link-words")
            ui.label(f"{counts[name]:,}").classes("muted link-end")


def _tips() -> None:
    with ui.element("section").classes("inspect tips muted small"):
        ui.label("Select a state or a transition to edit it here.")
        with ui.element("div"):
            for key, words in (("N", "new state"), ("/", "search"), ("?", "all keys")):
                ui.label(key).classes("key-hint")
                ui.label(words)


def several_selected(desk: Desk, selection: Selection) -> Iterator[Section]:
    """What is selected, to pick one of, copy or delete."""
    states, transitions = len(selection.states), len(selection.transitions)
    parts = [plural(states, "state")] * bool(states) + [plural(transitions, "transition")] * bool(transitions)

    def shown(flow: Flow) -> tuple[list[tuple[str, str]], list[tuple[str, str, str]]]:
        names = state_names(flow)
        heard = {one.id: one for one in flow.transitions}
        return (
            [(id_, names[id_]) for id_ in selection.states if id_ in names],
            [
                (id_, heard[id_].trigger.type, trigger_words(heard[id_].trigger))
                for id_ in selection.transitions
                if id_ in heard
            ],
        )

    def draw(value: tuple[list[tuple[str, str]], list[tuple[str, str, str]]]) -> None:
        for id_, name in value[0][:MOST]:
            with ui.element("button").classes("inspect-link").props("type=button") as row:
                ui.icon("crop_square").classes("muted")
                ui.label(name).classes("link-words")
            row.on("click", lambda id_=id_: desk.bench.select(states=(id_,), reveal=True))
        for id_, kind, words in value[1][:MOST]:
            with ui.element("button").classes("inspect-link").props("type=button") as row:
                ui.icon(TRIGGERS[kind].icon).classes(f"tone-{TRIGGERS[kind].tone}")
                ui.label(words).classes("link-words")
            row.on("click", lambda id_=id_: desk.bench.select(transitions=(id_,), reveal=True))

    yield Section(
        desk, lambda _flow: parts, lambda _: heading("select_all", " and ".join(parts), "Selected", "state")
    )
    if not desk.read_only:
        yield Section(desk, lambda _flow: selection, lambda _: _together(desk, selection), classes="tight")
    yield Section(desk, shown, draw)


def _together(desk: Desk, selection: Selection) -> None:
    states = list(selection.states)
    with ui.element("div").classes("inspect-row"):
        if states:
            ui.button(
                "Duplicate", icon="content_copy", color=None,
                on_click=lambda: desk.do({"op": "duplicate", "states": states}),
            ).props("flat dense no-caps").classes("quiet")  # fmt: skip
        delete_button(
            desk, "Delete", states=lambda: selection.states, transitions=lambda: selection.transitions
        )
