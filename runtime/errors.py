"""Every error of the runtime; each says what a person can do.

RuntimeFault
├── SettingsError            converse.yaml or the environment can't be used
│   ├── DatabaseUnsupported
│   └── UnguardedBind        the studio where others reach it, and nobody who can sign in
├── FolderError              the data folder can't be used
│   ├── FolderTooNew         it was written by a newer version
│   └── FolderInUse          another `converse up` runs on it
├── Misused                  a command line that can't be read
├── PortTaken                carries the flag that chooses another
├── QueueUnavailable         no Redis or Valkey answers
├── NotFound                 nothing of that id, or nothing this caller may know of
│   ├── UnknownProcess
│   │   └── HiddenProcess     there is one, which this actor may not know of
│   ├── UnknownVersion
│   ├── UnknownContact
│   ├── UnknownConversation
│   ├── UnknownBinding
│   ├── UnknownUser
│   ├── UnknownKey
│   └── UnknownSession
├── Refused                  the request can't be done as it stands
│   ├── InvalidRequest
│   ├── UnknownTarget        a state the flow doesn't have
│   ├── NotPublished
│   ├── Archived             the flow starts nothing new
│   ├── WeakPassword         too short, too common, or made of the name
│   ├── InvalidUser          a name or an address that can't be one
│   ├── InvalidKey           an API key as it can't be made
│   ├── LastAdmin            nobody could let anybody in any more
│   └── PublishRefused       the draft has errors; carries the findings
├── Conflict
│   ├── DraftMoved           a draft that was stored anew meanwhile
│   ├── KeyTaken             an open binding has this key already
│   ├── NameTaken            another user's
│   └── Ambiguous            a reference that fits several contacts
├── NotAllowed
│   ├── SignInNeeded
│   │   └── LinkSpent        a one-time link that was used, replaced, or is too old
│   ├── WrongPassword        or a name that nobody has: it isn't said which
│   ├── UserDisabled         somebody who proved who they are, and may not come in
│   ├── KeyNeeded            no API key, or a wrong one
│   ├── BadToken             a chat token that is forged, expired or somebody else's
│   ├── ScopeMissing         the API key may not do this
│   └── RoleTooLow
├── TooMany                  a rate limit; carries seconds to wait
├── WeightsError             the language model of this machine can't be used
│   ├── WeightsUnavailable   it could not be fetched at set-up
│   └── WeightsDamaged       its files are not those that set-up made
└── DeliveryError            one attempt failed; retryable or not, with a code
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flows.findings.finding import Finding


class RuntimeFault(Exception):
    """Something went wrong while running flows."""

    code = "fault"
    """The machine's word for it, in problem+json."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (self.__doc__ or "").strip())


class SettingsError(RuntimeFault):
    """The settings can't be used."""

    code = "settings"


class DatabaseUnsupported(SettingsError):
    """This version keeps its data in SQLite: leave `database.url` out, or write sqlite:///path."""


class UnguardedBind(SettingsError):
    """The studio would listen where others reach it, and nobody can sign in there yet."""


class FolderError(RuntimeFault):
    """The data folder can't be used."""

    code = "folder"


class FolderTooNew(FolderError):
    """This data folder was written by a newer version; install that version, or name another folder with --data."""


class FolderInUse(FolderError):
    """Another `converse up` runs on this data folder; stop it, or name another folder with --data."""


class Misused(RuntimeFault):
    """This command can't be read; --help says what can be written."""

    code = "usage"


class PortTaken(RuntimeFault):
    """A port is taken by another program."""

    code = "port_taken"


class QueueUnavailable(RuntimeFault):
    """The queue's server doesn't answer."""

    code = "queue_unavailable"


class NotFound(RuntimeFault):
    """There is nothing of that name."""

    code = "not_found"


class UnknownProcess(NotFound):
    """There is no such flow."""

    code = "unknown_process"


class HiddenProcess(UnknownProcess):
    """There is no such flow."""


class UnknownVersion(NotFound):
    """The flow has no such version."""

    code = "unknown_version"


class UnknownContact(NotFound):
    """There is no such contact."""

    code = "unknown_contact"


