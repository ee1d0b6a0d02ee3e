"""The reference of the language as a page of Markdown, made from the model: nothing in it can be out of date."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import get_args

from flows.actions.registry import actions
from flows.durations import PATTERN
from flows.findings import CODES
from flows.formats import FILTERS
from flows.guard_model import Op
from flows.json_schema import Schema, flow_schema
from flows.meanings import (
    ACTION_MEANINGS,
    FLOW_MEANINGS,
    GUARD_MEANINGS,
    SCENARIO_MEANINGS,
    TRIGGER_MEANINGS,
)
from flows.model import SCHEMA, FieldType
from flows.part import FlowPart
from flows.words import op_words

_REF = "#/$defs/"
_NAMES: Mapping[str, str] = {
    "Flow": "The flow", "DataField": "Data field", "Ask": "Question", "WhatsAppTemplate": "WhatsApp template",
    "MessageText": "Message in another language", "Accepted": "Accepted finding", "ScenarioStart": "Scenario's start",
    "Step": "Scenario's step", "Expect": "What a step expects", "Guard": "Condition",
}  # fmt: skip
_FIELD_TYPES: Mapping[str, str] = {
    "string": "A short text, such as an identifier.",
    "text": "A text; as the answer to a question, whatever was written.",
    "integer": "A whole number.",
    "number": "A number.",
    "boolean": "Yes or no.",
    "date": "A day: 2026-03-01.",
    "datetime": "An instant: 2026-03-01T09:00:00+01:00.",
    "email": "An email address.",
    "phone": "A phone number.",
    "file": "A file that was sent.",
}
_TAKES: Mapping[Op, str] = {
    "in": "a list", "not_in": "a list", "contains": "a text, or an entry of a list",
    "matches": "a regular expression, by RE2", "exists": "nothing", "missing": "nothing",
    "before": "a date, or a duration from now", "after": "a date, or a duration from now",
    "within": "a duration from now; with a minus, up to now",
}  # fmt: skip
_HEAD = f"""\
# The language of flows, key by key

A flow is one file of YAML that begins with `schema: {SCHEMA}`. Keys that aren't listed here are refused, as are
keys that stand there twice. What has a default may be left out; **bold** keys may not.

Words that are ids (of states, intents, messages, fields) are letters, digits and `_`; state ids may hold `-` too.
A **duration** is a number and a unit, `30m` `4h` `2d` `1w` `1mo` `3bd` (business days), several of them as in
`1d12h`, or ISO 8601 as in `P1DT2H`. A **time of day** is written `"09:00"`. A **text with blanks** holds
`{{{{ data.amount }}}}`, `{{% if data.amount %}} … {{% else %}} … {{% endif %}}` and the filters below.

