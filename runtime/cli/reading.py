"""Flow files as commands take them: what was read, what could not be, and findings as people see them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from flows.codec import Source, sources
from flows.errors import DigestMismatch, FlowTextError
from flows.limits import MAX_BYTES
from flows.reader import read
from runtime.cli.command import STDIN
from runtime.cli.console import SEVERITY, Console, plural
from runtime.errors import InvalidRequest, Misused

Found = dict[str, Any]
"""A finding's JSON with the `file` it is in."""


class FlowFile(NamedTuple):
    """A file that was read. `unread` are finding-like entries: why it can't be taken as it stands."""

    name: str
    sources: tuple[Source, ...]
    unread: tuple[Found, ...]
    refused: bool = False
    """Whether it is no flow at all: nothing there, not text, not YAML, or something else."""


def read_files(names: Sequence[str], *, accept_edit: bool) -> list[FlowFile]:
    """Read each file; one that can't be read doesn't keep the others from it. Raises Misused as `read_once`."""
    read_once(names)
    return [_read(name, accept_edit=accept_edit) for name in names]


def read_once(names: Sequence[str]) -> None:
    """Raises Misused where the standard input is to be several of these files: it ends with the first."""
    if names.count(STDIN) > 1:
        raise Misused("The standard input can be read once; give “-” for one file.")


def read_text(name: str) -> bytes:
    """A flow file, or the standard input. Raises InvalidRequest where it can't be read."""
    try:
        # A little more than a flow may be is enough to see that it is none.
        if name == STDIN:
            return sys.stdin.buffer.read(MAX_BYTES + 1)
        with Path(name).open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise InvalidRequest(f"The file can't be read: {error.strerror}.") from None


def shown_name(name: str) -> str:
    """What to call a file that was given."""
    return "<stdin>" if name == STDIN else name


def placed(name: str, message: str, line: int | None = None) -> str:
    """`flow.yaml:3: …`, as editors find it."""
    return f"{shown_name(name)}:{'' if line is None else f'{line}:'} {message}"


def _read(name: str, *, accept_edit: bool) -> FlowFile:
    called = shown_name(name)
    try:
        text = read_text(name)
    except InvalidRequest as error:
        return FlowFile(called, (), (_unread(called, "unreadable", None, str(error)),), refused=True)
    try:
        return FlowFile(called, tuple(sources(text, accept_edit=accept_edit)), ())
    except DigestMismatch as error:
        message = f"{error.words} To take the edit as a new draft, add --accept-edit."
        mismatch = _unread(called, "digest-mismatch", error.line, message)
        return FlowFile(called, tuple(sources(text, accept_edit=True)), (mismatch,))
    except FlowTextError as error:
        problems = [_unread(called, "unreadable", problem.line, problem.words) for problem in error.problems]
        return FlowFile(called, (), tuple(problems), refused=not _says_flow(text))


def _says_flow(text: bytes) -> bool:
    """Whether it is meant as a flow, whatever is wrong with it."""
    try:
        value = read(text).value
    except FlowTextError:
        return False
    return isinstance(value, Mapping) and ("schema" in value or isinstance(value.get("state_maps"), list))


def warn_of_refused(files: Iterable[FlowFile], console: Console) -> bool:
    """Say of each file that is no flow why, a line each; whether there was one."""
    refused = [problem for file in files if file.refused for problem in file.unread]
    for problem in refused:
        console.warn(f"converse: {placed(problem['file'], problem['message'], problem['line'])}")
    return bool(refused)


def remarks(file: FlowFile) -> list[Found]:
    """What the author should know of a file in an older version of the language, as hints."""
    return [
        {
            "code": "older-version", "severity": "hint", "at": {"kind": "file", "id": file.name}, "line": one.line,
            "message": one.words, "file": file.name,
        }
        for source in file.sources
        for one in source.remarks
    ]  # fmt: skip


def _unread(name: str, code: str, line: int | None, message: str) -> Found:
    at = {"kind": "file", "id": name}
    return {"code": code, "severity": "error", "at": at, "line": line, "message": message, "file": name}


def show(found: Iterable[Mapping[str, Any]], console: Console) -> None:
    """Findings below their file's name, aligned."""
    by_file: dict[str, list[Mapping[str, Any]]] = {}
    for finding in found:
        by_file.setdefault(finding.get("file", ""), []).append(finding)
    for file, findings in by_file.items():
        if file:
            console.say(console.paint(file, "bold"))
        lines = max(len(str(finding["line"] or "")) for finding in findings)
        codes = max(len(finding["code"]) for finding in findings)
        for finding in findings:
            line = str(finding["line"] or "").rjust(lines)
            severity = console.paint(finding["severity"].ljust(7), SEVERITY[finding["severity"]])
            code = console.paint(finding["code"].ljust(codes), "dim")
            console.say(f"  {line}  {severity}  {code}  {finding['message']}")
        console.say()


def counted(found: Iterable[Mapping[str, Any]]) -> str:
    """“2 errors, 1 hint”, or “no findings”."""
    severities = [finding["severity"] for finding in found]
    parts = [plural(severities.count(name), name) for name in SEVERITY if name in severities]
    return ", ".join(parts) or "no findings"
