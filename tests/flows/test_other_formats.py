"""A flow for other tools: Graphviz source that Graphviz reads back, and Mermaid in which no name is markup."""

from __future__ import annotations

import re

import pygraphviz
import pytest

from flows.dot import dot
from flows.mermaid import mermaid
from flows.model import Flow
from flows.nodes import graph
from flows.overlay import Overlay
from tests.flows.build import after, clause, flow, on
from tests.flows.shipped import FLOWS as SHIPPED

TEA = flow(
    on("event boiled", "waiting", "done", id="boil", when=clause("data.cups", "gt", 2)),
    on("intent thanks", "waiting", None, id="thanks"),
    on("manual stop", ["*"], "done", id="stop"),
    on(after("2d"), "waiting", "gone", id="late"),
    on("always", "cold", "waiting", id="again"),
    title="Tea", states=["waiting", {"id": "cold", "title": "Too cold"}, "done"],
)  # fmt: skip
HOSTILE = 'a"]; evil [x="\n%% --> b : <img src=x onerror=alert(1)> \\N \\" &quot; #35; {{}} \x01 end'
NASTY = flow(
    on(f"intent {HOSTILE[:200]}", "end", HOSTILE[:200], id=HOSTILE, when=clause("data.x", "eq", HOSTILE)),
    on("event go", "a-b", "über", id="style"),
    title=HOSTILE,
    states=[{"id": "end", "title": HOSTILE}, "a-b", "über", "every_state_", "state_2_", "node"],
)


# What both draw


def test_states_keep_their_ids_where_every_format_reads_them_as_names() -> None:
    assert [node.key for node in graph(NASTY).nodes] == [
        "state_1_", "state_2_", "state_3_", "state_4_", "state_5_", "state_6_", "missing_1_",
    ]  # fmt: skip
    assert [(node.key, node.name) for node in graph(TEA).nodes] == [
        ("waiting", "Waiting"),
        ("cold", "Too cold"),
        ("done", "Done"),
        ("missing_1_", "gone?"),
        ("every_state_", "In every state"),
    ]


def test_edges_say_what_sets_them_off() -> None:
    assert [(edge.source, edge.target, edge.words) for edge in graph(TEA).edges] == [
        ("waiting", "done", "event “boiled”, if cups is more than 2"),
        ("waiting", "waiting", "says “thanks” (stays)"),
        ("every_state_", "done", "by hand “stop”"),
        ("waiting", "missing_1_", "after 2 days"),
        ("cold", "waiting", "at once"),
    ]


# Graphviz


def read(source: str) -> pygraphviz.AGraph:
    return pygraphviz.AGraph(string=source)


def test_graphviz_reads_what_was_written() -> None:
    drawn = read(dot(TEA))
    assert set(drawn.nodes()) == {"waiting", "cold", "done", "missing_1_", "every_state_", "start_"}
    assert drawn.get_edge("start_", "waiting") is not None
    assert drawn.get_node("done").attr["peripheries"] == "2"
    assert drawn.get_edge("waiting", "done").attr["label"] == "event “boiled”, if cups is\\nmore than 2"


def test_nothing_in_a_name_is_graphviz_markup() -> None:
    drawn = read(dot(NASTY))
    assert len(drawn.nodes()) == len(graph(NASTY).nodes) + 1
    assert len(drawn.edges()) == len(graph(NASTY).bundles()) + 1
    label = drawn.get_node("state_1_").attr["label"]
    assert label.replace("\\n", " ").startswith('a"]; evil [x="')
    assert "\\\\N" in label
    assert "&lt;img" in label
    assert "&amp;quot;" in label


# Mermaid

STATEMENT = re.compile(
    r'accTitle: [^\n;]*|state "[^"\n;:<>\\]*" as \w+|((\[\*\]|\w+) --> )?\w+( : [^\n:<>"\\\[\]{}]+)?'
    r"|classDef \w+ [\w:,#. -]+|class [\w,]+ \w+"
)


FLOWS = {"tea": TEA, "nasty": NASTY, **SHIPPED}


@pytest.mark.parametrize("made", FLOWS.values(), ids=FLOWS)
def test_every_line_is_one_statement_whatever_things_are_called(made: Flow) -> None:
    first, *lines = mermaid(made, overlay=Overlay(of="scenarios")).splitlines()
    assert first == "stateDiagram-v2"
    for line in lines:
        # `#58;` is Mermaid's own way to write a character, `<br/>` ours to go to the next line; no other code is left.
        assert STATEMENT.fullmatch(re.sub(r"#\d+;|<br/>", "", line.strip())), line


def test_a_diagram_says_what_the_map_says() -> None:
    assert mermaid(TEA).splitlines() == [
        "stateDiagram-v2",
        "    accTitle: Tea",
        '    state "Waiting" as waiting',
        '    state "Too cold" as cold',
        '    state "Done" as done',
        '    state "gone?" as missing_1_',
        '    state "In every state" as every_state_',
        "    [*] --> waiting",
        "    waiting --> done : event “boiled”, if cups is more than 2",
        "    waiting : says “thanks” (stays)",
        "    every_state_ --> done : by hand “stop”",
        "    waiting --> missing_1_ : after 2 days",
        "    cold --> waiting : at once",
        "    classDef ends rx:18px,ry:18px,stroke-width:3px",
        "    class done ends",
        "    classDef dashed stroke-dasharray:4 4",
        "    class missing_1_,every_state_ dashed",
    ]


# Numbers


def test_what_shares_both_ends_is_one_line_with_several_words() -> None:
    made = flow(on("intent a", "open", "done"), on("event b", "open", "done"))
    assert [len(bundle) for bundle in graph(made).bundles()] == [2]
    assert "open --> done : • says “a”<br/>• event “b”" in mermaid(made)
    drawn = read(dot(made))
    assert drawn.get_edge("open", "done").attr["label"] == "• says “a”\\n• event “b”"


def test_what_is_alike_is_told_together_and_what_any_case_covers_once() -> None:
    vip = clause("contact.tags", "contains", "vip")
    made = flow(
        on("intent a", "open", "done", id="a"),
        on("intent b", "open", "done", id="b"),
        on("intent b", "open", "done", id="b_vip", when=vip),
        on("intent c", "open", "done", id="c", when=vip),
        on("intent d", "open", "done", id="d", when=vip),
        on("intent a", "late", None, id="stay"),
        on("event x", "late", None, id="wait"),
        on("event y", "late", "late", id="again"),
    )
    assert [line.strip() for line in mermaid(made).splitlines() if " : " in line] == [
        "open --> done : • says “a”, “b”<br/>• says “c”, “d”, if tags contains vip",
        "late : • says “a” (stays)",
        "late : • event “x” (stays)",
        "late --> late : event “y”",
    ]
    taken = mermaid(made, overlay=Overlay({}, {"b": 2, "b_vip": 1}))
    assert "open --> done : • says “a”<br/>• says “b” (2)<br/>• says “b”, if tags contains vip (1)" in taken


def test_numbers_stand_in_the_words_of_both() -> None:
    tried = Overlay({"waiting": 2}, {"boil": 1}, "scenarios")
    for text in (dot(TEA, overlay=tried), mermaid(TEA, overlay=tried)):
        flat = text.replace("\\n", " ")
        for words in ("Waiting (2 scenarios)", "cups is more than 2 (1 scenario)", "at once (no scenario)"):
            assert words in flat
    now = mermaid(TEA, overlay=Overlay({"cold": 1204}))
    assert 'state "Too cold (1,204)" as cold' in now
    assert now.count("(1") == 1
