"""Files of other versions of the language. Version 0 never was: it is made up here, as an older one would be."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import pytest

from flows import codec, migrations
from flows.errors import FlowTextError
from flows.findings import check
from flows.limits import Path
from flows.migrations import Migrated, Migration, Remark
from flows.model import Flow
from flows.reader import read

V0 = """\
schema: converse.flow/v0
process: bills
version: 7
digest: a000000000000000000000000000000000000000000000000000000000000000
states: [open, paid]
initial_state: open
terminal_states: [paid]
arrows:
  - id: pay
    from_states: [open]
    to: paid
    trigger: {type: event, value: payment_received}
  - id: wait
    from_states: [open]
    to: payed
    trigger: {type: timeout, days: 3}
"""


def _from_v0(value: Mapping[str, Any]) -> Migrated:
    """`process` is `process_type`, `arrows` are `transitions` with `to` as `to_state`, and timers count in days."""
    moved: dict[Path, Path] = {("process_type",): ("process",), ("transitions",): ("arrows",)}
    remarks = [Remark("“arrows” are called “transitions” now.", ("arrows",))]
    transitions = []
    for index, arrow in enumerate(value.get("arrows", [])):
        path: Path = ("transitions", index)
        trigger = dict(arrow["trigger"])
        if "days" in trigger:
            trigger["after"] = f"{trigger.pop('days')}d"
            moved[*path, "trigger", "after"] = ("arrows", index, "trigger", "days")
            remarks.append(Remark("Days are business days no longer.", ("arrows", index, "trigger")))
        moved[*path, "to_state"] = ("arrows", index, "to")
        rest = {key: part for key, part in arrow.items() if key != "to"}
        transitions.append({**rest, "to_state": arrow.get("to"), "trigger": trigger})
    kept = {key: part for key, part in value.items() if key not in ("process", "arrows")}
    return Migrated(
        {**kept, "schema": "converse.flow/v1", "process_type": value["process"], "transitions": transitions},
        moved,
        tuple(remarks),
    )


def _from_sketch(value: Mapping[str, Any]) -> Migrated:
    """An even older form: it has no arrows at all."""
    return Migrated({**value, "schema": "converse.flow/v0", "arrows": []})


@pytest.fixture
def v0(monkeypatch: pytest.MonkeyPatch) -> None:
    known = (Migration("converse.flow/v0", _from_v0), Migration("sketch", _from_sketch))
    monkeypatch.setattr(migrations, "MIGRATIONS", known)


pytestmark = pytest.mark.usefixtures("v0")


def test_an_older_file_is_read_as_what_it_means_now() -> None:
    flow = codec.load(V0)
    assert flow.process_type == "bills"
    assert [(one.id, one.to_state) for one in flow.transitions] == [("pay", "paid"), ("wait", "payed")]
    assert codec.dump(flow).startswith("schema: converse.flow/v1\n")


def test_it_comes_in_as_a_draft_whatever_its_number_was() -> None:
    flow = codec.load(V0)
    assert (flow.version, flow.digest) == (None, None)


def test_its_author_is_told_what_changed_at_its_lines() -> None:
    [source] = codec.sources(V0)
    assert [(one.line, one.words) for one in source.remarks] == [
        (8, "“arrows” are called “transitions” now."),
        (16, "Days are business days no longer."),
    ]


def test_findings_are_at_the_lines_of_the_older_text() -> None:
    [source] = codec.sources(V0)
    found = {one.code: one.line for one in check(source.flow, source.lines)}
    assert found["unknown-reference"] == 15  # to: payed
    assert source.lines["transitions", 1, "trigger", "after"] == 16


@pytest.mark.parametrize(
    ("right", "wrong", "line"),
    [
        ("days: 3", "days: many", 16),
        ("value: payment_received", "valu: payment_received", 12),
        ("process: bills", "process: Open bills", 2),
        ("states: [open, paid]", "states: [open, paid]\nstats: []", 6),
    ],
)
def test_mistakes_are_told_at_the_lines_of_the_older_text(right: str, wrong: str, line: int) -> None:
    with pytest.raises(FlowTextError) as caught:
        codec.load(V0.replace(right, wrong))
    assert caught.value.line == line


def test_stored_documents_are_migrated_too_and_left_as_they_were() -> None:
    document = read(V0).value
    before = deepcopy(document)
    assert codec.from_json(document).version == 7  # what is stored keeps its number
    assert document == before


def test_migrations_follow_each_other() -> None:
    flow = codec.load("schema: sketch\nprocess: bills\nstates: [open]\ninitial_state: open\n")
    assert isinstance(flow, Flow)
    assert flow.transitions == ()


def test_a_file_of_this_version_is_left_alone() -> None:
    text = codec.dump(codec.load(V0))
    [source] = codec.sources(text)
    assert source.remarks == ()
    assert codec.dump(source.flow) == text


@pytest.mark.parametrize(
    ("schema", "sentence"),
    [
        (
            "converse.flow/v2",
            "This flow is written in converse.flow/v2; what runs here reads up to converse.flow/v1 (line 1); "
            "it takes a newer version of this software.",
        ),
        ("converse.flow/v1.5", "This schema can't be read here (line 1); write “schema: converse.flow/v1”."),
        ("[converse.flow/v1]", "This schema can't be read here (line 1); write “schema: converse.flow/v1”."),
        ("null", "This schema can't be read here (line 1); write “schema: converse.flow/v1”."),
    ],
)
def test_what_is_of_no_version_known_here_says_so(schema: str, sentence: str) -> None:
    with pytest.raises(FlowTextError) as caught:
        codec.load(V0.replace("converse.flow/v0", schema, 1))
    assert str(caught.value) == sentence


def test_what_is_too_old_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrations, "MIGRATIONS", ())
    with pytest.raises(
        FlowTextError, match=r"written in converse\.flow/v0, and nothing older than converse\.flow/v1"
    ):
        codec.load(V0)


def test_a_migration_that_leads_nowhere_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrations, "MIGRATIONS", (Migration("sketch", lambda value: Migrated(dict(value))),))
    with pytest.raises(FlowTextError, match="can't be read here"):
        codec.load(V0.replace("converse.flow/v0", "sketch", 1))
