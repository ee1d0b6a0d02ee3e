"""`converse check FILE…`: everything that can be said about flows before they run."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from runtime.cli.command import DONE, FOUND, REFUSED, Command, flow_files
from runtime.cli.console import Console, plural

if TYPE_CHECKING:
    from flows.findings.finding import Finding
    from runtime.cli.reading import FlowFile, Found

_LEVELS = {"error": "error", "warning": "warning", "hint": "notice"}
"""Severities as GitHub's workflow commands call them."""


def run(given: Namespace, console: Console) -> int:
    """Show the findings of each file. What its author accepts is only counted; hints alone are no failure."""
    from runtime.cli.reading import counted, read_files, remarks, show, warn_of_refused

    files = read_files(given.files, accept_edit=given.accept_edit)
    found: list[Found] = []
    waived: list[Found] = []
    for file, counting, known in _checked(files, structure=given.structure):
        found += [*file.unread, *remarks(file), *_in_file(file, counting)]
        waived += _in_file(file, known)
    refused = warn_of_refused(files, console)
    taken = [file.name for file in files if not file.refused]
    listed = [finding for finding in found if finding["file"] in taken]
    if given.format == "github":
        for finding in found:
            console.say(annotation(finding))
    else:
        show(listed, console)
    if taken:
        accepts = f" ({len(waived)} accepted)" if waived else ""
        console.say(f"{plural(len(taken), 'file')}: {counted(listed)}{accepts}.")
    console.document({"findings": found, "accepted": waived})
    if refused:
        return REFUSED
    return FOUND if any(finding["severity"] != "hint" for finding in found) else DONE


def _checked(
    files: Sequence[FlowFile], *, structure: bool
) -> Iterator[tuple[FlowFile, Sequence[Finding], Sequence[Finding]]]:
    """Each file with the findings that count, and those that its author accepts."""
    from flows.findings import accepted, check, check_together

    together = iter(check_together([source.flow for file in files for source in file.sources]))
    for file in files:
        counting: list[Finding] = []
        waived: list[Finding] = []
        for source in file.sources:
            shared = (one.on(source.lines.nearest(one.path)) for one in next(together))
            both = accepted(source.flow, (*check(source.flow, source.lines, structure=structure), *shared))
            counting += both[0]
            waived += both[1]
        yield file, counting, waived


def _in_file(file: FlowFile, findings: Iterable[Finding]) -> list[Found]:
    return [{**finding.as_json(), "file": file.name} for finding in findings]


def annotation(finding: dict[str, Any]) -> str:
    """A finding as GitHub Actions takes it from a log, to show it beside its line."""
    level = _LEVELS[finding["severity"]]
    place = {"file": finding["file"], "line": finding["line"], "title": finding["code"]}
    named = ",".join(f"{key}={_escaped(value, ':,')}" for key, value in place.items() if value is not None)
    return f"::{level} {named}::{_escaped(finding['message'])}"


def _escaped(value: object, more: str = "") -> str:
    """As workflow commands ask: line breaks and %, and in properties what ends them."""
    return "".join(f"%{ord(sign):02X}" if sign in f"%\r\n{more}" else sign for sign in str(value))


def _arguments(parser: ArgumentParser) -> None:
    flow_files(parser)
    parser.add_argument(
        "--structure", action="store_true", help="only what can be seen without going through the flows"
    )
    parser.add_argument(
        "--format", choices=("text", "github"), default="text", help="how findings are shown (default: text)"
    )


COMMAND = Command(
    "check", "Say everything that can be said about flows before they run.", run, _arguments,
    ("check flow.yaml", "check flows/*.yaml --format github   # beside the lines of a pull request",
     "check - --structure --json < flow.yaml   # quick, for editors"),
    "errors or warnings that their authors don't accept",
)  # fmt: skip
