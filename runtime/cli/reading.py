"""Flow files as commands take them: what was read, what could not be, and findings as people see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from flows.codec import Source, sources
from flows.errors import DigestMismatch, FlowTextError
from runtime.cli.console import SEVERITY, Console, plural

Found = dict[str, Any]
"""A finding's JSON with the `file` it is in."""


class FlowFile(NamedTuple):
    """A file that was read. `unread` are finding-like entries: why it can't be taken as it stands."""

    name: str
    sources: tuple[Source, ...]
    unread: tuple[Found, ...]


def read_files(names: Sequence[str], *, accept_edit: bool) -> list[FlowFile]:
    """Read each file; one that can't be read doesn't keep the others from it."""
    return [_read(name, accept_edit=accept_edit) for name in names]


def _read(name: str, *, accept_edit: bool) -> FlowFile:
    try:
        text = Path(name).read_bytes()
    except OSError as error:
        return FlowFile(
            name, (), (_unread(name, "unreadable", None, f"The file can't be read: {error.strerror}."),)
        )
    try:
        return FlowFile(name, tuple(sources(text, accept_edit=accept_edit)), ())
    except DigestMismatch as error:
        message = f"{error} To take the edit as a new draft, add --accept-edit."
        mismatch = _unread(name, "digest-mismatch", error.line, message)
        return FlowFile(name, tuple(sources(text, accept_edit=True)), (mismatch,))
    except FlowTextError as error:
        problems = [_unread(name, "unreadable", problem.line, str(problem)) for problem in error.problems]
        return FlowFile(name, (), tuple(problems))


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