class UnknownConversation(NotFound):
    """There is no such conversation."""

    code = "unknown_conversation"


class UnknownBinding(NotFound):
    """There is no such binding."""

    code = "unknown_binding"


class UnknownUser(NotFound):
    """There is no such user."""

    code = "unknown_user"


class UnknownKey(NotFound):
    """There is no such key."""

    code = "unknown_key"


class UnknownSession(NotFound):
    """There is no such session."""

    code = "unknown_session"


class Refused(RuntimeFault):
    """This can't be done as it stands."""

    code = "refused"


class InvalidRequest(Refused):
    """The request doesn't fit its contract."""

    code = "invalid_request"


class UnknownTarget(Refused):
    """The flow has no such state."""

    code = "unknown_state"


class NotPublished(Refused):
    """This process has no published version yet; publish it first."""

    code = "not_published"


class Archived(Refused):
    """This flow is archived and starts nothing new; take it out of the archive first."""

    code = "archived"


class WeakPassword(Refused):
    """This password is too easy to guess; take a longer one."""

    code = "weak_password"


class InvalidUser(Refused):
    """A user needs a name."""

    code = "invalid_user"


class InvalidKey(Refused):
    """A key needs a name and at least one scope."""

    code = "invalid_key"


class LastAdmin(Refused):
    """This is the last admin who can sign in; make another one first."""

    code = "last_admin"


class PublishRefused(Refused):
    """The draft has errors and can't be published."""

    code = "publish_refused"

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        count = sum(finding.severity == "error" for finding in self.findings)
        super().__init__(f"The draft has {count} error{'' if count == 1 else 's'} and can't be published.")


class Conflict(RuntimeFault):
    """This contradicts what is stored."""

    code = "conflict"


class DraftMoved(Conflict):
    """The draft was changed meanwhile; look at it again."""

    code = "draft_moved"


class KeyTaken(Conflict):
    """An open process has this key already."""

    code = "key_taken"


class NameTaken(Conflict):
    """Somebody has this name already; take another one."""

    code = "name_taken"


class Ambiguous(Conflict):
    """Several contacts fit; name the contact or the binding."""

    code = "ambiguous"


class NotAllowed(RuntimeFault):
    """This is not allowed."""

    code = "not_allowed"


class SignInNeeded(NotAllowed):
    """Sign in first; `converse signin-link` makes a link."""

    code = "sign_in"


class LinkSpent(SignInNeeded):
    """This link was used already, replaced by a newer one, or is too old; ask for a new one."""

    code = "link_spent"


class WrongPassword(NotAllowed):
    """This name and this password don't go together."""

    code = "wrong_password"


class UserDisabled(NotAllowed):
    """You may not sign in any more; an admin can enable you again."""

    code = "user_disabled"


class KeyNeeded(NotAllowed):
    """This needs an API key that is valid: send `Authorization: Bearer …`."""

    code = "key_needed"


class BadToken(NotAllowed):
    """This chat token is not valid, or no longer; ask for a new one."""

    code = "bad_token"


class ScopeMissing(NotAllowed):
    """This key may not do that; an admin can make one with the scope that it needs."""

    code = "scope"


class RoleTooLow(NotAllowed):
    """Your role doesn't allow this."""

    code = "role"


class TooMany(RuntimeFault):
    """Too many requests; try again in a while."""

    code = "too_many"

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Too many requests; try again in {seconds} s.")
        self.seconds = seconds


class WeightsError(RuntimeFault):
    """The language model of this machine can't be used."""

    code = "weights"


class WeightsUnavailable(WeightsError):
    """The language model could not be fetched; check the network and run `make setup` again."""

    code = "weights_unavailable"


class WeightsDamaged(WeightsError):
    """The language model's files are not those that set-up made; run `python -m runtime.understanding.weights`."""

    code = "weights_damaged"


class DeliveryError(RuntimeFault):
    """An attempt to deliver failed."""

    code = "delivery"

    def __init__(self, code: str, detail: str = "", *, retryable: bool = False) -> None:
        super().__init__(detail or code)
        self.code = code
        self.detail = detail
        self.retryable = retryable
