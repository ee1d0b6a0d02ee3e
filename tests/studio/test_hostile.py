"""What customers and editors write stays text: on every page, in the picture, and in the source that shows it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, cast

import pytest
from nicegui import Client, ui
from nicegui.testing import User
from sqlmodel import Session

import studio
from flows import codec
from flows.model import Flow
from runtime.store import flows, keys, publishing, sessions, users
from runtime.store.session import Database
from runtime.users.actor import SYSTEM, Actor
from studio.cookies import SESSION
from studio.pages import PAGES
from studio.services import Services
from tests.flows.build import flow, on, says
from tests.runtime.twice import Words
from tests.studio.conversing import meet
from tests.studio.plain_forms import HTML

PLAIN = '<img src=x onerror=alert(1)><script>alert(2)</script>" onfocus="alert(3)" :title="alert(4)" \''
"""Breaks out of an element, an attribute, and NiceGUI's own way of writing properties."""
BRACES = PLAIN + "{{ constructor.constructor('alert(5)')() }}"
"""And is a template to Vue; to the language of flows as well, so that it can't stand in messages."""
RAW = ("<img src=x", "<script>alert")
SMUGGLED = ("onfocus", "onerror", ":title")

HOSTILE: Flow = flow(
    on(f"intent {PLAIN}", "open", "done", says(PLAIN), id=PLAIN),
    on(f"event {PLAIN}", "open", None, id=f"2{PLAIN}"),
    process_type="moving",
    title=BRACES,
    description=BRACES,
    states=[
        {"id": "open", "title": BRACES, "enter": [{"type": "send_message", "text": f"{PLAIN} {{{{ contact.name }}}}"}]},
        {"id": "done", "title": BRACES},
    ],
    data={"order": {"type": "string", "reference": True, "choices": [BRACES]}},
    intents={PLAIN: {"description": BRACES, "examples": [BRACES]}},
    messages={"hello": {"text": PLAIN}},
    scenarios=[{"name": BRACES, "steps": [{"say": BRACES}]}],
    accept=[{"finding": "unreachable-state", "at": "moving", "reason": BRACES}],
)  # fmt: skip


class There(NamedTuple):
    """Somebody with a hostile name, and what they may look at."""

    user: User
    binding_id: str


@pytest.fixture
async def there(stranger: User, services: Services, database: Database) -> There:
    """Everything that can be written is hostile: the flow, its notes, people, keys, and what a customer says."""
    services.trying._load = cast("Any", Words)
    admin = Actor(BRACES[:60], "admin")

    def work(session: Session) -> str:
        flows.save_draft(session, codec.from_json(codec.as_json(HOSTILE)), admin)
        publishing.publish(session, "moving", actor=admin, note=BRACES)
        keys.make(session, admin, PLAIN[:60], ("events",), None)
        user_id = users.invite(session, SYSTEM, PLAIN[:60], None, "admin", {"moving": "editor"}).user_id
        return sessions.begin(session, user_id, sessions.Browser("10.0.0.1", PLAIN))

    stranger.http_client.cookies.set(SESSION, await database.write(work))
    talk = await meet(database, BRACES)
    binding_id = await talk.start(order=BRACES)
    await talk.say(BRACES)
    return There(stranger, binding_id)


async def test_hostile_texts_are_texts_on_every_page_and_in_the_picture(there: There) -> None:
    for page in PAGES:
        address = page.path.format(
            process_type="moving", binding_id=there.binding_id, name="safety", code="trap-state"
        )
        answer = await there.user.http_client.get(address, headers=HTML)
        assert answer.status_code == 200, page.path
        assert not [raw for raw in RAW if raw in answer.text], page.path
        [client] = [one for one in Client.instances.values() if one.page.path == page.path]
        elements = list(client.elements.values())
        assert len(elements) > 10, page.path
        assert not [one for one in elements if set(SMUGGLED) & set(one.props)], page.path
        assert not [one for one in elements if isinstance(one, ui.html) and "alert" in one.content], page.path
    for name in ("picture", "thumbnail"):
        answer = await there.user.http_client.get(f"/flows/moving/{name}.svg")
        assert not [raw for raw in RAW if raw in answer.text]
        assert "default-src 'none'" in answer.headers["content-security-policy"]


