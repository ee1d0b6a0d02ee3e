"""A flow as the canvas draws it, and what is sent when it changes."""

from __future__ import annotations

from flows import codec
from flows.findings import check
from flows.model import Flow
from studio.canvas.places import beside, places
from studio.canvas.projection import Document, Live, document, patch
from tests.flows.shipped import FLOWS

FLOW = """\
schema: converse.flow/v1
process_type: refund
states:
  - {id: asked, title: Refund asked for, enter: [{type: send_message, message: hello}]}
  - {id: sorting}
  - {id: paid}
initial_state: asked
terminal_states: [paid]
messages: {hello: {text: Hello}}
transitions:
  - {id: check, from_states: [asked], to_state: sorting, trigger: {type: event, value: return_arrived}}
  - id: small
    from_states: [sorting]
    to_state: paid
    trigger: {type: always}
    when: {field: data.amount, op: lt, value: 50}
  - id: nudge
    from_states: [asked, sorting]
    trigger: {type: timeout, after: 2d}
    actions: [{type: send_message, message: hello}]
  - {id: lost, from_states: [sorting], to_state: nowhere, trigger: {type: manual, value: write_off}}
  - {id: stop, from_states: ["*"], to_state: paid, trigger: {type: intent, value: stop}}
data: {amount: {type: number}}
layout: {states: {asked: [10, 20], sorting: [400, 20], paid: [800, 20]}}
"""


def drawn(flow: Flow, rev: int = 1, **live: object) -> Document:
    return document(flow, places(flow), Live(rev, **live))  # type: ignore[arg-type]


def node(shown: Document, state: str) -> Document:
    return next(one for one in shown["nodes"] if one["id"] == state)


def test_states_are_cards_where_the_author_put_them() -> None:
    asked, paid = (node(drawn(codec.load(FLOW)), state) for state in ("asked", "paid"))
    assert (asked["x"], asked["y"], asked["initial"], asked["terminal"]) == (10, 20, True, False)
    assert asked["title"] == "Refund asked for"
    assert asked["says"] == ["Sends “hello”"]
    assert (paid["terminal"], paid["always"]) == (True, False)


def test_what_stays_is_a_badge_and_makes_room_for_itself() -> None:
    shown = drawn(codec.load(FLOW))
    asked, sorting, paid = (node(shown, state) for state in ("asked", "sorting", "paid"))
    [nudge] = asked["stays"]
    assert (nudge["id"], nudge["words"], nudge["actions"], nudge["guard"]) == (
        "nudge",
        "after 2 days",
        1,
        False,
    )
    assert min(sorting["h"], asked["h"]) > paid["h"]


def test_what_leads_to_a_missing_state_names_it_on_the_card() -> None:
    words = [stay["words"] for stay in node(drawn(codec.load(FLOW)), "sorting")["stays"]]
    assert words == ["after 2 days", "write off → nowhere?"]


def test_edges_are_transitions_by_their_source() -> None:
    edges = {edge["id"]: edge for edge in drawn(codec.load(FLOW))["edges"]}
    assert set(edges) == {"check@asked", "small@sorting"}
    small = edges["small@sorting"]
    assert (small["source"], small["target"], small["type"], small["guard"]) == (
        "sorting",
        "paid",
        "always",
        True,
    )
    assert small["full"] == "at once · if amount is less than 50"


def test_what_can_happen_anywhere_is_one_card_below_the_others() -> None:
    shown = drawn(codec.load(FLOW))
    [stop] = shown["anywhere"]["items"]
    assert (stop["id"], stop["target"]) == ("stop", "paid")
    assert shown["anywhere"]["y"] > max(one["y"] + one["h"] for one in shown["nodes"])


def test_findings_are_counted_where_they_are() -> None:
    flow = codec.load(FLOW)
    shown = drawn(flow, findings=check(flow))
    lost = next(stay for stay in node(shown, "sorting")["stays"] if stay["id"] == "lost")
    assert lost["errors"] == 1


def test_only_what_changed_is_sent() -> None:
    flow = codec.load(FLOW)
    renamed = codec.load(FLOW.replace("Refund asked for", "Asked"))
    change = patch(drawn(flow), drawn(renamed, 2))
    assert change is not None
    assert [one["id"] for one in change["upsert_nodes"]] == ["asked"]
    assert (change["rev"], change["upsert_edges"], change["remove_nodes"]) == (2, [], [])
    assert "anywhere" not in change
    assert patch(drawn(flow), drawn(flow, 2)) is None


def test_what_is_gone_is_taken_away() -> None:
    without = codec.load(
        "\n".join(line for line in FLOW.splitlines() if "check" not in line and "stop" not in line)
    )
    change = patch(drawn(codec.load(FLOW)), drawn(without, 2))
    assert change is not None
    assert (change["remove_edges"], change["anywhere"]) == (["check@asked"], None)


def test_conversations_are_sent_alone() -> None:
    flow = codec.load(FLOW)
    change = patch(drawn(flow), drawn(flow, counts={"asked": 3, "gone": 1}))
    assert change is not None
    assert change["live"] == {"asked": 3}
    assert change["upsert_nodes"] == []


def test_shipped_flows_are_drawn_without_covering_each_other() -> None:
    for flow in FLOWS.values():
        boxes = [(one["x"], one["y"], one["w"], one["h"]) for one in drawn(flow)["nodes"]]
        for i, (x, y, width, height) in enumerate(boxes):
            for left, top, wide, high in boxes[:i]:
                assert x >= left + wide or left >= x + width or y >= top + high or top >= y + height


def test_a_state_nobody_placed_stands_where_nothing_is() -> None:
    flow = codec.load(FLOW.replace("sorting: [400, 20], ", ""))
    found = places(flow)
    assert (found["asked"], found["paid"]) == ((10, 20), (800, 20))
    assert set(found) == {"asked", "sorting", "paid"}


def test_there_is_room_beside_a_state_even_when_the_place_is_taken() -> None:
    flow = codec.load(FLOW)
    taken = {"asked": (0.0, 0.0), "sorting": (300.0, 0.0), "paid": (300.0, 200.0)}
    x, y = beside(flow, taken, "asked")
    assert x > 0
    assert y > 200
