from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest

from flows.ink import PAINTS
from flows.layout import layout
from flows.lettering import clipped, text_width
from flows.model import Flow
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
    drawing = svg(flow(), counts={"waiting": 1204, "asked": 0, "gone": 7})

    assert "1,204" in words(drawing)
    assert "1,204 conversations are here" in drawing
    assert drawing.count("conversation") == 1


def test_a_kept_layout_is_drawn_again_with_new_counts() -> None:
    returns = flow()
    places = layout(returns)

    assert draw(returns, places, counts={"asked": 3}) == svg(returns, counts={"asked": 3})


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
