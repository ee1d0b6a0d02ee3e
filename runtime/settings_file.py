"""`converse.yaml`: read strictly, `${VAR}` filled in, secrets refused where they stand in the clear.

`${VAR}` and `${VAR:-default}` mean what they do in a shell (an empty variable counts as not set); `$${` is a
literal `${`. They are filled in after the YAML is read, so that no variable can change its structure;
flows in `state_maps` stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple, Self
from urllib.parse import urlsplit

from flows.errors import FlowTextError
from flows.reader import Lines, read
from runtime.errors import SettingsError

Place = tuple[str | int, ...]
"""Keys and 0-based positions from the top of the file."""
FLOWS = "state_maps"
OPTIONAL = frozenset({"llm", "channels", "backend", "rules"})
"""Sections whose unset variables are left empty: an access that is not configured is simply off."""

_VARIABLE = re.compile(r"\$(\$?)\{([^}]*)\}")
_INSIDE = re.compile(r"([A-Za-z_]\w*)(?::-(.*))?", re.DOTALL)
_SECRET = re.compile(
    r"(.*_)?(api_?key|access_?key|private_?key|secret_?key|auth_?key|secret|token|password|passphrase)"
)


class ConfigFile(NamedTuple):
    """The file's values, and the line of each."""

    path: Path | None
    values: dict[str, Any]
    lines: Lines | None

    @classmethod
    def none(cls) -> Self:
        """Where there is no file."""
        return cls(None, {}, None)

    def where(self, place: Place) -> str | None:
        """“converse.yaml, line 3”; None for what doesn't stand in the file."""
        if self.lines is None or place[:1] not in self.lines:
            return None
        return f"{self.path}, line {self.lines.nearest(place)}"


def read_config(path: Path, variables: Mapping[str, str]) -> ConfigFile:
    """Read a settings file. Raises SettingsError that says what is wrong in which line."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SettingsError(f"{path} can't be read: {error.strerror}.") from None
    if not re.sub(rb"(?m)^\s*#.*$", b"", content).strip():
        return ConfigFile(path, {}, None)
    try:
        value, lines = read(content)
    except FlowTextError as error:
        raise SettingsError(f"{path}: {error}") from None
    if not isinstance(value, dict):
        raise SettingsError(f"{path} must hold sections such as “server:”, with settings below them.")
    file = ConfigFile(path, value, lines)
    filled = {
        key: part if key == FLOWS else _filled(part, (key,), file, variables) for key, part in value.items()
    }
    return file._replace(values={key: part for key, part in filled.items() if part is not None})


def _filled(value: Any, place: Place, file: ConfigFile, variables: Mapping[str, str]) -> Any:
    match value:
        case dict():
            return {key: _filled(part, (*place, key), file, variables) for key, part in value.items()}
        case list():
            return [_filled(part, (*place, number), file, variables) for number, part in enumerate(value)]
        case str():
            _refuse_secret(value, place, file)
            return _substituted(value, place, file, variables)
        case _:
            return value


def _substituted(text: str, place: Place, file: ConfigFile, variables: Mapping[str, str]) -> str | None:
    """The text with its variables; None when it is one variable that is not set."""
    unset: list[str] = []

    def fill(found: re.Match[str]) -> str:
        if found[1]:
            return f"${{{found[2]}}}"
        inside = _INSIDE.fullmatch(found[2])
        if inside is None:
            raise _problem(
                f"“{found[0]}” is not a variable; write ${{NAME}} or ${{NAME:-default}}", place, file
            )
        name, default = inside.groups()
        if name not in variables and default is None:
            unset.append(name)
        return variables.get(name, default or "")

    filled = _VARIABLE.sub(fill, text)
    if unset and place[0] not in OPTIONAL:
        raise _problem(f"The variable {unset[0]} is not set", place, file)
    return None if unset else filled


def _refuse_secret(text: str, place: Place, file: ConfigFile) -> None:
    """A secret may only be a variable: files are copied, mailed and committed."""
    name = next((part for part in reversed(place) if isinstance(part, str)), "")
    bare = _VARIABLE.sub("", text)
    in_the_clear = bare or any(
        ":-" in found[2] and not found[2].endswith(":-") for found in _VARIABLE.finditer(text)
    )
    if _SECRET.fullmatch(name.lower()) and in_the_clear:
        raise _problem(
            f"“{name}” is a secret and doesn't belong in a file; write ${{A_VARIABLE}}", place, file
        )
    if _has_password(bare):
        raise _problem(f"“{name}” holds a password; write ${{A_VARIABLE}} in its place", place, file)


def _has_password(text: str) -> bool:
    try:
        return bool(urlsplit(text).password)
    except ValueError:
        return False


def _problem(what: str, place: Place, file: ConfigFile) -> SettingsError:
    return SettingsError(f"{what} ({file.where(place)}).")
