"""Data set: the binding that is saved carries it already."""

from __future__ import annotations

from flows.effects import SetData
from runtime.effects.scope import Scope


def record(scope: Scope, effect: SetData) -> None:
    """Nothing is left to do."""
