"""The audit trail in words: for each act, what follows the name of who did it.

Every value that stands in a sentence is text that somebody typed: show it as text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from flows.changes import GOTO
from flows.words import readable
from runtime.store.audit import Act, Entry
from studio.words import moment

Names = Mapping[str, str]
"""What users and keys are called now, by id."""
NOBODY: Names = MappingProxyType({})

SENTENCES: Mapping[Act, str] = {
    "flow.made": "made the flow {id}",
    "flow.draft_replaced": "replaced the draft of {id}",
    "flow.published": "published version {version} of {id}",
    "flow.made_current": "made version {version} of {id} current again",
    "flow.archived": "archived {id}",
    "flow.unarchived": "took {id} out of the archive",
    "binding.started": "started {process_type} for a contact",
    "binding.moved": "moved a conversation",
    "contact.consent": "noted whether a contact wants messages",
    "user.invited": "invited “{name}”",
    "user.joined": "joined",
    "user.renamed": "renamed “{from}” to “{to}”",
    "user.role": "changed the role of “{name}”",
    "user.grant": "changed what “{name}” may do with {process}",
    "user.disabled": "disabled “{name}”",
    "user.enabled": "enabled “{name}” again",
    "user.linked": "made another invitation for “{name}”",
    "user.reset_link": "made a link for a new password of “{name}”",
    "user.signin_link": "made a sign-in link for “{name}”",
    "user.password": "set a new password for “{name}”",
    "user.identity": "signed in with the identity provider for the first time",
    "session.began": "signed in",
    "session.ended": "signed out",
    "session.revoked": "ended a session of “{user}”",
    "session.refused": "was refused at the sign-in",
    "key.made": "made the API key “{name}”",
    "key.revoked": "revoked the API key “{name}”",
    "key.refused": "was refused with an API key",
    "settings.changed": "noted the settings it started with",
    "audit.exported": "exported the audit trail",
    "refused": "was refused",
}  # fmt: skip
"""With the names of what is in the detail; `id` is what it was done to."""

GROUPS: Mapping[str, str] = {
    "flow.": "Flows", "binding.": "Conversations", "contact.": "Consent", "user.": "Users",
    "session.": "Sign-ins and sessions", "key.": "API keys", "settings.": "Settings", "audit.": "Exports",
    "refused": "Refused acts",
}  # fmt: skip
"""Kinds of acts by how they begin, as a search of the trail wants it."""

_BEGAN: Mapping[str, str] = {
    "link": "with a sign-in link", "password": "with a password", "invite": "with an invitation",
    "reset": "with a link for a new password", "oidc": "with the identity provider",
}  # fmt: skip
_NOT_LET_IN: Mapping[str, str] = {
    "wrong_password": "a wrong name or password", "too_many": "too many tries", "user_disabled": "disabled",
    "link_spent": "a link that was used already or is too old", "name_taken": "the address is another user's",
    "oidc": "by the identity provider, or by what it said", "not_allowed": "not invited",
    "sign_in": "on a page whose session had ended",
}  # fmt: skip
_REFUSED: Mapping[str, str] = {
    "role": "their role doesn't allow it", "unknown_process": "no flow that they may know of",
}  # fmt: skip
_HAPPENED: Mapping[str, str] = {
    "intent": "with the intent", "event": "with the event", "timeout": "with the check", "action": "with the action",
    "manual": "by hand:",
}  # fmt: skip
_ASKED: Mapping[str, str] = {
    "text": "with", "act": "only", "actor": "by", "since": "since", "until": "until",
}  # fmt: skip
_NOTHING = "no role for all flows"


def sentence(entry: Entry, names: Names = NOBODY) -> str:
    """What was done, after the name of who did it: “published version 3 of payment_collection”."""
    template = next((words for act, words in SENTENCES.items() if act == entry.act), None)
    if template is None:  # noted by a newer version
        return f"{entry.act} {entry.object_id}".strip()
    detail = {name: str(value) for name, value in entry.detail.items()}
    if "user" in detail:
        detail["user"] = names.get(detail["user"], "somebody")
    return template.format_map(_Facts(detail, id=entry.object_id))


def aside(entry: Entry, names: Names = NOBODY) -> str:
    """What else there is to say about it; often nothing."""
    if entry.act in ("session.refused", "key.refused"):
        return _not_let_in(entry, names)
    more = _ASIDES.get(entry.act)
    return "" if more is None else more(entry)


def choices() -> dict[str, str]:
    """What a trail can be searched for: each kind of acts, and below it the acts themselves, by `Search.act`."""
    offered: dict[str, str] = {}
    for begins, words in GROUPS.items():
        offered[begins] = words
        for act, template in SENTENCES.items():
            if act.startswith(begins) and act != begins:
                offered[act] = f"\u2003{template.format_map(_Facts())}"
    return offered


class _Facts(dict[str, Any]):
    """What an older or a newer version left out is an ellipsis."""

    def __missing__(self, key: str) -> str:
        return "…"


def _published(entry: Entry) -> str:
    note = str(entry.detail.get("note") or "")
    return f"“{note}”" if note else ""


def _made_current(entry: Entry) -> str:
    before = entry.detail.get("before")
    return f"instead of version {before}" if before is not None else ""


def _invited(entry: Entry) -> str:
    grants = entry.detail.get("grants") or {}
    parts = [
        entry.detail.get("role") or _NOTHING,
        *(f"{role} of {process}" for process, role in grants.items()),
    ]
    return ", ".join(parts)


def _changed(entry: Entry) -> str:
    before, after = (entry.detail.get(name) for name in ("from", "to"))
    return f"from {before or 'nothing'} to {after or 'nothing'}"


def _role(entry: Entry) -> str:
    before, after = (entry.detail.get(name) or _NOTHING for name in ("from", "to"))
    return f"from {before} to {after}"


def _renamed(entry: Entry) -> str:
    return "with another email" if entry.detail.get("email_changed") else ""


def _began(entry: Entry) -> str:
    return _BEGAN.get(str(entry.detail.get("by")), "")


def _not_let_in(entry: Entry, names: Names) -> str:
    why = _NOT_LET_IN.get(str(entry.detail.get("why")), "")
    whose = names.get(entry.object_id)
    return ", ".join(filter(None, (f"as “{whose}”" if whose else "", why)))


def _started(entry: Entry) -> str:
    version = entry.detail.get("version")
    return f"version {version}" if version is not None else ""


def _moved(entry: Entry) -> str:
    kind, value = str(entry.detail.get("kind") or ""), entry.detail.get("value")
    if value is None:  # only checks come without a name
        return "with a check"
    if kind == "manual" and str(value).startswith(GOTO):
        return f"to the state “{value.removeprefix(GOTO)}”"
    return f"{_HAPPENED.get(kind, kind)} “{value}”"


def _exported(entry: Entry) -> str:
    parts = (f"{_ASKED.get(name, name)} {_asked(name, str(value))}" for name, value in entry.detail.items())
    return ", ".join(parts) or "all of it"


def _asked(name: str, value: str) -> str:
    match name:
        case "since" | "until":
            return _utc(value)
        case "act":
            return f"“{choices().get(value, value).strip()}”"
    return f"“{value}”"


def _utc(at: str) -> str:
    return f"{moment(datetime.fromisoformat(at), UTC)} UTC"


def _made_key(entry: Entry) -> str:
    scopes = ", ".join(entry.detail.get("scopes") or ())
    expires = entry.detail.get("expires_at")
    return f"{scopes}; {f'until {_utc(expires)}' if expires else 'without an end'}"


def _consent(entry: Entry) -> str:
    return "opted out" if entry.detail.get("opted_out") else "opted in again"


def _settings(entry: Entry) -> str:
    changed = ", ".join(map(str, entry.detail.get("changed") or ()))
    return f"changed: {changed}" if changed else "all are the defaults"


def _refused(entry: Entry) -> str:
    scopes = entry.detail.get("scopes")
    what = str(entry.detail.get("what") or "")
    needs = f"needs the scope {' or '.join(scopes)}" if scopes else _REFUSED.get(what, what)
    return ": ".join(filter(None, (f"{readable(entry.kind)} {entry.object_id}", needs)))


_ASIDES: Mapping[str, Callable[[Entry], str]] = {
    "flow.published": _published,
    "flow.made_current": _made_current,
    "binding.started": _started,
    "binding.moved": _moved,
    "contact.consent": _consent,
    "user.invited": _invited,
    "user.renamed": _renamed,
    "user.role": _role,
    "user.grant": _changed,
    "session.began": _began,
    "key.made": _made_key,
    "settings.changed": _settings,
    "audit.exported": _exported,
    "refused": _refused,
}
