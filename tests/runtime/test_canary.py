"""Canaries: secrets and personal data that mean nothing, planted where everything fails, and looked for everywhere.

Where each may be found is written down here; anywhere else, in what there is now and in what is added, it fails.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
import warnings
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast

import pytest
from nicegui import ui
from nicegui.testing import User
from sqlmodel import Session, SQLModel

from flows.hearing import Hearing, Understanding
from runtime.app import App
from runtime.backend.backend import Backend
from runtime.channels import registry
from runtime.channels.base import Capabilities, Outgoing
from runtime.channels.chat.adapter import ChatAdapter
from runtime.errors import DeliveryError
from runtime.folder import open_folder
from runtime.installation import Installation
from runtime.queue.settings import Queue
from runtime.settings import load_settings
from runtime.store import audit, standings
from runtime.understanding.local import LocalDetector
from runtime.users.actor import Actor
from studio.cookies import SESSION
from studio.pages import PAGES
from studio.services import Services, services_on
from studio.services.users import Invitation
from studio.visit import StudioPage, Visit, add_page
from tests.door import Door, open_door
from tests.flows.build import after, clause, flow, on
from tests.runtime.ingress.asking import accepted, made_key, sent, started
from tests.runtime.ingress.routes import ROUTES as API_ROUTES
from tests.runtime.logged import logged
from tests.runtime.people import CHEAP
from tests.runtime.playing import publish
from tests.runtime.twice import Words
from tests.studio.conftest import kept_for_good, stranger
from tests.studio.plain_forms import HTML, look_and_send
from tests.studio.role_tables import ROUTES as STUDIO_ROUTES

__all__ = ["kept_for_good", "stranger"]

NAME = "Zorbina Quillfeather"
ADDRESS = "77 Canary Wharf Lane"
"""A field marked `pii`."""
FAX = "+44-20-5550-1234"
CARD = "4111-1111-1111-1234"
"""In what the customer writes."""
STRAY = "brambleweed-jelly"
"""In what nothing of ours asked for: payloads, broken bodies, unknown references."""
PERSONAL = (NAME, ADDRESS, FAX, CARD, STRAY)

KEPT: Mapping[str, frozenset[str]] = {
    "contact": frozenset({NAME}),
    "identity": frozenset({FAX}),
    "binding": frozenset({ADDRESS}),
    # As the outside told it: it is turned, and told again, from here.
    "change": frozenset({ADDRESS, CARD, STRAY}),
    # Values that a process was told; what was written is with the change alone.
    "history": frozenset({ADDRESS, STRAY}),
    "message": frozenset({NAME, CARD}),
    # To be carried out, and what failed to be tried again by hand.
    "outbox": frozenset({ADDRESS, NAME}),
    # The trail of where a message went.
    "delivery": frozenset({FAX}),
}
"""Which tables hold what of somebody, all others nothing; secrets stand in none."""

PASSWORD = "nine lanterns under the bridge"
WRONG = "eleven lanterns over the hedge"
SMTP = "smtp-canary-of-a-variable"

MOVING = flow(
    on("intent move", "open", None,
       {"type": "send_message", "message": "busy", "channel": ["fax"]},
       {"type": "send_message", "message": "sent", "channel": ["fax"]},
       id="moves", when={"any": [clause("event.message", "contains", "4111"), clause("data.address", "exists")]}),
    on("event weighed", "open", None,
       {"type": "set_data", "values": {"weight": "{{ event.weight }}"}},
       {"type": "update_backend", "operation": "weigh", "arguments": {"to": "{{ data.address }}"}}, id="weighed"),
    on(after("9d"), "open", "done", id="over"),
    process_type="moving", states=[{"id": "open", "enter": [{"type": "send_message", "message": "hello"}]}, "done"],
    data={
        "address": {"type": "string", "pii": True}, "weight": {"type": "number"},
        "order": {"type": "string", "reference": True},
    },
    intents={"move": {"slots": {"address": "string"}, "examples": ["I move"]}},
    messages={
        "hello": {"text": "Hello {{ contact.name }}"}, "busy": {"text": "BUSY: {{ data.address }}"},
        "sent": {"text": "We send it to {{ data.address }}."},
    },
)  # fmt: skip


class Fax:
    """A channel that tells of nobody, and of everybody when it breaks."""

    name = "fax"
    capabilities = Capabilities(text=1_000)

    def deliver(self, session: Session, outgoing: Outgoing) -> str:
        if "BUSY" in outgoing.content.text:
            raise DeliveryError("busy", "The line is busy.")
        if "Hello" in outgoing.content.text:
            return "fax-1"
        raise ValueError(f"{outgoing.address} won't take {outgoing.content.text}")


class Company(Backend):
    """A system whose errors repeat what it was asked."""

    async def call(self, operation: str, arguments: Mapping[str, Any], *, key: str) -> object:
        raise RuntimeError(f"{operation} {dict(arguments)}: {SMTP}")


class Hearsay(Words):
    """A detector that breaks on what it can't bear."""

    async def hear(self, text: str, hearing: Hearing, now: Any) -> Understanding:
        if "unbearable" in text:
            raise ValueError(f"can't understand {text!r}")
        return await super().hear(text, hearing, now)


