"""How files of older versions of the language are read: each migration makes a version the next one.

A version of the language gets a module here, with a `Migration` that makes it the next version; it is listed below.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from flows.errors import FlowTextError
from flows.explain import problem_at
from flows.migrations.migration import Migrated, Migration, Remark
from flows.model import SCHEMA
from flows.reader import Lines

__all__ = ["MIGRATIONS", "Current", "Migrated", "Migration", "Remark", "migrated"]

MIGRATIONS: tuple[Migration, ...] = ()
"""One from each older version that can still be read; `converse.flow/v1` is the first."""

_VERSION = re.compile(r"converse\.flow/v([0-9]{1,9})")


class Current(NamedTuple):
    """A document in this version of the language."""

    value: Mapping[str, Any]
    """The very one that was read, where it is of this version."""
    lines: Lines | None
    remarks: tuple[Remark, ...] = ()
    """What its author should know."""


def migrated(value: Mapping[str, Any], lines: Lines | None) -> Current:
    """The document in this version of the language, through as many migrations as that takes.

    Raises FlowTextError for a version that can't be read here, and
    says whether it is a newer one.
    """
    by_version = {one.since: one for one in MIGRATIONS}
    remarks: list[Remark] = []
    schema = value.get("schema")
    for _ in MIGRATIONS:
        if not isinstance(schema, str) or schema not in by_version:
            break
        step = by_version[schema].migrate(value)
        remarks += [one.on(lines) for one in step.remarks]
        lines = None if lines is None else lines.rearranged(step.value, step.moved)
        value, schema = step.value, step.value.get("schema")
    if schema != SCHEMA:
        raise _unreadable(schema, by_version, lines)
    return Current(value, lines, tuple(remarks))


def _unreadable(schema: Any, known: Mapping[str, Migration], lines: Lines | None) -> FlowTextError:
    number, current = _number(schema), _number(SCHEMA)
    if number is None or current is None:
        return problem_at("This schema can't be read here", ("schema",), lines, f"write “schema: {SCHEMA}”")
    if number > current:
        what = f"This flow is written in {schema}; what runs here reads up to {SCHEMA}"
        return problem_at(what, ("schema",), lines, "it takes a newer version of this software")
    oldest = min((*known, SCHEMA), key=lambda name: _number(name) or 0)
    what = f"This flow is written in {schema}, and nothing older than {oldest} is read here"
    return problem_at(what, ("schema",), lines, f"write it as “schema: {SCHEMA}”")


def _number(schema: Any) -> int | None:
    found = _VERSION.fullmatch(schema) if isinstance(schema, str) else None
    return None if found is None else int(found[1])
