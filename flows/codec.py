"""Flow files: text → `Flow` → canonical text, JSON and digest.

`load(dump(flow)) == flow`, and `dump` gives the one canonical text of a flow. Equal digests behave alike.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from pydantic import ValidationError

from flows.errors import DigestMismatch, FlowTextError
from flows.explain import as_one, explain, problem_at
from flows.limits import check_value
from flows.migrations import Current, Remark, migrated
from flows.model import SCHEMA, Flow
from flows.part import FlowPart
from flows.reader import Lines, read
from flows.seed import is_seed, seed_flows
from flows.writer import write

_NOT_SEMANTIC = ("version", "digest", "title", "description", "accept", "layout", "scenarios")
_EXACT = 10**15
"""Whole floats below this are written as whole numbers; every program holds them exactly."""


class Source(NamedTuple):
    """A flow as it stands in a file, with the line of everything in it; paths start at the flow."""

    flow: Flow
    lines: Lines
    remarks: tuple[Remark, ...] = ()
    """What its author should know where it was written in an older version of the language."""


def load(text: str | bytes, *, accept_edit: bool = False) -> Flow:
    """Read a file that holds exactly one flow; bytes are UTF-8.

    Raises FlowTextError, whose `problems` are all that is wrong with the file. Raises DigestMismatch when an
    export was edited; with `accept_edit` it is read as a draft, without version and digest.
    """
    flows = load_all(text, accept_edit=accept_edit)
    if len(flows) > 1:
        names = ", ".join(flow.process_type for flow in flows)
        raise FlowTextError(f"The file holds {len(flows)} flows ({names}); one is expected.")
    return flows[0]


def load_all(text: str | bytes, *, accept_edit: bool = False) -> list[Flow]:
    """Read every flow of a file: one, or the state maps of a seed file. Raises as `load` does."""
    return [source.flow for source in sources(text, accept_edit=accept_edit)]


def sources(text: str | bytes, *, accept_edit: bool = False) -> list[Source]:
    """As `load_all`, with lines: findings are shown at theirs. Raises as `load` does."""
    value, lines = read(text)
    if is_seed(value):
        return _seed_sources(value, lines)
    return [_source(value, lines, accept_edit=accept_edit)]


def dump(flow: Flow) -> str:
    """The canonical YAML of a flow."""
    return write(as_json(flow))


def as_json(flow: Flow) -> dict[str, Any]:
    """The canonical JSON value: the model's key order, what is at its default left out."""
    return dict(part_as_json(flow))


def part_as_json(part: FlowPart) -> Any:
    """The canonical JSON value of any part of a flow, as it stands in the flow's; a bare state is its id."""
    return _exact_numbers(part.model_dump(mode="json", by_alias=True, exclude_defaults=True))


def from_json(value: Mapping[str, Any]) -> Flow:
    """The flow of a JSON value that `as_json` gave; its digest is not looked at. Raises FlowTextError."""
    check_value(value)
    return _flow(_current(value, None).value, None)


def digest(flow: Flow) -> str:
    """SHA-256, in hex, of all that decides how the flow behaves.

    That is its canonical JSON (keys sorted, no spaces, UTF-8) without version, digest, accept, layout and
    scenarios, and without title and description of the flow and of its states.
    """
    value = {key: part for key, part in as_json(flow).items() if key not in _NOT_SEMANTIC}
    value["states"] = [_behaviour(state) for state in value["states"]]
    canonical = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(canonical.encode()).hexdigest()


def published(flow: Flow, version: int) -> Flow:
    """The flow as that version, with its digest."""
    return _numbered(flow, version, digest(flow))


def draft(flow: Flow) -> Flow:
    """The flow without version and digest."""
    return _numbered(flow, None, None)


def _numbered(flow: Flow, version: int | None, digest: str | None) -> Flow:
    copy = flow.model_copy(update={"version": version, "digest": digest})
    copy.__dict__.pop("compiled", None)  # it was compiled from the other one
    return copy


def _behaviour(state: str | dict[str, Any]) -> dict[str, Any]:
    whole = {"id": state} if isinstance(state, str) else state
    return {key: part for key, part in whole.items() if key not in ("title", "description")}


def _exact_numbers(value: Any) -> Any:
    """2.0 becomes 2, so that a number has one spelling whichever way it was read."""
    # By type, the frequent ones first: this is most of what writing a flow costs.
    kind = type(value)
    if kind is str:
        return value
    if kind is dict:
        return {key: _exact_numbers(part) for key, part in value.items()}
    if kind is list:
        return [_exact_numbers(part) for part in value]
    if kind is float and value.is_integer() and abs(value) < _EXACT:
        return int(value)
    return value


def _flow(value: Any, lines: Lines | None) -> Flow:
    try:
        return Flow.model_validate(value)
    except ValidationError as error:
        raise explain(error, lines) from None


def _source(value: Any, lines: Lines, *, accept_edit: bool) -> Source:
    current = _current(value, lines)
    flow = _flow(current.value, current.lines)
    if current.value is not value:
        # Number and digest are those of the older form: what is made of it is a draft.
        return Source(draft(flow), current.lines or lines, current.remarks)
    return Source(_checked(flow, lines, accept_edit=accept_edit), lines)


def _current(value: Any, lines: Lines | None) -> Current:
    """The document in this version of the language."""
    if not isinstance(value, Mapping):
        raise problem_at(f"This is not a flow; a flow starts with “schema: {SCHEMA}”", (), lines)
    if "schema" not in value:
        raise problem_at("This doesn't say that it is a flow", (), lines, f"start it with “schema: {SCHEMA}”")
    return migrated(value, lines)


def _checked(flow: Flow, lines: Lines, *, accept_edit: bool) -> Flow:
    if flow.digest is None or flow.digest == digest(flow):
        return flow
    if accept_edit:
        return draft(flow)
    line = lines.nearest(("digest",))
    raise DigestMismatch(
        f"{(DigestMismatch.__doc__ or '').rstrip('.')} (line {line}).", line=line, path="digest"
    )


def _seed_sources(value: Mapping[str, Any], lines: Lines) -> list[Source]:
    found: list[Source] = []
    problems: list[FlowTextError] = []
    for path, entry in seed_flows(value, lines):
        place = lines.below(path)
        try:
            found.append(Source(_flow(entry, place), place))
        except FlowTextError as error:
            problems.extend(error.problems)
    if problems:
        raise as_one(problems)
    return found
