"""What pydantic finds wrong with settings, in sentences that say where each stands."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from runtime.settings_file import ConfigFile
from runtime.settings_variables import variable, variables

_WANTED = {
    "int_parsing": "it must be a whole number",
    "int_from_float": "it must be a whole number",
    "int_type": "it must be a whole number",
    "string_type": "it must be a text",
    "dict_type": "it must be a section, with settings below it",
    "model_type": "it must be a section, with settings below it",
    "tuple_type": "it must be a list",
    "literal_error": "it must be {expected}",
    "missing": "it is needed",
    "value_error": "{error}",
    "greater_than_equal": "it must be {ge} or more",
    "less_than_equal": "it must be {le} or less",
}


def explain(error: ValidationError, settings: type[BaseModel], file: ConfigFile) -> str:
    """One line per setting that is wrong. Values are never repeated: they may be secrets."""
    problems = (_problem(details, settings, file) for details in error.errors(include_url=False))
    return "\n".join(dict.fromkeys(problems))


def explain_variable(error: ValueError) -> str:
    """What is wrong with a variable that should hold a whole section."""
    field = re.search(r'field "(\w+)"', str(error))
    name = variable((field[1],)) if field else "A variable"
    return f"{name} can't be read: a whole section in a variable is written as JSON."


def _problem(details: ErrorDetails, settings: type[BaseModel], file: ConfigFile) -> str:
    place = details["loc"]
    name = ".".join(str(part) for part in place)
    where = _where(place, file)
    if details["type"] == "extra_forbidden":
        return f"“{name}” is no setting ({where}); {_nearest(str(place[-1]), _siblings(settings, place))}"
    wanted = _WANTED.get(details["type"])
    why = wanted.format(**details.get("ctx", {})) if wanted else details["msg"].lower()
    return f"“{name}” can't be used ({where}): {why.replace(chr(39), '')}."


def _where(place: tuple[int | str, ...], file: ConfigFile) -> str:
    """A variable goes before the file, and is what is at fault where both are set."""
    known = variables()
    for end in range(len(place), 0, -1):
        if variable(place[:end]) in known:
            return variable(place[:end])
    return file.where(place) or variable(place)


def _siblings(settings: type[BaseModel], place: tuple[int | str, ...]) -> list[str]:
    section: type[BaseModel] = settings
    for part in place[:-1]:
        found = section_of(section.model_fields[str(part)].annotation)
        if found is None:
            break
        section = found
    return list(section.model_fields)


def section_of(annotation: Any) -> type[BaseModel] | None:
    """The section that a setting holds, always or where it is set at all; None for a value."""
    kinds = (annotation, *get_args(annotation))
    return next((one for one in kinds if isinstance(one, type) and issubclass(one, BaseModel)), None)


def _nearest(word: str, known: Iterable[str]) -> str:
    words = sorted(known)
    near = get_close_matches(word.lower(), words, n=1)
    return f"did you mean “{near[0]}”?" if near else f"there is {', '.join(words)}."
