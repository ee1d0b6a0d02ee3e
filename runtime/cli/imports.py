"""`converse import FILE…`: flows become drafts, all of them or none."""

from __future__ import annotations

from argparse import Namespace
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from runtime.cli.command import DONE, FOUND, REFUSED, Command, flow_files
from runtime.cli.console import Console
from runtime.errors import InvalidRequest

if TYPE_CHECKING:
    from sqlmodel import Session

    from flows.model import Flow


def run(given: Namespace, console: Console) -> int:
    """Store the drafts and show what there is to say about them."""
    from flows.findings import accepted, check
    from runtime.cli.opening import opened
    from runtime.cli.reading import counted, read_files, remarks, show, warn_of_refused
    from runtime.store import flows as store
    from runtime.users.actor import COMMAND_LINE

    files = read_files(given.files, accept_edit=given.accept_edit)
    if unread := [problem for file in files for problem in file.unread]:
        refused = warn_of_refused(files, console)
        show([problem for file in files if not file.refused for problem in file.unread], console)
        console.say("Nothing was imported.")
        console.document({"imported": [], "findings": unread})
        return REFUSED if refused else FOUND
    drafts = [source.flow for file in files for source in file.sources]
    _refuse_doubles(drafts)

    def save(session: Session) -> None:
        for flow in drafts:
            store.save_draft(session, flow, COMMAND_LINE)

    with opened(given) as (_, database):
        database.write_now(save)
    found = [remark for file in files for remark in remarks(file)]
    found += [
        {**finding.as_json(), "file": file.name}
        for file in files
        for source in file.sources
        for finding in accepted(source.flow, check(source.flow, source.lines, structure=True))[0]
    ]
    show(found, console)
    for flow in drafts:
        console.say(f"Imported “{flow.name}” ({flow.process_type}) as a draft.")
    seen = f"{counted(found).capitalize()} at first sight; `converse check` goes through the flows, too."
    console.say(f"{seen} Publish with: converse publish PROCESS --note TEXT")
    imported = [{"process_type": flow.process_type, "title": flow.name} for flow in drafts]
    console.document({"imported": imported, "findings": found})
    return DONE


def _refuse_doubles(drafts: Sequence[Flow]) -> None:
    counts = Counter(flow.process_type for flow in drafts)
    if twice := [name for name, count in counts.items() if count > 1]:
        raise InvalidRequest(f"“{twice[0]}” is in these files twice; only one can be its draft.")


COMMAND = Command(
    "import", "Make flows drafts, all of them or none.", run, flow_files,
    ("import flow.yaml", "import flows/*.yaml --accept-edit"),
    "a flow that can't be taken as it stands, or an edited export",
)  # fmt: skip
