from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest

from flows.ink import PAINTS
from flows.layout import layout
from flows.lettering import clipped, text_width
from flows.model import Flow
from flows.overlay import Overlay, pill_width
from flows.picture import draw, svg

SVG = "{http://www.w3.org/2000/svg}"


def flow(**changes: Any) -> Flow:
    return Flow.model_validate(
        {
            "schema": "converse.flow/v1",
            "process_type": "returns",
            "title": "Returns",
            "states": [
                {
                    "id": "asked",
                    "title": "Return asked for",
                    "enter": [{"type": "send_message", "message": "label"}],
                },
                {"id": "waiting", "ask": {"message": "why", "into": "reason"}},
                "refunded",
            ],
            "initial_state": "asked",
            "terminal_states": ["refunded"],
            "transitions": [
                {
                    "id": "sent",
                    "from_states": ["asked"],
                    "to_state": "waiting",
                    "trigger": {"type": "event", "value": "parcel_sent"},
                    "when": {"field": "data.amount", "op": "lt", "value": 500},
                },
                {
                    "id": "silence",
                    "from_states": ["waiting"],
                    "to_state": "refunded",
                    "trigger": {"type": "timeout", "after": "2w"},
                },
                {"id": "why", "from_states": ["*"], "trigger": {"type": "intent", "value": "asks_why"}},
            ],
            **changes,
        }
    )


def words(drawing: str) -> list[str]:
    """Every text that is to be seen, in drawing order."""
    return [element.text or "" for element in ElementTree.fromstring(drawing).iter(f"{SVG}text")]


def test_a_picture_says_what_the_map_says() -> None:
    shown = words(svg(flow()))

    for expected in (
        "Return asked for",
        "send message: label",
        "parcel sent",
        "if amount is less than 500",
        "Waiting",
        "asks for reason",
        "after 14 days",
        "Refunded",
        "In every state",
        "asks why",
    ):
        assert expected in shown
    assert "the customer says" in shown, "the legend explains the icons in use"
    assert "an operator decides" not in shown


@pytest.mark.parametrize("theme", PAINTS)
def test_both_themes_are_complete_documents(theme: Any) -> None:
    drawing = svg(flow(), theme=theme)

    root = ElementTree.fromstring(drawing)
    assert root.tag == f"{SVG}svg"
    assert PAINTS[theme].paper in drawing
    assert {element.get("data-state") for element in root.iter() if element.get("data-state")} == {
        "asked",
        "waiting",
        "refunded",
    }
    assert {element.get("data-transition") for element in root.iter() if element.get("data-transition")} == {
        "sent",
        "silence",
        "why",
    }


def test_counts_are_shown_where_conversations_are() -> None:
    drawing = svg(flow(), overlay=Overlay({"waiting": 1204, "asked": 0, "gone": 7}))

    assert "1,204" in words(drawing)
    assert "1,204 conversations are here" in drawing
    assert drawing.count("conversation") == 1


def pills(drawing: str) -> dict[str, str]:
    """What stands beside each number, for a reader's ears, and its colour."""
    groups = [group for group in ElementTree.fromstring(drawing).iter(f"{SVG}g") if len(group) == 3]
    found = [(group.find(f"{SVG}title"), group.find(f"{SVG}rect")) for group in groups]
    return {
        title.text or "legend": rect.get("fill", "")
        for title, rect in found
        if title is not None and rect is not None
    }


@pytest.mark.parametrize("theme", PAINTS)
def test_what_scenarios_try_is_shown_and_what_they_leave_out_stands_out(theme: Any) -> None:
    tried = Overlay({"asked": 2, "waiting": 1}, {"sent": 1}, "scenarios")
    drawing = svg(flow(), theme=theme, overlay=tried)
    paint = PAINTS[theme]
    shown = pills(drawing)
    assert shown["2 scenarios come here"] == shown["1 scenario takes this"] == paint.ok
    assert shown["no scenario comes here"] == shown["no scenario takes this"] == paint.warn
    strokes = {path.get("stroke") for path in ElementTree.fromstring(drawing).iter(f"{SVG}path")}
    assert {paint.ok, paint.warn} <= strokes, "the lines too"
    assert {"so many scenarios go here", "no scenario does"} <= set(words(drawing))


def test_numbers_at_transitions_have_room_of_their_own() -> None:
    busy = Overlay(transitions={"sent": 98_765, "why": 3})
    for plain, roomy in zip(layout(flow()).labels, layout(flow(), room=busy.room).labels, strict=True):
        assert roomy.label.width - plain.label.width >= pill_width(98_765)
    assert layout(flow(), room=busy.room).lines[0].transitions == ("sent",)


def test_a_line_is_as_wide_as_its_share_of_the_conversations() -> None:
    drawing = svg(flow(), overlay=Overlay(transitions={"sent": 400, "silence": 100}))
    lines = [path for path in ElementTree.fromstring(drawing).iter(f"{SVG}path") if "C" in path.get("d", "")]
    assert {path.get("stroke-width") for path in lines if path.get("stroke-width")} >= {"5.5", "3.5"}


def test_a_row_that_counts_several_is_as_untried_as_the_least_tried() -> None:
    many = [
        {"id": f"t{i}", "from_states": ["asked"], "trigger": {"type": "intent", "value": f"i{i}"}}
        for i in range(12)
    ]
    (card,) = (placed.card for placed in layout(flow(transitions=many)).cards if placed.card.state == "asked")
    counting = card.rows[-1]
    assert counting.folded == ("t7", "t8", "t9", "t10", "t11")
    tried = {f"t{i}": 1 for i in range(11)}
    assert Overlay(transitions=tried, of="scenarios").row(counting) == 0
    assert Overlay(transitions=tried).row(counting) == 4


def test_a_kept_layout_is_drawn_again_with_new_counts() -> None:
    returns = flow()
    places = layout(returns)

    assert draw(returns, places, overlay=Overlay({"asked": 3})) == svg(returns, overlay=Overlay({"asked": 3}))


HOSTILE = """</title></svg><script>alert("1")</script><img src=x onerror='alert(2)'>&lt;\x01"""


def test_a_hostile_name_is_inert() -> None:
    drawing = svg(
        flow(
            title=HOSTILE,
            states=[{"id": "asked", "title": HOSTILE, "description": HOSTILE}, "waiting"],
            terminal_states=[],
            transitions=[
                {
                    "id": HOSTILE,
                    "from_states": ["asked"],
                    "to_state": "waiting",
                    "trigger": {"type": "intent", "value": HOSTILE},
                    "when": {"field": "data.amount", "op": "eq", "value": HOSTILE},
                }
            ],
        )
    )

    elements = list(ElementTree.fromstring(drawing).iter())
    tags = {element.tag.removeprefix(SVG) for element in elements}
    assert tags <= {"svg", "title", "g", "rect", "path", "circle", "text"}
    attributes = {name for element in elements for name in element.attrib}
    assert not any(name.startswith("on") or "href" in name for name in attributes)


def test_text_is_measured_and_cut() -> None:
    assert text_width("Waiting", 14) == pytest.approx(47.4, abs=0.01), "Roboto Medium at 14 px"
    assert text_width("Café", 14) == text_width("Cafe", 14)
    assert text_width("等待", 14) == 28
    assert clipped("Waiting for\n the parcel", 14, 500) == "Waiting for the parcel"
    cut = clipped("Waiting for the parcel", 14, 80)
    assert cut == "Waiting for…"
    assert text_width(cut, 14) <= 80
