"""`converse check FILE…`: everything that can be said about flows before they run."""

from __future__ import annotations

from argparse import Namespace

from runtime.cli.command import DONE, FOUND, Command, flow_files
from runtime.cli.console import Console, plural


def run(given: Namespace, console: Console) -> int:
    """Show the findings of each file. What its author accepts is only counted; hints alone are no failure."""
    from flows.findings import accepted, check
    from runtime.cli.reading import Found, counted, read_files, show

    found: list[Found] = []
    waived: list[Found] = []
    for file in read_files(given.files, accept_edit=given.accept_edit):
        found.extend(file.unread)
        for source in file.sources:
            counting, known = accepted(source.flow, check(source.flow, source.lines))
            found.extend({**finding.as_json(), "file": file.name} for finding in counting)
            waived.extend({**finding.as_json(), "file": file.name} for finding in known)
    show(found, console)
    accepts = f" ({len(waived)} accepted)" if waived else ""
    console.say(f"{plural(len(given.files), 'file')}: {counted(found)}{accepts}.")
    console.document({"findings": found, "accepted": waived})
    return FOUND if any(finding["severity"] != "hint" for finding in found) else DONE


COMMAND = Command("check", "Say everything that can be said about flows before they run.", run, flow_files)
