"""Who may do what: a row for every use of every service, every page, every route. What has no row fails a test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple

from flows import codec
from flows.scenario_model import Scenario
from flows.world import happenings as h
from runtime.store.audit import Search
from runtime.store.conversations import Wanted
from runtime.users.actor import Actor, Role
from studio.services import Services
from studio.services.sampling.reading import Samples
from studio.services.sandbox.model import Setup, Source
from tests.flows.build import NOW
from tests.studio import stage

FLOW, OTHER = "survey", "appointment"
"""Both are in `stage.SEED`, are published, and have one conversation."""
ASKED = codec.load_all(stage.SEED)[1]

About = Literal["flow", "all", "somewhere"]
"""With `FLOW`; with all of the installation; with any flow at all."""
Called = Callable[[Services, Actor], Any]


class Use(NamedTuple):
    """A use of a service: the least role, what it is asked for, and how it is used."""

    role: Role
    about: About
    call: Called


class Way(NamedTuple):
    """A page or route: the least role, what it is asked for; None for whoever comes."""

    role: Role | None
    about: About = "all"


def edit(services: Services, actor: Actor) -> Any:
    return services.editing.do(actor, FLOW, {"op": "lay_out"}, 1)


def publish(services: Services, actor: Actor) -> Any:
    return services.flows.publish(actor, FLOW, "The next one.")


def play(services: Services, actor: Actor) -> Any:
    return services.sandbox.do(actor, FLOW, h.Wait("1d"))


SCENARIO = Scenario(name="It is answered", steps=())
SETUP = Setup((Source(FLOW),), NOW)
BINDING = "b-survey"
USES: Mapping[str, Use] = {
    "account.change_password": Use("viewer", "all", lambda s, a: s.account.change_password(a, "c", None, "x" * 20)),
    "account.revoke": Use("viewer", "all", lambda s, a: s.account.revoke(a, "nobody's")),
    "account.view": Use("viewer", "all", lambda s, a: s.account.view(a, "c")),
    "audit_trail.export": Use("admin", "all", lambda s, a: s.audit_trail.export(a, Search())),
    "audit_trail.page": Use("admin", "all", lambda s, a: s.audit_trail.page(a, Search())),
    "audit_trail.people": Use("admin", "all", lambda s, a: s.audit_trail.people(a)),
    "beginnings.blank": Use("editor", "all", lambda s, a: s.beginnings.blank(a, "Complaints")),
    "beginnings.copy": Use("editor", "all", lambda s, a: s.beginnings.copy(a, FLOW, "Survey 2")),
    "beginnings.from_shipped": Use(
        "editor", "all", lambda s, a: s.beginnings.from_shipped(a, "payment_collection", "Dunning")
    ),
    "beginnings.shipped": Use("editor", "all", lambda s, a: s.beginnings.shipped(a)),
    "comparisons.of": Use("viewer", "flow", lambda s, a: s.comparisons.of(a, FLOW, 1, None)),
    "conversations.flow": Use("viewer", "flow", lambda s, a: s.conversations.flow(a, FLOW, 1)),
    "conversations.page": Use("viewer", "flow", lambda s, a: s.conversations.page(a, Wanted(FLOW))),
    "conversations.seen": Use("viewer", "flow", lambda s, a: s.conversations.seen(a, FLOW, BINDING)),
    "conversations.view": Use("viewer", "flow", lambda s, a: s.conversations.view(a, FLOW, BINDING)),
    "editing.can_redo": Use("viewer", "flow", lambda s, a: s.editing.can_redo(a, FLOW)),
    "editing.can_undo": Use("viewer", "flow", lambda s, a: s.editing.can_undo(a, FLOW)),
    "editing.do": Use("editor", "flow", edit),
    "editing.open": Use("viewer", "flow", lambda s, a: s.editing.open(a, FLOW)),
    "editing.redo": Use("editor", "flow", lambda s, a: s.editing.redo(a, FLOW)),
    "editing.undo": Use("editor", "flow", lambda s, a: s.editing.undo(a, FLOW)),
    "editing.watch": Use("viewer", "flow", lambda s, a: s.editing.watch(a, FLOW, lambda _: None)),
    "exploring.whole": Use("viewer", "flow", lambda s, a: s.exploring.whole(a, FLOW)),
    "flows.archive": Use("publisher", "flow", lambda s, a: s.flows.archive(a, FLOW)),
    "flows.as_draft": Use("editor", "flow", lambda s, a: s.flows.as_draft(a, FLOW, 1)),
    "flows.cards": Use("viewer", "all", lambda s, a: s.flows.cards(a)),
    "flows.edits_since": Use("viewer", "flow", lambda s, a: s.flows.edits_since(a, FLOW, 0)),
    "flows.file": Use("viewer", "flow", lambda s, a: s.flows.file(a, FLOW, None)),
    "flows.history": Use("viewer", "flow", lambda s, a: s.flows.history(a, FLOW)),
    "flows.make_current": Use("publisher", "flow", lambda s, a: s.flows.make_current(a, FLOW, 1)),
    "flows.picture": Use("viewer", "flow", lambda s, a: s.flows.picture(a, FLOW, "light", counted=True)),
    "flows.thumbnail": Use("viewer", "flow", lambda s, a: s.flows.thumbnail(a, FLOW, "light")),
    "flows.publish": Use("publisher", "flow", publish),
    "flows.standings": Use("viewer", "all", lambda s, a: s.flows.standings(a)),
    "flows.unarchive": Use("publisher", "flow", lambda s, a: s.flows.unarchive(a, FLOW)),
    "flows.view": Use("viewer", "flow", lambda s, a: s.flows.view(a, FLOW)),
    "imports.explain": Use("editor", "flow", lambda s, a: s.imports.explain(a, FLOW, stage.SEED)),
    "imports.keep": Use("editor", "flow", lambda s, a: s.imports.keep(a, [ASKED])),
    "imports.read": Use("editor", "somewhere", lambda s, a: s.imports.read(a, stage.SEED)),
    "keys.listing": Use("admin", "all", lambda s, a: s.keys.listing(a)),
    "keys.make": Use("admin", "all", lambda s, a: s.keys.make(a, "Shop", ("events",), None)),
    "keys.revoke": Use("admin", "all", lambda s, a: s.keys.revoke(a, "none")),
    "sampling.add_examples": Use("editor", "flow", lambda s, a: s.sampling.add_examples(a, FLOW, {"x": ["hi"]})),
    "sampling.classify": Use("viewer", "flow", lambda s, a: s.sampling.classify(a, FLOW, Samples(()))),
    "sampling.export": Use("viewer", "flow", lambda s, a: s.sampling.export(a, FLOW)),
    "sampling.kept": Use("viewer", "flow", lambda s, a: s.sampling.kept(a, FLOW)),
    "sampling.read": Use("viewer", "flow", lambda s, a: s.sampling.read(a, FLOW, "hello")),
    "sandbox.as_scenario": Use("viewer", "flow", lambda s, a: s.sandbox.as_scenario(a, FLOW, "")),
    "sandbox.compare": Use("viewer", "flow", lambda s, a: s.sandbox.compare(a, FLOW, "1", "2")),
    "sandbox.default_setup": Use("viewer", "flow", lambda s, a: s.sandbox.default_setup(a, FLOW)),
    "sandbox.do": Use("viewer", "flow", play),
    "sandbox.event_form": Use("viewer", "flow", lambda s, a: s.sandbox.event_form(a, FLOW)),
    "sandbox.flows": Use("viewer", "flow", lambda s, a: s.sandbox.flows(a, FLOW)),
    "sandbox.forks": Use("viewer", "flow", lambda s, a: s.sandbox.forks(a, FLOW)),
    "sandbox.go": Use("viewer", "flow", lambda s, a: s.sandbox.go(a, FLOW, "1")),
    "sandbox.look": Use("viewer", "flow", lambda s, a: s.sandbox.look(a, FLOW)),
    "sandbox.open": Use("viewer", "flow", lambda s, a: s.sandbox.open(a, FLOW)),
    "sandbox.open_at": Use("viewer", "flow", lambda s, a: s.sandbox.open_at(a, FLOW, SCENARIO, 0)),
    "sandbox.open_real": Use("viewer", "flow", lambda s, a: s.sandbox.open_real(a, FLOW, BINDING)),
    "sandbox.play": Use("viewer", "flow", lambda s, a: s.sandbox.play(a, FLOW)),
    "sandbox.replay_on": Use("viewer", "flow", lambda s, a: s.sandbox.replay_on(a, FLOW)),
    "sandbox.reset": Use("viewer", "flow", lambda s, a: s.sandbox.reset(a, FLOW)),
    "sandbox.set_up": Use("viewer", "flow", lambda s, a: s.sandbox.set_up(a, FLOW, SETUP)),
    "scenarios.duplicate": Use("editor", "flow", lambda s, a: s.scenarios.duplicate(a, FLOW, "None")),
    "scenarios.listing": Use("viewer", "flow", lambda s, a: s.scenarios.listing(a, FLOW)),
    "scenarios.play": Use("viewer", "flow", lambda s, a: s.scenarios.play(a, FLOW)),
    "scenarios.put": Use("editor", "flow", lambda s, a: s.scenarios.put(a, FLOW, SCENARIO, None)),
    "scenarios.remove": Use("editor", "flow", lambda s, a: s.scenarios.remove(a, FLOW, "None")),
    "scenarios.undo": Use("editor", "flow", lambda s, a: s.scenarios.undo(a, FLOW)),
    "standings.around": Use("viewer", "all", lambda s, a: s.standings.around(a)),
    "standings.of": Use("viewer", "flow", lambda s, a: s.standings.of(a, FLOW)),
    "standings.version": Use("viewer", "flow", lambda s, a: s.standings.version(a, FLOW, 1)),
    "trying.sentence": Use("viewer", "flow", lambda s, a: s.trying.sentence(a, ASKED, "hello", "en")),
    "users.change": Use("admin", "all", lambda s, a: s.users.change(a, "nobody", role="admin", grants={})),
    "users.disable": Use("admin", "all", lambda s, a: s.users.disable(a, "nobody")),
    "users.enable": Use("admin", "all", lambda s, a: s.users.enable(a, "nobody")),
    "users.invite": Use("admin", "all", lambda s, a: s.users.invite(a, "Zoe", None, "viewer", {})),
    "users.listing": Use("admin", "all", lambda s, a: s.users.listing(a)),
    "users.new_link": Use("admin", "all", lambda s, a: s.users.new_link(a, "nobody")),
    "users.rename": Use("admin", "all", lambda s, a: s.users.rename(a, "nobody", "Zed", None)),
    "users.revoke": Use("admin", "all", lambda s, a: s.users.revoke(a, "none")),
    "users.sessions": Use("admin", "all", lambda s, a: s.users.sessions(a, "nobody")),
}  # fmt: skip

OPEN_USES: Mapping[str, str] = {
    "arrangements.arrange": "lays out a flow that its caller was given already",
    "arrangements.missing": "looks at a flow that its caller was given already",
    "arrangements.of": "looks at a flow that its caller was given already",
    "audit_trail.refused": "notes that somebody was refused",
    "exploring.checked": "what `flows.publish` asks for, once it has asked for the role",
    "sessions.accept": "nobody is signed in yet",
    "sessions.actor": "says who somebody is",
    "sessions.begin": "nobody is signed in yet",
    "sessions.by_identity": "nobody is signed in yet",
    "sessions.comes_back_first": "nobody is signed in yet",
    "sessions.end": "whoever holds a session may end it",
    "sessions.link_for": "nobody is signed in yet",
    "sessions.refused": "nobody is signed in yet",
    "sessions.sign_in": "nobody is signed in yet",
    "trying.get_ready": "loads the detector of this machine",
    "trying.understand": "understands a sentence without looking at anything stored",
}
"""The uses that ask for no role, and why they needn't."""

