"""The secrets among settings and variables, by their type or by their names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from pydantic import BaseModel, SecretStr

from runtime.settings_variables import variables

_NAME = re.compile(
    r"(.*_)?(pass(word|wd|phrase)?|pwd|secret|token|credentials?|dsn|(api|access|private|secret|auth)_?key)",
    re.IGNORECASE,
)


def secret_values(settings: BaseModel) -> frozenset[str]:
    """The values that are secret, and the passwords in URLs among them.

    Sections that nothing looks into yet are searched too, and so is the environment: `${A_VARIABLE}` may have
    brought its value anywhere.
    """
    found = {*_inside(dict(settings)), *_inside(variables())}
    return frozenset(found | {part for value in found for part in _password(value)})


def is_secret(name: str, value: Any, known: Collection[str] = ()) -> bool:
    """Whether a setting of this name, without its section's, is a secret or holds one; what isn't set is none.

    `known` are secrets that it may hold, as in `Bearer ${A_KEY}`.
    """
    return any(_inside(value, name)) or any(
        any(_password(text)) or any(secret in text for secret in known if secret) for text in _texts(value)
    )


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Mapping():
            for part in value.values():
                yield from _texts(part)
        case list() | tuple():
            for part in value:
                yield from _texts(part)


def _inside(value: Any, name: str = "") -> Iterator[str]:
    match value:
        case SecretStr():
            yield value.get_secret_value()
        case BaseModel():
            yield from _inside(dict(value))
        case Mapping():
            for key, part in value.items():
                yield from _inside(part, str(key))
        case list() | tuple():
            for part in value:
                yield from _inside(part, name)
        case str() if _NAME.fullmatch(name):
            yield value


def _password(url: str) -> Iterator[str]:
    try:
        given = urlsplit(url).password
    except ValueError:
        return
    if given:
        yield from (given, unquote(given))
