"""`converse test FILE…`: the scenarios of flows, played."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from runtime.cli.command import DONE, FOUND, REFUSED, STDIN, Command, flow_files
from runtime.cli.console import Console, Style, plural
from runtime.cli.files import write_file
from runtime.errors import InvalidRequest, Misused

if TYPE_CHECKING:
    from runtime.cli.played import Tested
    from runtime.cli.playing import LocalUnderstanding
    from runtime.cli.reading import FlowFile


def run(given: Namespace, console: Console) -> int:
    """Play every scenario of each file; coverage informs, only a failure fails."""
    from runtime.cli.played import as_json, show
    from runtime.cli.playing import LocalUnderstanding
    from runtime.cli.reading import read_files, warn_of_refused
    from runtime.cli.reading import show as show_unread

    if given.update and STDIN in given.files:
        raise Misused("What came is recorded in files: give --update the file itself.")
    understand = LocalUnderstanding()
    files = read_files(given.files, accept_edit=given.accept_edit)
    flows = _tested(files, understand)
    updated = _update(flows) if given.update else {}
    if updated:
        files = read_files(given.files, accept_edit=given.accept_edit)
        flows = _tested(files, understand)
    unread = [problem for file in files for problem in file.unread]
    refused = warn_of_refused(files, console)
    show_unread([problem for file in files if not file.refused for problem in file.unread], console)
    for one in flows:
        show(one, console, coverage=given.coverage)
    if given.junit is not None:
        from runtime.cli.junit import junit

        write_file(given.junit, junit(flows, unread).encode())
    for name, count in updated.items():
        console.say(f"{name}: {plural(count, 'expectation')} recorded anew.")
    passed = not unread and all(one.passed for one in flows)
    if flows or not refused:
        _sum_up(flows, understand, console)
    detector = understand.detector.name if understand.detector else None
    shown = [as_json(one) for one in flows]
    console.document(
        {"passed": passed, "detector": detector, "unread": unread, "updated": updated, "flows": shown}
    )
    return REFUSED if refused else DONE if passed else FOUND


def _tested(files: Sequence[FlowFile], understand: LocalUnderstanding) -> list[Tested]:
    from runtime.cli.playing import tested

    return [tested(file.name, source, understand) for file in files for source in file.sources]


def _update(tested: Sequence[Tested]) -> dict[str, int]:
    """Record what came in each file that expects otherwise; all of them, or none where one can't be changed."""
    from flows.errors import FlowTextError
    from flows.recording import recorded

    changed: dict[str, tuple[str, int]] = {}
    for one in tested:
        if one.passed:
            continue
        try:
            found = recorded(Path(one.file).read_bytes().decode(), one.played)
        except FlowTextError as error:
            raise InvalidRequest(f"{one.file}: {error} No file was changed.") from error
        if found.changed:
            changed[one.file] = found
    for name, (text, _) in changed.items():
        write_file(Path(name), text.encode())
    return {name: count for name, (_, count) in changed.items()}


def _sum_up(tested: Sequence[Tested], understand: LocalUnderstanding, console: Console) -> None:
    played = [one.passed for flow in tested for one in flow.played]
    failed = played.count(False)
    if understand.detector and understand.detector.name != "local":
        console.say("Customers were understood by spelling alone: the language model is not installed.")
    style: Style = "red" if failed else "green"
    verdict = f"{failed} failed" if failed else "all passed" if played else "nothing to play"
    console.say(f"{plural(len(played), 'scenario')}: {console.paint(verdict, style)}.")


def _arguments(parser: ArgumentParser) -> None:
    flow_files(parser)
    parser.add_argument("--junit", type=Path, metavar="FILE", help="write the results as JUnit XML too")
    parser.add_argument(
        "--coverage", action="store_true",
        help="list how many scenarios take each transition, and which intents no scenario says where they are heard",
    )  # fmt: skip
    parser.add_argument(
        "--update", action="store_true",
        help="record what came: expectations that aren't met are replaced in the files, nothing else is",
    )  # fmt: skip


COMMAND = Command(
    "test", "Play the scenarios of flows, and say which transitions they take.", run, _arguments,
    ("test flow.yaml --coverage", "test flows/*.yaml --junit results.xml   # for CI",
     "test flow.yaml --update   # what comes now is right: expect it"),
    "scenarios that failed",
)  # fmt: skip
