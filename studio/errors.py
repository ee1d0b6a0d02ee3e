"""Every error of the studio; each says what a person can do.

StudioFault
├── EditRefused     an edit that can't be made; the draft is as it was
│   └── TextRefused the YAML of a draft that can't be read; carries the problems with their lines
├── NameMissing     a flow that nobody could tell from the others
├── NoteMissing     a version without a word about what changed
├── ReasonMissing   a finding accepted without a word why
├── StepRefused     something that can't happen in a run of the sandbox; the run is as it was
├── SamplesUnreadable sample messages that can't be read, or understood where they should be
├── CanvasMissing   an installation whose canvas was never built
├── NothingToRead   an import without any text
├── FormExpired     a form that this browser was not shown, or not as who it is now
├── PasswordsDiffer a new password that was not written the same way twice
├── SignInAstray   somebody comes back from the provider who was not sent there, or comes twice
└── ProviderFault   the identity provider can't be asked, or says what can't be believed
"""

from __future__ import annotations

from flows.errors import FlowTextError


class StudioFault(Exception):
    """This can't be done in the studio as it stands."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (self.__doc__ or "").strip())


class EditRefused(StudioFault):
    """This edit can't be made as things stand; nothing was changed."""


class NameMissing(StudioFault):
    """Give the flow a name that people know it by."""


class TextRefused(EditRefused):
    """This can't be read as a flow; nothing was changed."""

    def __init__(self, error: FlowTextError) -> None:
        super().__init__(str(error))
        self.problems = error.problems


class NoteMissing(StudioFault):
    """Say in a few words what changed; the note stays with the version."""


class ReasonMissing(StudioFault):
    """Say why it is right so; the reason stays with the flow."""


class NothingToRead(StudioFault):
    """There is nothing to read yet: choose a file, or paste its text."""


class FormExpired(StudioFault):
    """Nothing was done: since this page was opened you signed in or out, or the browser lost its cookies. Try again."""


class PasswordsDiffer(StudioFault):
    """The two passwords differ; write the same one twice."""


class SignInAstray(StudioFault):
    """This sign-in took too long, was used already, or began in another browser; begin it again."""


class ProviderFault(StudioFault):
    """Your identity provider can't be used at the moment; try again, or sign in by name and password."""


class StepRefused(StudioFault):
    """This can't happen here; the run is as it was."""


class SamplesUnreadable(StudioFault):
    """These sample messages can't be read: give a CSV with a column “text”, or one message a line."""


class CanvasMissing(StudioFault):
    """The canvas was not built: run `make setup`, or `python hatch_build.py` where there is no Makefile."""