A settings file with `state_maps:` is read too: a list of maps with `process_type`, `states` and `transitions`, in which
`from` and `to` stand for `from_states` and `to_state`, `name` for `title`, and an action may be its type alone.
"""


def reference() -> str:
    """The page: every key with its type, default and meaning; triggers, actions, operators, filters and findings."""
    definitions = flow_schema()["$defs"]
    parts = (
        _HEAD,
        *(_part(definitions, kind) for kind in FLOW_MEANINGS),
        _field_types(),
        _together(definitions, "Triggers", TRIGGER_MEANINGS),
        _conditions(definitions),
        _together(definitions, "Actions", ACTION_MEANINGS),
        _filters(),
        *(_part(definitions, kind) for kind in SCENARIO_MEANINGS),
        _findings(),
    )
    return "\n".join(parts)


def _part(definitions: Schema, kind: type[FlowPart]) -> str:
    part = definitions[kind.__name__]
    return _section(_title(kind.__name__), part["description"], "", *_keys(part))


def _together(definitions: Schema, title: str, kinds: Iterable[type[FlowPart]]) -> str:
    """Parts that are told apart by their type."""
    return _section(title, *(line for kind in kinds for line in _typed(definitions[kind.__name__])))


def _typed(part: Schema) -> Iterator[str]:
    kind = part["properties"]["type"]
    yield from (f"### `{kind['const']}`", "", kind["description"], "")
    if "description" in part:
        yield from (part["description"], "")
    if len(part["properties"]) > 1:
        yield from (*_keys(part, leave_out="type"), "")


def _conditions(definitions: Schema) -> str:
    rows = [row for kind in GUARD_MEANINGS for row in _rows(definitions[kind.__name__])]
    comparisons = ((f"`{op}`", op_words(op), _TAKES.get(op, "a value")) for op in get_args(Op))
    return _section(
        "Conditions", "A condition is a comparison, or holds others.", "", *_HEADS, *rows, "",
        *_table(("op", "reads", "value"), comparisons),
    )  # fmt: skip


def _findings() -> str:
    linked = ((f"[`{code}`](findings/{code}.md)", severity) for code, severity in sorted(CODES.items()))
    return _section("Findings", *_table(("code", "severity"), linked))


def _field_types() -> str:
    rows = ((f"`{name}`", _FIELD_TYPES[name]) for name in get_args(FieldType))
    return _section(_TYPES, *_table(("type", "holds"), rows))


def _filters() -> str:
    rows = ((f"`{name}`", one.argument) for name, one in FILTERS.items())
    return _section("Filters of texts", *_table(("filter", "takes"), rows))


# Tables

_HEADS = ("| key | type | default | meaning |", "| --- | --- | --- | --- |")
_MARKDOWN = str.maketrans({"|": r"\|", "*": r"\*", "<": "&lt;"})


def _section(title: str, *lines: str) -> str:
    return "\n".join((f"## {title}", "", *lines)).rstrip() + "\n"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _keys(part: Schema, leave_out: str = "") -> Iterator[str]:
    yield from (*_HEADS, *_rows(part, leave_out))


def _rows(part: Schema, leave_out: str = "") -> Iterator[str]:
    for key, value in part["properties"].items():
        if key != leave_out:
            name = f"**`{key}`**" if key in part.get("required", ()) else f"`{key}`"
            default = f"`{json.dumps(value['default']).strip(_QUOTE)}`" if "default" in value else ""
            meaning = value.get("description", "").translate(_MARKDOWN)
            yield f"| {name} | {_type(value)} | {default} | {meaning} |"


# Types in words

_QUOTE = '"'
_TYPES = "Types of data fields"


def _type(value: Schema) -> str:
    if "$ref" in value:
        return _linked(value["$ref"].removeprefix(_REF))
    if "anyOf" in value:
        return " or ".join(dict.fromkeys(_type(one) for one in value["anyOf"] if one.get("type") != "null"))
    if "enum" in value or "const" in value:
        return _one_of(value.get("enum") or [value["const"]])
    match value.get("type"):
        case "array":
            return "two numbers" if "prefixItems" in value else f"list of {_type(value['items'])}"
        case "object":
            held = value.get("additionalProperties")
            return f"name → {_type(held)}" if isinstance(held, dict) else "names and values"
        case "string" | ["string", "null"]:
            return "duration" if value.get("pattern") == PATTERN else "text"
        case "integer" | "number":
            return _number(value)
        case "boolean":
            return "`true` or `false`"
        case _:
            return "any value"


def _one_of(words: Sequence[str]) -> str:
    if set(words) == set(get_args(FieldType)):
        return f"[type]({_anchor(_TYPES)})"
    if set(words) == set(get_args(Op)):
        return "one of those below"
    if set(words) == set(actions()):
        return "an action's type"
    return ", ".join(f"`{word}`" for word in words)


def _number(value: Schema) -> str:
    words = "whole number" if value["type"] == "integer" else "number"
    least, most = value.get("minimum"), value.get("maximum")
    if most is not None:
        return f"{words}, {least} to {most}"
    return f"{words}, at least {least}" if least is not None else words


def _linked(name: str) -> str:
    title = _title(name)
    words = title if title.startswith("WhatsApp") else title[0].lower() + title[1:]
    place = f"{title}s" if name in ("Action", "Trigger", "Guard") else title
    return f"[{words}]({_anchor(place)})"


def _anchor(title: str) -> str:
    return "#" + title.lower().replace(" ", "-").replace("'", "")


def _title(name: str) -> str:
    return _NAMES.get(name, name)
