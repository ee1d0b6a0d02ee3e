"""Every error of the studio; each says what a person can do.

StudioFault
├── NoteMissing     a version without a word about what changed
└── NothingToRead   an import without any text
"""

from __future__ import annotations


class StudioFault(Exception):
    """This can't be done in the studio as it stands."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (self.__doc__ or "").strip())


class NoteMissing(StudioFault):
    """Say in a few words what changed; the note stays with the version."""


class NothingToRead(StudioFault):
    """There is nothing to read yet: choose a file, or paste its text."""
