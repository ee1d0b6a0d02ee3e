"""Every error of the studio; each says what a person can do.

StudioFault
├── EditRefused     an edit that can't be made; the draft is as it was
├── NameMissing     a flow that nobody could tell from the others
├── NoteMissing     a version without a word about what changed
├── ReasonMissing   a finding accepted without a word why
└── NothingToRead   an import without any text
"""

from __future__ import annotations


class StudioFault(Exception):
    """This can't be done in the studio as it stands."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (self.__doc__ or "").strip())


class EditRefused(StudioFault):
    """This edit can't be made as things stand; nothing was changed."""


class NameMissing(StudioFault):
    """Give the flow a name that people know it by."""


class NoteMissing(StudioFault):
    """Say in a few words what changed; the note stays with the version."""


class ReasonMissing(StudioFault):
    """Say why it is right so; the reason stays with the flow."""


class NothingToRead(StudioFault):
    """There is nothing to read yet: choose a file, or paste its text."""
