"""The outline: the map as a tree of states and what leads on from each, an equal way in for the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from nicegui.element import Element

from studio.canvas.projection import Document
from studio.panels.bench import Selection

Row = dict[str, Any]


class Outline(Element, component="outline.js"):
    """Draws rows; says where a person goes and what they want done, in the events' names."""

    def __init__(
        self,
        document: Document,
        *,
        editable: bool,
        go: Callable[[Row], None],
        heard: Callable[[str, Row], Any],
    ) -> None:
        """`go` gets `{state}` or `{transition}`; `heard` an event's name (`rename`, `act`) and what it says."""
        super().__init__()
        self._rows = rows(document)
        self.props["first"] = list(self._rows.values())
        self.props["editable"] = editable
        self.on("go", lambda event: go(event.args))
        self.on("rename", lambda event: heard("rename", event.args))
        self.on("act", lambda event: heard("act", event.args))

    def show(self, document: Document) -> None:
        """Show this map; only what changed is sent."""
        before, self._rows = self._rows, rows(document)
        changed = [row for key, row in self._rows.items() if before.get(key) != row]
        order = list(self._rows)
        if changed or order != list(before):
            self.run_method("change", {"rows": changed, "order": order if order != list(before) else None})

    def choose(self, selection: Selection) -> None:
        """Mark what is selected."""
        self.run_method("choose", {"states": selection.states, "transitions": selection.transitions})


def rows(document: Document) -> dict[str, Row]:
    """A row per state, in the author's order, with what leads on from it."""
    leads: dict[str, list[Row]] = {
        node["id"]: [_lead(stay, stay["target"]) for stay in node["stays"]] for node in document["nodes"]
    }
    for edge in document["edges"]:
        leads[edge["source"]].append(_lead({**edge, "id": edge["transition"]}, edge["target"]))
    kept = ("id", "title", "initial", "terminal", "errors", "warnings")
    return {
        node["id"]: {**{key: node[key] for key in kept}, "leads": leads[node["id"]]}
        for node in document["nodes"]
    }


def _lead(part: Mapping[str, Any], target: str | None) -> Row:
    words = part["words"].removesuffix(f" → {target}?")  # the tree names the target itself
    return {"id": part["id"], "type": part["type"], "words": words, "target": target}
