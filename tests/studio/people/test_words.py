"""Roles, browsers and the audit trail in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from runtime.store.audit import ACTS, Act, Entry
from runtime.store.links import VALID
from runtime.users.actor import ROLES, Role
from studio.pages import users
from studio.panels.people.browser_words import browser_words
from studio.panels.people.role_words import CHOICES, GRANTED, grant_words, role_meaning, role_words
from studio.services.audit_words import GROUPS, SENTENCES, aside, choices, sentence

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
KIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
LINUX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
MAC = f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {KIT} Version/18.5 Safari/605.1.15"
WINDOWS = f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {KIT} Chrome/138.0.0.0 Safari/537.36"
ANDROID = f"Mozilla/5.0 (Linux; Android 10; K) {KIT} Chrome/138.0.0.0 Mobile Safari/537.36"
IPHONE = f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) {KIT} CriOS/138 Mobile"


def entry(
    act: str, detail: Mapping[str, Any] | None = None, object_id: str = "payment", kind: str = "flow"
) -> Entry:
    return Entry(1, AT, "Ana", "user", "192.0.2.7", act, kind, object_id, detail or {})


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (LINUX, "Firefox on Linux"),
        (MAC, "Safari on macOS"),
        (WINDOWS, "Chrome on Windows"),
        (f"{WINDOWS} Edg/138.0.0.0", "Edge on Windows"),
        (ANDROID, "Chrome on Android"),
        (IPHONE, "Chrome on iPhone"),
        ("curl/8.14.1", "curl"),
        ("Something on Windows", "A browser on Windows"),
        ("", "An unknown browser"),
    ],
)
def test_a_browser_is_told_by_what_it_says_of_itself(agent: str, words: str) -> None:
    assert browser_words(agent) == words


@pytest.mark.parametrize("role", CHOICES)
def test_every_role_has_a_name_and_a_meaning(role: Role | None) -> None:
    assert role_words(role)
    assert role_meaning(role).endswith(".")


def test_everybody_can_be_made_what_there_is_and_nobody_an_admin_of_one_flow() -> None:
    assert {role for role in CHOICES if role is not None} == set(ROLES)
    assert set(ROLES) - set(GRANTED) == {"admin"}


def test_grants_are_told_by_the_titles_of_flows() -> None:
    assert grant_words({"payment": "editor", "gone": "viewer"}, {"payment": "Payment"}) == [
        "Payment: editor",
        "gone: viewer",
    ]


def test_links_are_good_for_as_long_as_it_is_said() -> None:
    days, hours = VALID["invite"].days, VALID["reset"].total_seconds() / 3600
    assert {"invite": f"{days} days", "reset": "one hour" if hours == 1 else f"{hours} hours"} == users.VALID


@pytest.mark.parametrize("act", ACTS)
def test_every_act_has_a_sentence_and_can_be_searched_for(act: Act) -> None:
    assert "{" not in sentence(entry(act))
    assert aside(entry(act)) is not None
    assert act in choices()
    assert any(act.startswith(begins) for begins in GROUPS)


def test_nothing_else_has_a_sentence() -> None:
    assert set(SENTENCES) == set(ACTS)


@pytest.mark.parametrize(
    ("noted", "words", "more"),
    [
        (
            entry("flow.published", {"version": 3, "note": "Asks twice"}),
            "published version 3 of payment", "“Asks twice”",
        ),
        (
            entry("flow.made_current", {"version": 2, "before": 3}),
            "made version 2 of payment current again", "instead of version 3",
        ),
        (
            entry("user.role", {"name": "Bo", "from": None, "to": "admin"}),
            "changed the role of “Bo”", "from no role for all flows to admin",
        ),
        (
            entry("user.grant", {"name": "Bo", "process": "payment", "from": None, "to": "editor"}),
            "changed what “Bo” may do with payment", "from nothing to editor",
        ),
        (
            entry("user.invited", {"name": "Bo", "role": None, "grants": {"payment": "editor"}}),
            "invited “Bo”", "no role for all flows, editor of payment",
        ),
        (entry("session.began", {"by": "password"}), "signed in", "with a password"),
        (entry("session.revoked", {"user": "u1"}), "ended a session of “Bo”", ""),
        (
            entry("session.refused", {"why": "wrong_password"}, "u1"),
            "was refused at the sign-in", "as “Bo”, a wrong name or password",
        ),
        (
            entry("key.made", {"name": "Web shop", "scopes": ["events"], "expires_at": None}),
            "made the API key “Web shop”", "events; without an end",
        ),
        (entry("flow.made"), "made the flow payment", ""),
        (entry("flow.draft_replaced", {"rev": 2}), "replaced the draft of payment", ""),
        (
            entry("binding.started", {"process_type": "payment", "version": 3}, "b1", "binding"),
            "started payment for a contact", "version 3",
        ),
        (
            entry("binding.moved", {"kind": "manual", "value": "goto:closed"}, "b1", "binding"),
            "moved a conversation", "to the state “closed”",
        ),
        (
            entry("binding.moved", {"kind": "event", "value": "paid"}, "b1", "binding"),
            "moved a conversation", "with the event “paid”",
        ),
        (
            entry("binding.moved", {"kind": "timeout", "value": None}, "b1", "binding"),
            "moved a conversation", "with a check",
        ),
        (entry("user.password", {"name": "Bo"}, "u1", "user"), "set a new password for “Bo”", ""),
        (
            entry("key.made", {"name": "Web shop", "scopes": ["events"], "expires_at": "2026-05-31T09:00:00+00:00"}),
            "made the API key “Web shop”", "events; until Sun 31 May 2026, 09:00 UTC",
        ),
        (entry("settings.changed", {"changed": []}), "noted the settings it started with", "all are the defaults"),
        (
            entry("settings.changed", {"changed": ["llm.model", "studio.port"]}),
            "noted the settings it started with", "changed: llm.model, studio.port",
        ),
        (entry("audit.exported"), "exported the audit trail", "all of it"),
        (
            entry("audit.exported", {"act": "flow.", "actor": "Bo", "since": "2026-03-01 00:00:00+00:00"}),
            "exported the audit trail", "only “Flows”, by “Bo”, since Sun 1 Mar 2026, 00:00 UTC",
        ),
        (entry("contact.consent", {"opted_out": True}), "noted whether a contact wants messages", "opted out"),
        (
            entry("refused", {"what": "role"}, "/users", "page"),
            "was refused", "page /users: their role doesn't allow it",
        ),
        (
            entry("refused", {"what": "unknown_process"}, "/flows/payment", "page"),
            "was refused", "page /flows/payment: no flow that they may know of",
        ),
        (
            entry("refused", {"what": "change the password without the old one"}, "u1", "user"),
            "was refused", "user u1: change the password without the old one",
        ),
        (entry("flow.mended", {}), "flow.mended payment", ""),
    ],
)  # fmt: skip
def test_what_was_done_is_said_in_a_sentence(noted: Entry, words: str, more: str) -> None:
    names = {"u1": "Bo"}
    assert (sentence(noted, names), aside(noted, names)) == (words, more)


def test_what_people_typed_is_no_template() -> None:
    assert sentence(entry("user.disabled", {"name": "{id.__class__}"})) == "disabled “{id.__class__}”"
