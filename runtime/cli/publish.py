"""`converse publish PROCESS --note TEXT`: the draft becomes the next version."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from typing import TYPE_CHECKING

from runtime.cli.command import DONE, FOUND, Command
from runtime.cli.console import Console
from runtime.errors import PublishRefused

if TYPE_CHECKING:
    from flows.findings.finding import Finding
    from flows.model import Flow
    from runtime.cli.reading import Found


def run(given: Namespace, console: Console) -> int:
    """Publish, and show what there is to say; a draft with errors is refused."""
    from runtime.cli.opening import opened
    from runtime.cli.reading import counted, show
    from runtime.store import flows as store
    from runtime.store import publishing
    from runtime.users.actor import COMMAND_LINE

    with opened(given) as (_, database):
        try:
            checked = database.read_now(lambda session: publishing.checked(session, given.process))
            done = database.write_now(
                lambda session: publishing.publish(
                    session, given.process, actor=COMMAND_LINE, note=given.note, checked=checked
                )
            )
        except PublishRefused as refused:
            found = [finding.as_json() for finding in refused.findings]
            show(found, console)
            console.warn(f"converse: {refused}")
            console.document({"error": {"code": refused.code, "message": str(refused)}, "findings": found})
            return FOUND
        flow = database.read_now(lambda session: store.version(session, given.process, done.version))
    found = _counting(flow, done.findings)
    show(found, console)
    verb = "Published" if done.changed else "Nothing changed: this is"
    console.say(f"{verb} “{flow.name}” version {done.version}, {counted(found)}.")
    console.say(console.paint(f"digest {done.digest}", "dim"))
    console.document(
        {
            "process_type": done.process_type,
            "version": done.version,
            "digest": done.digest,
            "changed": done.changed,
            "findings": found,
        }
    )
    return DONE


def _counting(flow: Flow, findings: Iterable[Finding]) -> list[Found]:
    from flows.findings import accepted

    return [finding.as_json() for finding in accepted(flow, findings)[0]]


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("process", metavar="PROCESS", help="the process type of the draft")
    parser.add_argument(
        "--note", required=True, metavar="TEXT", help="what changed, for the version's history"
    )


COMMAND = Command(
    "publish", "Make a draft the next version.", run, _arguments,
    ('publish payment --note "Escalates after three days"',),
    "errors in the flow: it was not published",
)  # fmt: skip
