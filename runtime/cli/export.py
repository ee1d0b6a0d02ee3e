"""`converse export PROCESS`: a version as canonical YAML, with its digest."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from runtime.cli.command import DONE, Command
from runtime.cli.console import Console
from runtime.cli.files import write_file
from runtime.errors import NotPublished

if TYPE_CHECKING:
    from sqlmodel import Session

    from flows.model import Flow


def run(given: Namespace, console: Console) -> int:
    """Write the file, or print it; the draft only where nothing is published."""
    from flows import codec
    from runtime.cli.opening import opened

    with opened(given) as (_, database):
        flow = database.read_now(lambda session: _flow(session, given.process, given.version))
    text = codec.dump(flow)
    what = f"version {flow.version}" if flow.version else "the draft; nothing is published yet"
    if given.output is not None:
        write_file(given.output, text.encode())
        console.say(f"Exported “{flow.name}” to {given.output} ({what}).")
    elif not console.as_json:
        console.print(text)
        if flow.version is None:
            console.warn(f"This is {what}.")
    console.document(
        {
            "process_type": flow.process_type,
            "version": flow.version,
            "digest": flow.digest,
            "file": None if given.output is None else str(given.output),
            "yaml": text,
        }
    )
    return DONE


def _flow(session: Session, process: str, number: int | None) -> Flow:
    from runtime.store import flows as store

    try:
        return store.version(session, process, number)
    except NotPublished:
        draft = store.draft(session, process)
        if draft is None:
            raise
        return draft


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("process", metavar="PROCESS", help="the process type")
    parser.add_argument("--version", type=int, metavar="N", help="which version (default: the current one)")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="where to (default: stdout)")


COMMAND = Command(
    "export", "Write a version as YAML, with its digest.", run, _arguments,
    ("export payment > payment.yaml", "export payment --version 2 -o payment-2.yaml"),
)  # fmt: skip