# The source

ROOT = Path(studio.__file__).parent
ASSETS = ROOT.parent / "assets"
AS_CODE = re.compile(
    r"v-html|innerHTML|outerHTML|insertAdjacentHTML|document\.write|srcdoc|createContextualFragment"
)
CONSTANT = re.compile(r"_?[A-Z][A-Z_]*$")
PARSED = (
    "props",
    "style",
    "add_slot",
    "run_javascript",
    "add_head_html",
    "add_body_html",
    "html",
    "markdown",
)
"""What NiceGUI or the browser reads as code, markup or properties."""

PUT_IN: Mapping[str, str] = {
    "frame.py: address": "a page's own route",
    "pages/editor.py: 'true' if name == view else 'false'": "",
    "pages/editor.py: VIEWS[view][0]": "a table of words",
    "pages/flow.py: address": "begins with a process type",
    "pages/flow.py: self._view.process_type": "small letters, digits and _",
    "pages/help.py: address": "of our own list of pages",
    "panels/drawer.py: words": "a table of words",
    "panels/editor_bar.py: bench.process_type": "small letters, digits and _",
    "panels/editor_bar.py: words": "the bar's own words",
    "panels/entries/shelf.py: 'true' if name == self._chosen else 'false'": "",
    "panels/entries/try_sentence.py: score": "a number",
    "panels/inspector/controls.py: wait_ms": "a number",
    "panels/listing.py: tag": "an element's name",
    "panels/new_flow_dialog.py: str(chosen).lower()": "true or false",
    "panels/palette.py: piece.hint": "a table of words",
    "panels/panes.py: self._name": "a cookie's name",
    "panels/panes.py: value": "names of panes",
    "panels/people/password_form.py: name": "a field of the form",
    "panels/people/password_form.py: purpose": "a field of the form",
    "panels/people/password_form.py: shortest": "a number",
    "panels/sandbox/bar.py: bench.process_type": "small letters, digits and _",
    "panels/sandbox/bar.py: words": "the bar's own words",
    "panels/sandbox/drawer.py: words": "a table of words",
    "panels/sandbox/samples_table.py: name": "a column of the table",
    "panels/sandbox/scenario_form.py: 'true' if self._opened == number else 'false'": "",
    "panels/sandbox/scenario_form.py: words": "the form's own words",
    "panels/sandbox/scenario_step.py: EXPECTATIONS[name]": "a table of words",
    "panels/sandbox/value_inputs.py: _TYPES.get(field.type, 'text')": "a table of words",
    "theme.py: 'light dark' if choice == 'system' else choice": "one of three words",
    "theme.py: choice": "one of three words",
}
"""All that is put into such a text, and why it can't be anybody's: what people wrote goes in as a value."""


def put_in() -> Iterator[str]:
    for file in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in PARSED
            ):
                given: list[Any] = [*node.args, *(keyword.value for keyword in node.keywords)]
                for part in (part for one in given for part in ast.walk(one)):
                    if isinstance(part, ast.FormattedValue) and not CONSTANT.match(ast.unparse(part.value)):
                        yield f"{file.relative_to(ROOT).as_posix()}: {ast.unparse(part.value)}"


def test_nothing_that_people_write_is_put_into_markup_or_properties() -> None:
    assert sorted(set(put_in())) == sorted(PUT_IN)


def test_no_source_makes_markup_of_a_text() -> None:
    folders = (ROOT, ASSETS / "widget", ASSETS / "canvas" / "src")
    files = [
        file
        for folder in folders
        for file in folder.rglob("*")
        if file.suffix in (".py", ".js", ".mjs", ".vue")
    ]
    assert len(files) > 200
    assert not [file.name for file in files if AS_CODE.search(file.read_text())]