@pytest.fixture
def detector() -> LocalDetector:
    return cast("LocalDetector", Hearsay())


@pytest.fixture
def installation(
    tmp_path: Path, migrated_file: Path, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> Installation:
    """With a settings file whose secret is a variable."""
    monkeypatch.chdir(tmp_path)
    Path("converse.yaml").write_text("channels: {email: {host: mail.example, password: '${SMTP_PHRASE}'}}\n")
    monkeypatch.setenv("SMTP_PHRASE", SMTP)
    monkeypatch.setenv("CONVERSE_REDIS_URL", redis_url)
    folder = open_folder(tmp_path / "data")
    shutil.copy(migrated_file, folder.database)
    return Installation(load_settings(), folder, folder.secrets())


@pytest.fixture
def services(app: App) -> Services:
    made = services_on(app.database, CHEAP)
    made.trying._load = cast("Any", Words)
    return made


@pytest.fixture
def fax(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(registry, "BUILT_IN", (Fax, ChatAdapter))
    registry.adapters.cache_clear()
    yield
    registry.adapters.cache_clear()


async def live(door: Door) -> dict[str, str]:
    """Two conversations in which everything fails that can; the ids of one."""
    one, other = [await started(door.api, moving(channel)) for channel in ("fax", "sms")]
    for number, text in enumerate(("unbearable", "move to my")):
        await door.turn()
        told = {"contact_id": one["contact_id"], "text": f"{text} {CARD}", "message_id": f"m-{number}"}
        await accepted(door.api, "messages/inbound", channel="sms", **told)
    weighed = {"binding_id": other["binding_id"], "payload": {"weight": STRAY}}
    await accepted(door.api, "events", event="weighed", event_id="e-1", **weighed)
    await door.turn()
    return {name: one[name] for name in ("binding_id", "conversation_id", "contact_id", "process_type")}


def moving(channel: str) -> dict[str, Any]:
    """What starts the process with somebody who is reached there."""
    contact = {"name": NAME, "identities": [{"channel": channel, "address": FAX}]}
    return {
        "process_type": "moving",
        "contact": contact,
        "data": {"address": ADDRESS, "order": f"A-{channel}"},
    }


async def knock(door: Door, monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    """Requests that are broken, and one that breaks us."""
    for content in (f"{{{STRAY}", f'{{"text": "{CARD}", "{STRAY}": 1}}', f'["{NAME}"]'):
        answer = await door.api.post(
            "/api/v1/messages/inbound", content=content, headers={"content-type": "application/json"}
        )
        assert 400 <= answer.status_code < 500
    unknown = {"field": "order", "value": STRAY}
    assert (
        await door.api.post("/api/v1/events", json={"event": "x", "event_id": "e", "reference": unknown})
    ).status_code == 404
    assert (await door.stranger.get("/api/v1/state-maps", headers=sent(f"{key}x"))).status_code == 401

    def broken(_session: object) -> None:
        raise ValueError(f"{NAME} of {FAX} with {key}")

    with monkeypatch.context() as patched:
        patched.setattr(standings, "entries", broken)
        assert (
            await door.stranger.get(f"/api/v1/state-maps?q={STRAY}", headers=sent(key))
        ).status_code == 500
    visitor = await door.visitor()
    async with door.chat(visitor) as chat:
        await chat.send(f"{{{CARD}")
        assert (await chat.hear())["code"] == "frame"


async def come_in(services: Services, browser: User) -> tuple[Invitation, str]:
    """A viewer joins by a link, then is wrong about their password: the link, and their session's cookie."""
    http = browser.http_client
    admin = Actor("root", "admin", id="root")
    invited = await services.users.invite(admin, "Vera", None, "viewer", {})
    joined = await look_and_send(http, f"/join?token={invited.token}", password=PASSWORD, again=PASSWORD)
    assert joined.status_code == 303
    cookie = http.cookies[SESSION]
    http.cookies.clear()
    for name, password in (("Vera", WRONG), (WRONG, PASSWORD), (PASSWORD, WRONG)):
        assert (await look_and_send(http, "/sign-in", name=name, password=password)).status_code in (401, 403)
    assert (await http.get(f"/reset?token={invited.token}", headers=HTML)).status_code == 401
    http.cookies.set(SESSION, cookie)
    return invited, cookie


def talk_too_much(installation: Installation, key: str, link: str, cookie: str) -> None:
    """What a library logs that means no harm."""
    log, own = logging.getLogger("a.library"), installation.secrets
    headers = {"authorization": f"Bearer {key}", "cookie": f"theme=dark; {SESSION}={cookie}"}
    log.warning("GET /join?token=%s, sent %s", link, headers)
    log.warning("form %s", {"name": "Vera", "password": PASSWORD, "again_password": WRONG})
    log.warning("redis://:%s@127.0.0.1/0: %s", own.redis_password, (key, cookie, link))
    log.error("%s didn't let %s in", "mail.example", SMTP, stack_info=True)
    log.error("made %s", own)
    log.error("made %s", asdict(own), exc_info=RuntimeError(own.storage_secret))
    warnings.warn(f"{own.token_secret} is old, {NAME}", UserWarning, stacklevel=1)


async def break_pages(services: Services, browser: User) -> None:
    """A page that can't be built, and a button that can't be pressed."""

    async def never(_visit: Visit) -> None:
        raise ValueError(f"{NAME} lives at {ADDRESS}")

    async def build(visit: Visit) -> None:
        async def press(_actor: Actor) -> None:
            raise RuntimeError(f"{NAME} wrote {CARD}")

        ui.button("Press", on_click=visit.acting(press))
        ui.button("Push", on_click=lambda: int(ADDRESS))

    add_page(StudioPage("/broken", never, "viewer"), services)
    add_page(StudioPage("/breaking", build, "viewer"), services)
    assert (await browser.http_client.get("/broken", headers=HTML)).status_code == 500
    await browser.open("/breaking")
    for name in ("Press", "Push"):
        browser.find(name).click()
    await asyncio.sleep(0.05)


@pytest.mark.slow
@pytest.mark.filterwarnings("default")
async def test_secrets_and_what_is_somebodys_stand_where_it_is_written_here_and_nowhere_else(
    app: App, fax: None, services: Services, stranger: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.backend = Company()
    await publish(app, MOVING)
    own, root = app.installation.secrets, Actor("root", "admin", id="root")
    async with open_door(app) as door:
        logging.getLogger("uvicorn.error").setLevel(logging.NOTSET)  # the door's own is silent
        with logged(app.installation.confidential()) as written:
            made = await services.keys.make(root, "Shop", ("flows:read",), None)
            ids = await live(door)
            await knock(door, monkeypatch, made.token)
            invited, cookie = await come_in(services, stranger)
            await break_pages(services, stranger)
            talk_too_much(app.installation, made.token, invited.token, cookie)
            secret = (
                made.token, invited.token, cookie, PASSWORD, WRONG, SMTP, own.api_key, own.redis_password,
                own.storage_secret, own.token_secret,
            )  # fmt: skip
            found = {
                **await answers(door, ids),
                **await pages(services, stranger, ids),
                **await kept_elsewhere(app),
                "the audit trail": "".join([part async for part in await exported(services, root)]),
            }
            found["the log"] = written()
            await services.users.change(root, invited.user_id, role="operator", grants={})
            seen = await shown(stranger, CONVERSATION.format(**ids))
        dead = (await door.api.get(f"/api/v1/state-bindings/{ids['binding_id']}")).text
    assert all(one in dead for one in (NAME, ADDRESS, FAX)), "nothing is proved where nothing was given up"
    for who_operates in (NAME, ADDRESS, CARD):
        assert who_operates in seen, "nothing is proved by pages that show nothing"
    for marker in EVERYTHING_FAILED:
        assert marker in found["the log"], "nothing is proved by what didn't happen"
    assert leaks(found, (*secret, *PERSONAL)) == []
    tables = await app.read(rows)
    assert leaks(tables, secret) == []
    assert {name: frozenset(one for one in PERSONAL if one in text) for name, text in tables.items()} == {
        name: KEPT.get(name, frozenset()) for name in tables
    }


CONVERSATION = "/flows/{process_type}/conversations/{binding_id}"
EVERYTHING_FAILED = (
    "the detector words failed", "could not be sent", "the backend failed at", "GET /api/v1/state-maps failed",
    "/broken could not be built", "an action in the studio failed", "ValueError",
    "a.library", "UserWarning",
)  # fmt: skip


def leaks(found: Mapping[str, str], canaries: Iterable[str]) -> list[str]:
    """What stands where it doesn't belong."""
    return [f"{canary} in {place}" for place, text in found.items() for canary in canaries if canary in text]


def rows(session: Session) -> dict[str, str]:
    """All that each table holds."""
    return {
        table.name: str(list(session.connection().execute(table.select())))
        for table in SQLModel.metadata.sorted_tables
    }


async def answers(door: Door, ids: Mapping[str, str]) -> dict[str, str]:
    """What every route of the API tells a key that may neither operate nor write messages."""
    low = sent((await made_key(door.app, "events", "flows:read", "flows:write")).token)
    asked = [
        (route.method, route.path.format(**ids), route.body and {**route.body, **_about(route.body, ids)})
        for route in API_ROUTES
    ]
    found = {}
    for method, path, body in (*asked, *_askance(ids)):
        answer = await door.stranger.request(method, path, json=body, headers=low)
        assert answer.status_code < 500
        found[f"the answer to {method} {path} {body}"] = answer.text + str(answer.headers)
    return found


def _askance(ids: Mapping[str, str]) -> Iterator[tuple[str, str, dict[str, Any] | None]]:
    """Questions that are wrong, or about somebody: nothing that was sent, carried out or given up shows."""
    targets: tuple[dict[str, Any], ...] = (
        *({name: ids[name]} for name in ("binding_id", "conversation_id", "contact_id")),
        *({name: "nobody"} for name in ("binding_id", "conversation_id", "contact_id")),
        *({"reference": {"field": field, "value": "A-fax"}} for field in ("order", "address", "name", "weight")),
        {}, {"binding_id": ids["binding_id"], "contact_id": ids["contact_id"]},
    )  # fmt: skip
    for number, target in enumerate(targets):
        yield "POST", "/api/v1/events", {"event": "seen", "event_id": f"askance-{number}", **target}
        yield "POST", "/api/v1/events", {"event": "weighed", "event_id": "e-1", **target}
        yield "POST", "/api/v1/context-change", {"kind": "event", "value": "seen", "payload": {}, **target}
        yield "POST", "/api/v1/context-change", {"kind": "intent", "value": "move", "payload": [], **target}
    for query in ("version=99", "version=x", "version=1&contact_id={contact_id}"):
        yield "GET", f"/api/v1/state-maps/moving?{query}".format(**ids), None
    for name in ("contact_id", "conversation_id", "process_type"):
        yield "GET", f"/api/v1/state-bindings?{name}={ids[name]}", None
    for place in ("contacts/{contact_id}", "conversations/{conversation_id}", "outbox", "deliveries"):
        yield "GET", f"/api/v1/{place}".format(**ids), None


def _about(body: Mapping[str, Any], ids: Mapping[str, str]) -> dict[str, str]:
    return {name: ids[name] for name in body if name in ids}


async def pages(services: Services, browser: User, ids: Mapping[str, str]) -> dict[str, str]:
    """What every page and file shows to a viewer, with a real conversation in the sandbox."""
    viewer = await services.sessions.actor(browser.http_client.cookies[SESSION])
    await services.sandbox.open_real(viewer, "moving", ids["binding_id"])
    files = [name.removeprefix("GET ") for name in STUDIO_ROUTES if name.startswith("GET ")]
    real = "/flows/{process_type}/try?version=1"
    named = {**ids, "number": 1, "name": "safety", "code": "trap-state"}
    paths = [path.format(**named) for path in (*(page.path for page in PAGES), real, *files)]
    return {f"the page {path}": await shown(browser, path) for path in paths}


async def shown(browser: User, path: str) -> str:
    """A page with what is filled in later."""
    answer = await browser.http_client.get(path, headers=HTML)
    if answer.headers.get("X-Nicegui-Content") != "page" or answer.status_code != 200:
        return answer.text
    client = await browser.open(path)
    await asyncio.sleep(0.2)
    return answer.text + str([(one._props, getattr(one, "text", "")) for one in client.elements.values()])


async def kept_elsewhere(app: App) -> dict[str, str]:
    """What lies in the queue, and in the data folder beside the database and the secrets."""
    found = {f"the queue's {key!r}": await _value(app.queue, key) async for key in app.queue.scan_iter()}
    folder = app.installation.folder
    for path in folder.path.rglob("*"):
        if path.is_file() and path != folder.secrets_file and not path.name.startswith(folder.database.name):
            found[f"the file {path.name}"] = path.read_bytes().decode(errors="replace")
    return found


async def _value(queue: Queue, key: bytes) -> str:
    kind = await queue.type(key)
    if kind == b"stream":
        return str(await queue.xrange(key))
    return str(await queue.zrange(key, 0, -1) if kind == b"zset" else await queue.get(key))


async def exported(services: Services, root: Actor) -> AsyncIterator[str]:
    return await services.audit_trail.export(root, audit.Search())
