"""A flow as the canvas draws it: JSON with everything in words, measured and placed; and what changed between two.

The canvas knows nothing of flows: what stands here is what it shows. All texts are plain text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from flows.action_words import says
from flows.findings.finding import Finding
from flows.model import Flow, State, Transition
from flows.words import guard_words, trigger_words
from studio.canvas.arrangement import panel_place
from studio.canvas.measures import Place, card_lines, panel_size, size, staying_words
from studio.kept import kept

Document = dict[str, Any]


class Live(NamedTuple):
    """What comes with a flow without being part of it."""

    rev: int
    findings: Sequence[Finding] = ()
    counts: Mapping[str, int] = {}
    """State → open conversations in it."""
    read_only: bool = False
    theme: str = "light"


def document(flow: Flow, places: Mapping[str, Place], live: Live) -> Document:
    """All there is to draw. `places` names the top left corner of every state, in pixels."""
    marks = _Marks(live.findings)
    known = {state.id: state for state in flow.states}
    leaving: dict[str, list[Transition]] = {state: [] for state in known}
    for transition in flow.transitions:
        for source in dict.fromkeys(transition.from_states):
            if source in known and not transition.from_any:
                leaving[source].append(transition)
    nodes = [
        _node(flow, state, leaving[state.id], known, places[state.id], marks) for state in known.values()
    ]
    return {
        "rev": live.rev,
        "nodes": nodes,
        "edges": list(_edges(leaving, known, marks)),
        "anywhere": _anywhere(flow, nodes),
        "live": {state: count for state, count in live.counts.items() if state in known},
        "read_only": live.read_only,
        "theme": live.theme,
    }


def patch(before: Document, after: Document) -> Document | None:
    """What turns one drawing into the other; None when they look the same.

    `anywhere` and `live` are left out where they stay.
    """
    changes: Document = {}
    for kind in ("nodes", "edges"):
        old = {part["id"]: part for part in before[kind]}
        new = {part["id"]: part for part in after[kind]}
        changed = [part for key, part in new.items() if old.get(key) != part]
        gone = [key for key in old if key not in new]
        changes |= {f"upsert_{kind}": changed, f"remove_{kind}": gone}
    if before["anywhere"] != after["anywhere"]:
        changes["anywhere"] = after["anywhere"]
    if before["live"] != after["live"]:
        changes["live"] = after["live"]
    if not any(changes.values()) and not changes.keys() & {"anywhere", "live"}:
        return None
    return {"rev": after["rev"], **changes}


_UNMARKED = {"errors": 0, "warnings": 0}


class _Marks:
    """How many findings are at each part."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        counts = Counter((one.at.kind, one.at.id, one.severity) for one in findings)
        self._counts: dict[tuple[str, str], dict[str, int]] = {
            (kind, part): {"errors": counts[kind, part, "error"], "warnings": counts[kind, part, "warning"]}
            for kind, part, _ in counts
        }

    def at(self, kind: str, part: str) -> dict[str, int]:
        """Errors and warnings of one part."""
        return self._counts.get((kind, part), _UNMARKED)


def _node(
    flow: Flow,
    state: State,
    leaving: Sequence[Transition],
    known: Mapping[str, State],
    place: Place,
    marks: _Marks,
) -> Document:
    stays = [
        {
            **_heard(one),
            "words": staying_words(one),
            "target": one.to_state,
            **marks.at("transition", one.id),
        }
        for one in leaving
        if one.to_state not in known
    ]
    width, height = size(flow, state, [stay["words"] for stay in stays])
    return {
        "id": state.id,
        "title": state.name,
        "initial": state.id == flow.initial_state,
        "terminal": state.id in flow.terminal_states,
        "x": round(place[0]),
        "y": round(place[1]),
        "w": width,
        "h": height,
        "says": card_lines(state),
        **marks.at("state", state.id),
        "stays": stays,
        "always": any(one.trigger.type == "always" for one in leaving),
    }


def _edges(
    leaving: Mapping[str, Sequence[Transition]], known: Mapping[str, State], marks: _Marks
) -> Iterator[Document]:
    for source, transitions in leaving.items():
        for transition in transitions:
            if transition.to_state in known:
                yield {
                    **_heard(transition),
                    "id": f"{transition.id}@{source}",
                    "transition": transition.id,
                    "source": source,
                    "target": transition.to_state,
                    **marks.at("transition", transition.id),
                }


def _anywhere(flow: Flow, nodes: Sequence[Document]) -> Document | None:
    panel = panel_size(flow)
    if panel is None:
        return None
    left, top = min(node["x"] for node in nodes), min(node["y"] for node in nodes)
    right = max(node["x"] + node["w"] for node in nodes)
    x, y = panel_place(left, top, right, max(node["y"] + node["h"] for node in nodes), panel)
    items = [{**_heard(one), "target": one.to_state} for one in flow.transitions if one.from_any]
    return {"x": x, "y": y, "items": items}


@kept
def _heard(transition: Transition) -> Document:
    """What a transition listens for, and how much hangs on it; `full` says it all."""
    words = trigger_words(transition.trigger)
    condition = "" if transition.when is None else f"if {guard_words(transition.when)}"
    does = ", ".join(says(action) for action in transition.actions)
    return {
        "id": transition.id,
        "type": transition.trigger.type,
        "words": words,
        "guard": transition.when is not None,
        "actions": len(transition.actions),
        "full": " · ".join(filter(None, (words, condition, does))),
    }