PAGES_TABLE: Mapping[str, Way] = {
    "/": Way("viewer"),
    "/account": Way("viewer"),
    "/audit": Way("admin"),
    "/flows/{process_type}": Way("viewer", "flow"),
    "/flows/{process_type}/conversations/{binding_id}": Way("viewer", "flow"),
    "/flows/{process_type}/edit": Way("viewer", "flow"),
    "/flows/{process_type}/try": Way("viewer", "flow"),
    "/help": Way("viewer"),
    "/help/findings": Way("viewer"),
    "/help/findings/{code}": Way("viewer"),
    "/help/{name}": Way("viewer"),
    "/keys": Way("admin"),
    "/users": Way("admin"),
}

ROUTES: Mapping[str, Way] = {
    "GET /audit.csv": Way("admin"),
    "GET /flows/{process_type}/draft.yaml": Way("viewer", "flow"),
    "GET /flows/{process_type}/picture.svg": Way("viewer", "flow"),
    "GET /flows/{process_type}/thumbnail.svg": Way("viewer", "flow"),
    "GET /flows/{process_type}/versions/{number}.yaml": Way("viewer", "flow"),
    "GET /healthz": Way(None),
    "GET /join": Way(None),
    "GET /oidc/back": Way(None),
    "GET /oidc/start": Way(None),
    "GET /reset": Way(None),
    "GET /sign-in": Way(None),
    "MOUNT /styles": Way(None),
    "POST /account/password": Way("viewer"),
    "POST /join": Way(None),
    "POST /reset": Way(None),
    "POST /sign-in": Way(None),
    "POST /sign-in/link": Way(None),
    "POST /sign-out": Way(None),
}
