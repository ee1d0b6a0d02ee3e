"""`converse render`: a map as a file, for people, pages, Graphviz and Mermaid, with or without numbers over it."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from flows.codec import load
from flows.ink import PAINTS
from flows.picture import svg
from runtime.cli.printing import LARGEST_PAGE, MOST_PIXELS, printed
from tests.runtime.shell import SMALL, Shell

TWO = """\
state_maps:
  - {process_type: payment, states: [pending, paid], transitions: [
      {from_states: [pending], to_state: paid, trigger: {type: event, value: paid}}]}
  - {process_type: order, states: [open, done], transitions: [
      {from_states: [open], to_state: done, trigger: {type: event, value: sent}}]}
"""
BOIL = "waiting-boiled-done"


def drawn(converse: Shell, name: str, *more: str, text: str = SMALL) -> bytes:
    """The bytes of a file that was rendered."""
    said = converse("render", converse.write("tea.yaml", text), "-o", name, *more)
    assert said.code == 0, said.err
    return (converse.folder / name).read_bytes()


@pytest.mark.parametrize(
    ("name", "beginning"),
    [
        ("map.svg", b"<svg xmlns="),
        ("map.PNG", b"\x89PNG\r\n\x1a\n"),
        ("map.pdf", b"%PDF-1."),
        ("map.dot", b"digraph {"),
        ("map.mmd", b"stateDiagram-v2\n"),
    ],
)
def test_the_name_says_the_format(converse: Shell, name: str, beginning: bytes) -> None:
    content = drawn(converse, name)
    assert content.startswith(beginning)
    assert content == drawn(converse, f"again-{name}"), "the same flow is always the same file"


def test_the_drawing_is_the_studios(converse: Shell) -> None:
    flow = load(SMALL)
    assert drawn(converse, "map.svg") == svg(flow).encode()
    dark = drawn(converse, "map.svg", "--theme", "dark")
    assert PAINTS["dark"].paper.encode() in dark
    assert PAINTS["dark"].paper.encode() in drawn(converse, "map.dot", "--theme", "dark")


def test_scripts_are_told_what_was_drawn(converse: Shell) -> None:
    said = converse("render", converse.write("tea.yaml", SMALL), "-o", "map.mmd", "--json")
    assert said.document == {"file": "map.mmd", "process_type": "tea"}


# Numbers


@pytest.mark.parametrize("name", ["map.svg", "map.dot", "map.mmd"])
def test_coverage_says_what_no_scenario_tries(converse: Shell, name: str) -> None:
    assert b"1 scenario" in drawn(converse, name, "--coverage")
    untried = SMALL[: SMALL.index("scenarios:")]
    assert b"no scenario" in drawn(converse, name, "--coverage", text=untried)
    assert b"scenario" not in drawn(converse, name, text=untried)


def test_what_fails_is_drawn_the_way_it_went_and_said(converse: Shell) -> None:
    failing = SMALL.replace("{state: done,", "{state: waiting,")
    said = converse("render", converse.write("tea.yaml", failing), "-o", "map.svg", "--coverage")
    assert (said.code, "1 scenario failed" in said.err) == (0, True)
    assert "1 scenario takes this" in converse.read("map.svg")


def test_counts_come_from_a_file(converse: Shell) -> None:
    converse.write("now.json", json.dumps({"states": {"waiting": 1204}, "transitions": {BOIL: 7}}))
    shown = drawn(converse, "map.svg", "--counts", "now.json").decode()
    assert "1,204 conversations are here" in shown
    assert "7 conversations took this" in shown
    assert "(1,204)" in drawn(converse, "map.mmd", "--counts", "now.json").decode()


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[]", "holds “states” and “transitions”"),
        ('{"stats": {}}', "holds “states” and “transitions”"),
        ('{"states": [3]}', "“states” holds a number by id"),
        ('{"states": {"lost": 3}}', "the flow has no “lost” among its states"),
        ('{"transitions": {"lost": 3}}', "the flow has no “lost” among its transitions"),
        ('{"states": {"waiting": -1}}', "“waiting” has a whole number from 0 on, not -1"),
        ('{"states": {"waiting": true}}', "not true"),
    ],
)
def test_counts_that_cannot_be_meant_are_refused(converse: Shell, counts: str, words: str) -> None:
    converse.write("now.json", counts)
    said = converse("render", converse.write("tea.yaml", SMALL), "-o", "map.svg", "--counts", "now.json")
    assert (said.code, words in said.err) == (2, True), said.err
    assert not (converse.folder / "map.svg").exists()


# What can't be drawn


def test_one_flow_of_several_is_named(converse: Shell) -> None:
    converse.write("two.yaml", TWO)
    said = converse("render", "two.yaml", "-o", "map.mmd")
    assert (said.code, "name one with --process: payment, order" in said.err) == (2, True)
    assert converse("render", "two.yaml", "-o", "map.mmd", "--process", "order").code == 0
    assert "event “sent”" in converse.read("map.mmd")
    assert "holds no flow “tea”" in converse("render", "two.yaml", "-o", "map.mmd", "--process", "tea").err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("tea.yaml", "-o", "map.jpg"), "end it in one of .svg, .png, .pdf, .dot, .mmd"),
        (("tea.yaml", "-o", "map"), "end it in one of"),
        (("tea.yaml",), "--output"),
        (("gone.yaml", "-o", "map.svg"), "gone.yaml: The file can't be read"),
        (("broken.yaml", "-o", "map.svg"), "broken.yaml:7: “transitons” is not a key"),
        (("tea.yaml", "-o", "no/such/map.svg"), "can't be written"),
        (("tea.yaml", "-o", "map.svg", "--coverage", "--counts", "now.json"), "not allowed with"),
    ],
)
def test_what_cannot_be_drawn_is_said(converse: Shell, arguments: tuple[str, ...], words: str) -> None:
    converse.write("tea.yaml", SMALL)
    converse.write("broken.yaml", SMALL.replace("transitions:", "transitons:"))
    said = converse("render", *arguments)
    assert (said.code, words in said.err) == (2, True), said.err


# PNG and PDF


def size(png: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def picture(width: float, height: float) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}"><rect width="100%" height="100%" fill="#fff"/></svg>'
    )


def test_a_png_has_two_pixels_for_each_of_the_pictures() -> None:
    assert size(printed(picture(300, 120), "png", "Small")) == (600, 240)


def test_a_huge_map_is_drawn_less_sharply_and_on_the_largest_page() -> None:
    width, height = size(printed(picture(2_000, 30_000), "png", "Huge"))
    assert width * height <= MOST_PIXELS * 1.01
    page = printed(picture(2_000, 30_000), "pdf", "Huge")
    assert f"0 0 960 {LARGEST_PAGE:g}]".encode() in page


def test_a_title_is_no_code() -> None:
    title = '#panic("x") \\ "quoted" $ <b> ] é'
    assert b"%PDF" in printed(picture(10, 10), "pdf", title)


def test_a_vector_picture_needs_no_printer(tmp_path: Path) -> None:
    (tmp_path / "tea.yaml").write_text(SMALL)
    script = (
        "import sys; from runtime.cli.parser import run; run(['render', 'tea.yaml', '-o', 'map.svg']); "
        "print(*sorted({'typst', 'fontpkg_roboto', 'sqlmodel', 'onnxruntime'} & set(sys.modules)))"
    )
    done: Any = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout == "Drew “Tea” to map.svg.\n\n", done.stderr
