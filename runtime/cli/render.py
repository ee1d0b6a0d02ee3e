"""`converse render FILE -o map.svg`: a flow's map as a picture, or as source for Graphviz or Mermaid."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runtime.cli.command import DONE, FLOW_FILE, Command
from runtime.cli.console import Console, plural
from runtime.cli.files import write_file
from runtime.errors import InvalidRequest, Misused

if TYPE_CHECKING:
    from flows.codec import Source
    from flows.ink import Theme
    from flows.model import Flow
    from flows.overlay import Overlay


def run(given: Namespace, console: Console) -> int:
    """Draw one flow. Nothing is judged: a map with errors is drawn as it is."""
    draw = _FORMATS.get(given.output.suffix.lower())
    if draw is None:
        known = ", ".join(_FORMATS)
        raise Misused(f"{given.output} says no format that can be drawn; end it in one of {known}.")
    source = _source(given.file, given.process)
    write_file(given.output, draw(source.flow, given.theme, _overlay(given, source, console)))
    console.say(f"Drew “{source.flow.name}” to {given.output}.")
    console.document({"file": str(given.output), "process_type": source.flow.process_type})
    return DONE


def _source(name: str, process: str | None) -> Source:
    """The flow of the file, or that one of several."""
    from flows.codec import sources
    from flows.errors import FlowTextError
    from runtime.cli.reading import placed, read_text

    try:
        found = {source.flow.process_type: source for source in sources(read_text(name), accept_edit=True)}
    except FlowTextError as error:
        raise InvalidRequest(placed(name, error.words, error.line)) from None
    except InvalidRequest as error:
        raise InvalidRequest(placed(name, str(error))) from None
    if process is None and len(found) == 1:
        return next(iter(found.values()))
    if process not in found:
        known = ", ".join(found)
        say = "holds several flows" if process is None else f"holds no flow “{process}”"
        raise InvalidRequest(f"{name} {say}; name one with --process: {known}.")
    return found[process]


# Numbers


def _overlay(given: Namespace, source: Source, console: Console) -> Overlay:
    from flows.overlay import NOTHING, of_coverage

    if given.counts is not None:
        return _counted(given.counts, source.flow)
    if not given.coverage:
        return NOTHING
    from runtime.cli.playing import LocalUnderstanding, tested

    played = tested(given.file, source, LocalUnderstanding())
    if failed := sum(not one.passed for one in played.played):
        console.warn(f"{plural(failed, 'scenario')} failed: the picture shows the way they really went.")
    return of_coverage(played.covered)


def _counted(path: Path, flow: Flow) -> Overlay:
    """The numbers of a file such as {"states": {"waiting": 3}, "transitions": {"boil": 120}}."""
    from flows.overlay import Overlay

    try:
        document = json.loads(path.read_bytes())
    except OSError as error:
        raise InvalidRequest(f"{path} can't be read: {error.strerror}.") from None
    except (ValueError, RecursionError) as error:
        raise InvalidRequest(f"{path} is not JSON: {error}.") from None
    known = {
        "states": {state.id for state in flow.states},
        "transitions": {transition.id for transition in flow.transitions},
    }
    if not isinstance(document, dict) or not document.keys() <= known.keys():
        raise InvalidRequest(f"{path} holds “states” and “transitions”, each with a number by id.")
    counts = {part: _numbers(path, part, document.get(part, {}), ids) for part, ids in known.items()}
    return Overlay(counts["states"], counts["transitions"])


def _numbers(path: Path, part: str, given: Any, known: set[str]) -> Mapping[str, int]:
    if not isinstance(given, dict):
        raise InvalidRequest(f"{path}: “{part}” holds a number by id.")
    for name, number in given.items():
        if name not in known:
            raise InvalidRequest(f"{path}: the flow has no “{name}” among its {part}.")
        if type(number) is not int or number < 0:
            raise InvalidRequest(f"{path}: “{name}” has a whole number from 0 on, not {json.dumps(number)}.")
    return given


# Formats


def _svg(flow: Flow, theme: Theme, overlay: Overlay) -> bytes:
    from flows.picture import svg

    return svg(flow, theme=theme, overlay=overlay).encode()


def _png(flow: Flow, theme: Theme, overlay: Overlay) -> bytes:
    from runtime.cli.printing import printed

    return printed(_svg(flow, theme, overlay).decode(), "png", flow.name)


def _pdf(flow: Flow, theme: Theme, overlay: Overlay) -> bytes:
    from runtime.cli.printing import printed

    return printed(_svg(flow, theme, overlay).decode(), "pdf", flow.name)


def _dot(flow: Flow, theme: Theme, overlay: Overlay) -> bytes:
    from flows.dot import dot

    return dot(flow, theme=theme, overlay=overlay).encode()


def _mermaid(flow: Flow, theme: Theme, overlay: Overlay) -> bytes:
    from flows.mermaid import mermaid

    return mermaid(flow, theme=theme, overlay=overlay).encode()


_FORMATS: Mapping[str, Callable[[Flow, Theme, Overlay], bytes]] = {
    ".svg": _svg, ".png": _png, ".pdf": _pdf, ".dot": _dot, ".mmd": _mermaid,
}  # fmt: skip
"""How a file's name ends → what is written to it."""


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help=FLOW_FILE)
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", required=True,
        help="where to; it ends in .svg, .png, .pdf, .dot (Graphviz) or .mmd (Mermaid)",
    )  # fmt: skip
    parser.add_argument("--process", metavar="PROCESS", help="which flow, of a file that holds several")
    parser.add_argument(
        "--theme", choices=("light", "dark"), default="light", help="its colours (default: light)"
    )
    over = parser.add_mutually_exclusive_group()
    over.add_argument(
        "--coverage",
        action="store_true",
        help="play the scenarios, and show how many go where and where none does",
    )
    over.add_argument(
        "--counts", type=Path, metavar="FILE",
        help='show the numbers of a JSON file: {"states": {ID: N}, "transitions": {ID: N}}',
    )  # fmt: skip


COMMAND = Command(
    "render", "Draw a flow's map: SVG, PNG, PDF, Graphviz or Mermaid.", run, _arguments,
    ("render flow.yaml -o map.svg", "render flow.yaml -o map.pdf --coverage   # where scenarios go",
     "render converse.yaml --process payment -o map.mmd"),
)  # fmt: skip
