"""Changed settings in the audit trail: which ones, by their names; never their values."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, SecretStr
from sqlmodel import Session

from runtime.installation import Installation
from runtime.settings import Settings
from runtime.store import audit
from runtime.users.actor import SYSTEM

_TOLD = frozenset({"redis_url"})
"""What `converse up` tells the processes it starts: they would see a change where there is none."""
LENGTH = 16


def note_settings(session: Session, installation: Installation) -> None:
    """Note the names of the settings that are others than at the last start, if there are any.

    What they are compared by is kept with them: keyed digests of 64 bits, which say nothing to whoever hasn't the
    installation's secret. Of a `SecretStr` they know only whether it is set.
    """
    key = installation.secrets.token_secret.encode()
    last = audit.latest(session, "settings.changed")
    before = last.detail.get("digests", {}) if last else _digests(Settings.model_construct(), key)
    now = _digests(installation.settings, key)
    changed = sorted(name for name in {*before, *now} if before.get(name) != now.get(name))
    if changed or last is None:
        audit.note(session, SYSTEM, "settings.changed", "settings", "", {"changed": changed, "digests": now})


def _digests(settings: Settings, key: bytes) -> dict[str, str]:
    return {name: _digest(value, key) for name, value in _leaves(settings) if name not in _TOLD}


def _leaves(section: BaseModel, above: str = "") -> Iterator[tuple[str, Any]]:
    """Each setting with its name. Sections that this version only keeps are told apart by their first level."""
    for name, value in section:
        path = f"{above}{name}"
        if isinstance(value, BaseModel):
            yield from _leaves(value, f"{path}.")
        elif isinstance(value, Mapping):
            yield from ((f"{path}.{key}", part) for key, part in value.items())
        else:
            yield path, value


def _digest(value: Any, key: bytes) -> str:
    shown = "set" if isinstance(value, SecretStr) else value
    text = json.dumps(shown, sort_keys=True, default=str)
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:LENGTH]
