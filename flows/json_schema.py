"""The JSON Schema of flow files, for editors: the model, and what its validators ask for where that can be said.

It lets through what only a loader can see: a date that isn't one, a blank that no filter fits, a reference to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import combinations
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from flows.actions.enqueue_followup import EnqueueFollowup
from flows.actions.registry import actions
from flows.actions.schedule_check import ScheduleCheck
from flows.actions.send_message import SendMessage
from flows.actions.tag import Tag
from flows.durations import PATTERN
from flows.guard_model import ROOTS
from flows.meanings import GUARD_MEANINGS, MEANINGS, TRIGGER_MEANINGS
from flows.model import Flow, Message, State, TimeoutTrigger, Transition, Unmatched
from flows.part import FlowPart
from flows.scenario_model import Step
from flows.seed import KEY

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_FORMATS: Mapping[str, str] = {
    "flow-duration": PATTERN,
    "flow-time": "^([01][0-9]|2[0-3]):[0-5][0-9]$",
    "flow-path": rf"^(now|({'|'.join(ROOTS)})\..+)$",
}
_REF = "#/$defs/"
_EMPTY: tuple[Any, ...] = (None, "", [], {})


def flow_schema() -> Schema:
    """The schema of one file: a flow, or the seed form; with the actions that are installed here."""
    definitions = _definitions()
    flow, seed = {"$ref": f"{_REF}Flow"}, {"$ref": f"{_REF}Seed"}
    return {
        "$schema": DIALECT,
        "title": "A conversation flow",
        "description": "One process of converse.flow/v1, or a settings file with state maps.",
        "type": "object",
        # Not `oneOf`: what is wrong is then told of the one form that is meant, and not of both.
        "if": {"required": [KEY], "not": {"required": ["schema"]}},
        "then": seed,
        "else": flow,
        "$defs": {**definitions, **_seed(definitions)},
    }


def _definitions() -> Schema:
    """Every part of the model by its name."""
    parts: list[type[BaseModel]] = [Flow, *actions().values()]
    _, whole = models_json_schema([(part, "validation") for part in parts], by_alias=True)
    definitions: Schema = {name: _tidied(value) for name, value in whole["$defs"].items()}
    for part, meanings in MEANINGS.items():
        described = definitions[part.__name__]["properties"]
        for key, meaning in meanings.items():
            described[key]["description"] = meaning
    for part, add in _RULES.items():
        definitions[part.__name__] |= add(definitions[part.__name__])
    definitions["Action"] = _choice(
        "What is done.", {name: kind.__name__ for name, kind in actions().items()}
    )
    triggers = {
        definitions[part.__name__]["properties"]["type"]["const"]: part.__name__ for part in TRIGGER_MEANINGS
    }
    definitions["Trigger"] = _choice("What a transition listens for.", triggers)
    guards = [{"$ref": _REF + part.__name__} for part in GUARD_MEANINGS]
    definitions["Guard"] = {"description": "A condition.", "oneOf": guards}
    return dict(sorted(definitions.items()))


# What pydantic says, said for editors


def _tidied(value: Schema) -> Schema:
    """The schema of a part: without titles made of names, and with unions by name."""
    properties = {key: _property(part) for key, part in value.get("properties", {}).items()}
    kept = {key: part for key, part in value.items() if key not in ("title", "properties")}
    return {**kept, "properties": properties} if "properties" in value else kept


def _property(value: Schema) -> Schema:
    tidy = {key: part for key, part in value.items() if key not in ("title", "discriminator")}
    if "default" in tidy and (tidy["default"] in _EMPTY or isinstance(tidy["default"], dict)):
        del tidy["default"]
    if members := _union(tidy):
        del tidy["oneOf"]
        return {"$ref": f"{_REF}{members}", **tidy}
    for key in ("items", "additionalProperties"):
        if isinstance(tidy.get(key), dict):
            tidy[key] = _property(tidy[key])
    if "anyOf" in tidy:
        tidy["anyOf"] = [_property(part) for part in tidy["anyOf"]]
    if "patternProperties" in tidy:
        ((pattern, part),) = tidy.pop("patternProperties").items()
        tidy |= {"propertyNames": {"pattern": _portable(pattern)}, "additionalProperties": _property(part)}
    if "pattern" in tidy:
        tidy["pattern"] = _portable(tidy["pattern"])
    if tidy.get("format") in _FORMATS:
        tidy["pattern"] = _FORMATS[tidy.pop("format")]
    return tidy


def _union(value: Schema) -> str:
    """The name of a union of the model; empty for anything else."""
    members = {part.get("$ref", "").removeprefix(_REF) for part in value.get("oneOf", ())}
    if "SendMessage" in members:
        return "Action"
    if "IntentTrigger" in members:
        return "Trigger"
    return "Guard" if "Clause" in members else ""


def _portable(pattern: str) -> str:
    r"""With `\w` as Python means it, letters of all languages: JavaScript's are those of English."""
    return re.sub(r"\[\\w-\]|\\w", lambda found: rf"(?:{found[0]}|[^\x00-\x7f])", pattern)


def _choice(what: str, names: Mapping[str, str]) -> Schema:
    """One of several parts, told apart by `type`: type → the part's name."""
    return {
        "description": what,
        "type": "object",
        "required": ["type"],
        "properties": {"type": {"enum": list(names)}},
        "oneOf": [{"$ref": _REF + name} for name in names.values()],
    }


