"""The editor's page, as the person who uses it; the canvas is simulated: its gestures come in, patches go out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from nicegui import ui
from nicegui.testing import User

from flows import codec
from flows.model import Flow
from runtime.store import flows, sessions
from runtime.store.session import Database
from runtime.users.actor import Actor
from studio.canvas.state_canvas import StateCanvas
from studio.cookies import SESSION
from studio.panels import panes
from studio.panels.find import Find
from studio.panels.keys import EVERYWHERE, Keys
from studio.panels.outline import Outline
from studio.panels.palette import STATES, TRIGGERS
from studio.services import Services
from tests.studio import stage

PATH = "/flows/survey/edit"
SOMEBODY = Actor("Ben", "editor")
ED = Actor("Ed", "editor")


class Sent:
    """What a canvas was told."""

    def __init__(self, canvas: StateCanvas, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls: list[tuple[str, tuple[Any, ...]]] = []
        monkeypatch.setattr(canvas, "run_method", lambda name, *args, **_: self.calls.append((name, args)))

    def last(self, name: str) -> Any:
        """The arguments of the latest call of this method."""
        return next((args for called, args in reversed(self.calls) if called == name), None)


async def until(holds: Callable[[], bool]) -> None:
    for _ in range(400):
        if holds():
            return
        await asyncio.sleep(0.02)
    raise TimeoutError


@pytest.fixture
async def canvas(user: User, database: Database) -> StateCanvas:
    """The editor is open on a flow of two states."""
    await database.write(lambda session: flows.save_draft(session, codec.load_all(stage.SEED)[1], ED))
    await user.open(PATH)
    await user.should_see("Outline", retries=100)  # on a busy machine the map follows the page
    [element] = user.find(StateCanvas).elements
    return element


async def draft(database: Database) -> Flow:
    flow = await database.read(lambda session: flows.draft(session, "survey"))
    assert flow is not None
    return flow


async def titles(database: Database) -> list[str]:
    return [state.name for state in (await draft(database)).states]


async def test_the_map_is_shown_with_all_around_it(user: User, canvas: StateCanvas) -> None:
    assert [node["title"] for node in canvas.props["document"]["nodes"]] == ["Asked", "Answered"]
    for words in ("Survey", "Draft", "Saved", "Map", "Messages", "Outline", "Problems", "Versions", "YAML"):
        await user.should_see(words)


async def test_a_gesture_is_stored_and_shown(
    user: User, canvas: StateCanvas, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = Sent(canvas, monkeypatch)
    user.find(StateCanvas).trigger(
        "ops", [{"op": "add_state", "title": "Thanked", "at": [300, 80], "from_state": "asked"}]
    )
    await until(lambda: sent.last("patch") is not None)
    [change] = sent.last("patch")
    assert [node["title"] for node in change["upsert_nodes"]] == ["Thanked"]
    assert [(edge["source"], edge["target"]) for edge in change["upsert_edges"]] == [("asked", "thanked")]
    assert await titles(database) == ["Asked", "Answered", "Thanked"]


async def test_what_was_just_connected_is_opened_to_be_filled_in(user: User, canvas: StateCanvas) -> None:
    user.find(StateCanvas).trigger("ops", [{"op": "connect", "source": "asked", "target": "asked"}])
    await user.should_see("Asked → Asked")


async def test_what_is_refused_snaps_back_and_says_why(
    user: User, canvas: StateCanvas, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = Sent(canvas, monkeypatch)
    user.find(StateCanvas).trigger("ops", [{"op": "rename_state", "state": "nobody", "title": "X"}])
    await until(lambda: sent.last("restore") is not None)
    await user.should_see("There is no state “nobody”")
    user.find(StateCanvas).trigger("ops", [{"op": "drop_database"}, 7, None])
    await until(lambda: sum(name == "restore" for name, _ in sent.calls) == 2)
    assert await titles(database) == ["Asked", "Answered"]


async def test_undo_and_redo_by_their_buttons(user: User, canvas: StateCanvas, database: Database) -> None:
    user.find(StateCanvas).trigger(
        "ops", [{"op": "rename_state", "state": "asked", "title": "Question sent"}]
    )
    [undo] = user.find(marker="undo").elements
    assert isinstance(undo, ui.button)
    await until(lambda: undo.enabled)
    assert undo.props["title"] == "Undo (Ctrl+Z): Rename “Asked”"
    user.find(marker="undo").click()
    await user.should_see("Asked")
    await until(lambda: not undo.enabled)
    assert await titles(database) == ["Asked", "Answered"]
    user.find(marker="redo").click()
    await until(lambda: undo.enabled)
    assert await titles(database) == ["Question sent", "Answered"]


async def test_who_moves_one_state_means_the_others_to_stay(
    user: User, canvas: StateCanvas, database: Database
) -> None:
    user.find(StateCanvas).trigger("ops", [{"op": "move_states", "positions": {"asked": [0, 400]}}])
    [undo] = user.find(marker="undo").elements
    assert isinstance(undo, ui.button)
    await until(lambda: undo.enabled)
    placed = (await draft(database)).layout.states
    assert placed["asked"] == (0.0, 400.0)
    assert set(placed) == {"asked", "answered"}


async def test_the_palette_offers_the_next_step_of_what_is_selected(
    user: User, canvas: StateCanvas, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = Sent(canvas, monkeypatch)
    user.find(marker="add-timeout").click()
    await user.should_see("Select the state it leads on from")
    user.find(StateCanvas).trigger("select", {"states": ["asked"], "transitions": []})
    await user.should_see("Next step from “Asked”")
    user.find(marker="add-timeout").click()
    await until(lambda: sent.last("add") is not None)
    assert sent.last("add") == ({"terminal": False, "trigger": {"type": "timeout", "after": "2d"}},)
    user.find(marker="add-end").click()
    await until(lambda: sent.last("add")[0]["terminal"])


@pytest.mark.usefixtures("canvas")
async def test_each_piece_of_the_palette_has_its_own_sign(user: User) -> None:
    for kind in (piece.kind for piece in (*STATES, *TRIGGERS)):
        (piece,) = user.find(marker=f"add-{kind}").elements
        sign, _ = piece.default_slot.children
        assert f"dot-{kind}" in sign.classes


async def test_an_end_from_the_palette_is_one_step_to_undo(
    user: User, canvas: StateCanvas, database: Database
) -> None:
    op = {"op": "add_state", "title": "Given up", "at": [400, 80], "from_state": "asked", "terminal": True}
    user.find(StateCanvas).trigger("ops", [op])
    [undo] = user.find(marker="undo").elements
    assert isinstance(undo, ui.button)
    await until(lambda: undo.enabled)
    assert "given_up" in (await draft(database)).terminal_states
    user.find(marker="undo").click()
    await until(lambda: not undo.enabled)
    assert await draft(database) == codec.load_all(stage.SEED)[1]


async def test_what_is_pasted_covers_nothing(user: User, canvas: StateCanvas, database: Database) -> None:
    await asyncio.sleep(0.1)
    asked = canvas.props["document"]["nodes"][0]
    user.find(StateCanvas).trigger("command", {"name": "copy", "states": ["asked"], "transitions": []})
    user.find(StateCanvas).trigger("command", {"name": "paste", "at": [asked["x"], asked["y"]]})
    [undo] = user.find(marker="undo").elements
    assert isinstance(undo, ui.button)
    await until(lambda: undo.enabled)
    [x, y] = (await draft(database)).layout.states["asked_2"]
    assert x == asked["x"]
    assert y >= asked["y"] + asked["h"]


async def test_the_drawer_opens_closed_and_is_remembered(
    user: User, canvas: StateCanvas, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    monkeypatch.setattr(ui, "run_javascript", written.append)
    [editor] = (one for one in user.find(ui.element).elements if "editor" in one.classes)
    assert "no-drawer" in editor.classes
    user.find(marker="toggle-drawer").click()
    assert "no-drawer" not in editor.classes
    assert panes.away(written[-1].split("=")[2].split(";")[0]) == set()


async def test_a_flow_with_errors_opens_with_them(user: User, database: Database) -> None:
    text = codec.dump(codec.load_all(stage.SEED)[1]).replace("- answered", "- answered\n  - lost", 1)
    await database.write(lambda session: flows.save_draft(session, codec.load(text), ED))
    await user.open(PATH)
    await user.should_see("Outline", retries=100)
    [editor] = (one for one in user.find(ui.element).elements if "editor" in one.classes)
    await until(lambda: "no-drawer" not in editor.classes)


async def test_the_outline_does_what_the_canvas_does(
    user: User, canvas: StateCanvas, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = Sent(canvas, monkeypatch)
    user.find(Outline).trigger("go", {"state": "answered"})
    await until(lambda: sent.last("select") is not None)
    assert sent.last("select") == (["answered"], [], True)
    user.find(Outline).trigger("rename", {"state": "answered", "title": "Done"})
    await until(lambda: sent.last("patch") is not None)
    user.find(Outline).trigger(
        "act", {"name": "delete", "state": "asked", "transition": "asked-answers-answered"}
    )
    await until(lambda: sent.last("patch")[0]["remove_edges"] == ["asked-answers-answered@asked"])
    assert (await draft(database)).transitions == ()
    assert (await titles(database))[1] == "Done"


async def test_two_states_are_connected_without_a_pointer(
    user: User, canvas: StateCanvas, database: Database
) -> None:
    user.find(Outline).trigger("act", {"name": "connect", "state": "answered", "transition": None})
    await user.should_see("Connect “Answered”")
    user.find(marker="connect").click()
    [undo] = user.find(marker="undo").elements
    assert isinstance(undo, ui.button)
    await until(lambda: undo.enabled)
    made = (await draft(database)).transitions[-1]
    assert (made.from_states, made.to_state, made.trigger.type) == (("answered",), "asked", "manual")


async def test_another_persons_edit_appears_at_once(
    user: User, canvas: StateCanvas, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = Sent(canvas, monkeypatch)
    await asyncio.sleep(0.1)
    rev = (await services.editing.open(SOMEBODY, "survey")).rev
    await services.editing.do(
        SOMEBODY, "survey", {"op": "rename_state", "state": "asked", "title": "Sent"}, rev
    )
    await until(lambda: sent.last("patch") is not None)
    assert sent.last("patch")[0]["upsert_nodes"][0]["title"] == "Sent"


async def test_an_import_from_elsewhere_appears_soon(
    user: User, canvas: StateCanvas, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = Sent(canvas, monkeypatch)
    text = codec.dump(await draft(database)).replace("- answered", "- {id: answered, title: Replied}", 1)
    await database.write(lambda session: flows.save_draft(session, codec.load(text), ED))
    await until(lambda: sent.last("patch") is not None)
    assert sent.last("patch")[0]["upsert_nodes"][0]["title"] == "Replied"


async def test_problems_follow_the_drawing(user: User, canvas: StateCanvas) -> None:
    user.find(StateCanvas).trigger("ops", [{"op": "add_state", "title": "Alone", "at": [0, 300]}])
    await user.should_see("“Alone”", retries=40)
    user.find(Keys).trigger("pressed", {"name": "problem"})
    await user.should_see("Alone")


async def test_search_offers_all_that_has_a_name(
    user: User, canvas: StateCanvas, monkeypatch: pytest.MonkeyPatch
) -> None:
    [find] = user.find(Find).elements
    offered: list[list[dict[str, str]]] = []
    monkeypatch.setattr(find, "run_method", lambda _name, entries: offered.append(entries))
    user.find(Keys).trigger("pressed", {"name": "search"})
    await until(lambda: bool(offered))
    found = {(entry["what"], entry["id"]) for entry in offered[0]}
    assert {
        ("state", "asked"),
        ("transition", "asked-answers-answered"),
        ("intent", "answers"),
        ("command", "undo"),
    } <= found
    sent = Sent(canvas, monkeypatch)
    user.find(Find).trigger("go", {"what": "state", "id": "answered"})
    await until(lambda: sent.last("select") is not None)
    assert sent.last("select") == (["answered"], [], True)


async def test_every_key_means_something(user: User, canvas: StateCanvas) -> None:
    for name in set(EVERYWHERE.values()):
        user.find(Keys).trigger("pressed", {"name": name})
    await user.should_see("Show these keys")


async def test_a_viewer_sees_the_map_and_can_change_nothing(
    stranger: User, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await database.write(lambda session: flows.save_draft(session, codec.load_all(stage.SEED)[1], ED))
    stranger.http_client.cookies.set(SESSION, await database.write(lambda s: stage.sign_in(s, "viewer")))
    await stranger.open(PATH)
    await stranger.should_see("Read only")
    await stranger.should_not_see(marker="undo")
    await stranger.should_not_see(marker="add-state")
    [canvas] = stranger.find(StateCanvas).elements
    assert canvas.props["document"]["read_only"] is True
    sent = Sent(canvas, monkeypatch)
    stranger.find(StateCanvas).trigger("ops", [{"op": "rename_state", "state": "asked", "title": "Mine"}])
    await until(lambda: sent.last("restore") is not None)
    await stranger.should_see("This needs the role “editor”")
    assert await titles(database) == ["Asked", "Answered"]


async def test_an_ended_session_edits_nothing_more(
    user: User, canvas: StateCanvas, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    await database.write(lambda session: sessions.end(session, user.http_client.cookies[SESSION]))
    user.find(StateCanvas).trigger("ops", [{"op": "rename_state", "state": "asked", "title": "Mine"}])
    await until(lambda: "Your session has ended" in caplog.text)
    assert await titles(database) == ["Asked", "Answered"]


async def test_the_words_of_a_flow_have_their_own_places(user: User, canvas: StateCanvas) -> None:
    for view in ("messages", "intents", "data", "flow", "map"):
        user.find(marker=f"view-{view}").click()
    await user.should_see("Outline")


async def test_a_flow_that_is_not_there_is_a_page_that_says_so(user: User) -> None:
    page = await user.http_client.get("/flows/nothing/edit", headers={"accept": "text/html"})
    assert page.status_code == 404


async def test_a_flows_page_leads_here(user: User, canvas: StateCanvas) -> None:
    await user.open("/flows/survey")
    [link] = user.find(marker="edit").elements
    assert link.props["href"] == PATH
