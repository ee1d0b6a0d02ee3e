"""Changed settings in the audit trail: which ones, by their names; never their values."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from pydantic import BaseModel, SecretStr
from sqlmodel import Session

from runtime.installation import Installation
from runtime.settings import Settings
from runtime.settings_secrets import is_secret
from runtime.store import audit, marks
from runtime.users.actor import SYSTEM

_TOLD = frozenset({"redis_url"})
"""What `converse up` tells the processes it starts: they would see a change where there is none."""
LENGTH, SECRET_LENGTH = 16, 4
"""Of marks, in characters of 4 bits. Of a secret so few are kept that thousands of guesses would fit each: one
change in 65 536 goes unseen."""


def note_settings(session: Session, installation: Installation) -> None:
    """Note the names of the settings that are others than at the last start, secret ones too, if there are any.

    What they are compared by is kept beside the trail and never in it: keyed marks, which say nothing to whoever
    hasn't the installation's secret, and of secrets next to nothing to whoever has.
    """
    key, secrets = installation.secrets.token_secret.encode(), installation.confidential()
    first = audit.latest(session, "settings.changed") is None
    now = _marks(installation.settings, key, secrets)
    # A database of an older version has no marks yet: there is nothing to compare with.
    kept = marks.known(session)
    before = _marks(Settings.model_construct(), key, secrets) if first else kept or now
    changed = sorted(name for name in {*before, *now} if _differ(before.get(name), now.get(name)))
    if changed or first:
        audit.note(session, SYSTEM, "settings.changed", "settings", "", {"changed": changed})
    if now != kept:
        marks.replace(session, now)


def _differ(before: str | None, now: str | None) -> bool:
    """Whether two marks are of two values; one is shorter where only now, or no longer, a secret is known in it."""
    if before is None or now is None:
        return before is not now
    shared = min(len(before), len(now))
    return before[:shared] != now[:shared]


def _marks(settings: Settings, key: bytes, secrets: Collection[str]) -> dict[str, str]:
    return {name: _mark(name, value, key, secrets) for name, value in _leaves(settings) if name not in _TOLD}


def _leaves(section: BaseModel | Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Each setting with its name; a list is one."""
    for name, value in section.items() if isinstance(section, Mapping) else section:
        path = f"{above}{name}"
        if isinstance(value, BaseModel | Mapping):
            yield from _leaves(value, f"{path}.")
        else:
            yield path, value


def _mark(name: str, value: Any, key: bytes, secrets: Collection[str]) -> str:
    shown = value.get_secret_value() if isinstance(value, SecretStr) else value
    # With the name, so that two settings with one value don't look alike.
    text = json.dumps([name, shown], sort_keys=True, default=str)
    length = SECRET_LENGTH if is_secret(name.rpartition(".")[2], value, secrets) else LENGTH
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:length]