# What validators ask for


def _given(key: str) -> Schema:
    """The key is there, and not null."""
    return {"required": [key], "properties": {key: {"not": {"type": "null"}}}}


def _not_both(one: str, other: str) -> Schema:
    return {"not": {"allOf": [_given(one), _given(other)]}}


_TIMES = ("after", "delay_minutes", "relative_to")
_ONE_TIME: list[Schema] = [
    *(_not_both(one, other) for one, other in combinations(_TIMES, 2)),
    {"if": {"anyOf": [_given("offset"), _given("at")]}, "then": _given("relative_to")},
]


def _timed(_part: Schema) -> Schema:
    return {"allOf": _ONE_TIME}


def _check(_part: Schema) -> Schema:
    return {"allOf": _ONE_TIME, "anyOf": [_given(time) for time in _TIMES]}


def _says(part: Schema) -> Schema:
    properties: Schema = part["properties"]
    channel = properties["channel"]
    names = {"type": "array", "items": channel["items"], "minItems": 1}
    one_or_more = {
        "description": channel["description"],
        "anyOf": [channel["items"], names],
        "default": "same",
    }
    return {"properties": {**properties, "channel": one_or_more}, "allOf": [_not_both("message", "text")]}


def _followup(part: Schema) -> Schema:
    said = _says(part)
    return {**said, "allOf": [*said["allOf"], *_ONE_TIME]}


def _tags(_part: Schema) -> Schema:
    return {"anyOf": [{"required": [key], "properties": {key: {"minItems": 1}}} for key in ("add", "remove")]}


def _message(_part: Schema) -> Schema:
    urgent = {"required": ["class"], "properties": {"class": {"const": "urgent"}}}
    why = {"required": ["reason"], "properties": {"reason": {"pattern": "\\S"}}}
    return {"if": urgent, "then": why}


def _unmatched(part: Schema) -> Schema:
    properties: Schema = part["properties"]
    one = [{"enum": list(actions())}, {"$ref": f"{_REF}Action"}]
    then = {"description": properties["then"]["description"], "anyOf": [*one, _list_of({"anyOf": one})]}
    something = {"required": ["then"], "properties": {"then": {"not": {"const": []}}}}
    return {"properties": {**properties, "then": then}, "anyOf": [_given("message"), something]}


def _state(part: Schema) -> Schema:
    return {"type": ["string", "object"], "pattern": part["properties"]["id"]["pattern"]}


def _transition(part: Schema) -> Schema:
    properties: Schema = part["properties"]
    named = {**properties["id"], "type": ["string", "null"]}
    required = [key for key in part["required"] if key != "id"]
    return {"properties": {**properties, "id": named}, "required": required}


def _step(_part: Schema) -> Schema:
    goes_with = [
        {"if": _given(name), "then": {"anyOf": [_given(kind) for kind in sorted(kinds)]}}
        for name, kinds in Step.COMPANIONS.items()
    ]
    return {"oneOf": [_given(kind) for kind in Step.KINDS], "allOf": goes_with}


def _list_of(item: Schema) -> Schema:
    return {"type": "array", "items": item}


_RULES: Mapping[type[FlowPart], Callable[[Schema], Schema]] = {
    EnqueueFollowup: _followup, Message: _message, ScheduleCheck: _check, SendMessage: _says, State: _state,
    Step: _step, Tag: _tags, TimeoutTrigger: _timed, Transition: _transition, Unmatched: _unmatched,
}  # fmt: skip


# The seed form


def _seed(definitions: Schema) -> Schema:
    """A settings file with state maps: what is written there in fewer words, or by other names."""
    flow, transition = definitions["Flow"]["properties"], definitions["Transition"]["properties"]
    names = {"anyOf": [{"type": "string"}, transition["from_states"]]}
    bare = {"type": "object", "required": ["type"], "properties": {"type": {"const": "update_backend"}}}
    action = {"anyOf": [{"enum": list(actions())}, {"$ref": f"{_REF}Action"}, bare]}
    steps = {
        **transition, "from_states": names, "from": names, "from_state": names, "to": transition["to_state"],
        "actions": _list_of(action),
    }  # fmt: skip
    maps = {
        **{key: part for key, part in flow.items() if key != "version"},
        "name": flow["title"], "version": {}, "transitions": _list_of({"$ref": f"{_REF}SeedTransition"}),
    }  # fmt: skip
    return {
        "Seed": {
            "description": "Settings that hold state maps; what else they hold is not looked at.",
            "type": "object",
            "required": [KEY],
            "properties": {KEY: {**_list_of({"$ref": f"{_REF}SeedMap"}), "minItems": 1}},
        },
        "SeedMap": {
            "description": definitions["Flow"]["description"],
            "type": "object",
            "required": ["process_type", "states"],
            "properties": maps,
            "additionalProperties": False,
        },
        "SeedTransition": {
            "description": definitions["Transition"]["description"],
            "type": "object",
            "required": ["trigger"],
            "anyOf": [_given(key) for key in ("from_states", "from", "from_state")],
            "properties": steps,
            "additionalProperties": False,
        },
    }
