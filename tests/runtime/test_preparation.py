"""What `converse up` makes before its processes start."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from flows import library
from runtime.errors import FolderTooNew, SettingsError
from runtime.installation import Installation, open_installation
from runtime.preparation import new_signin_token, prepare
from runtime.settings_trail import note_settings
from runtime.store import audit, marks
from runtime.store.migrate import migrate
from runtime.store.session import Database

STATE_MAPS = """\
state_maps:
  - process_type: payment_collection
    states: [pending, confirmed]
    transitions:
      - from_states: [pending]
        to_state: confirmed
        trigger: {type: event, value: payment_received}
"""


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installation:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CONVERSE_CONFIG", raising=False)
    return open_installation(tmp_path / "data")


def test_shipped_flows_are_published_once(installation: Installation) -> None:
    first = prepare(installation)
    assert [(done.process_type, done.version) for done in first] == [(name, 1) for name in library.shipped()]
    assert prepare(installation) == []


def test_a_state_map_goes_before_the_shipped_flow_of_its_name(installation: Installation) -> None:
    shipped = {done.process_type: done.digest for done in prepare(installation)}
    Path("converse.yaml").write_text(STATE_MAPS)
    own = {done.process_type: done.digest for done in prepare(open_installation(Path("other")))}
    assert own["order_fulfillment"] == shipped["order_fulfillment"]
    assert own["payment_collection"] != shipped["payment_collection"]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("trigger: {tpye: event", r"^converse\.yaml: .*\(line 7\)"),
        ("to_state: nowhere", r"^A state map of converse\.yaml can't be published: .*`converse check`"),
    ],
)
def test_a_wrong_state_map_is_said_in_words(installation: Installation, wrong: str, message: str) -> None:
    right = wrong.replace("tpye", "type").replace("nowhere", "confirmed")
    Path("converse.yaml").write_text(STATE_MAPS.replace(right, wrong))
    with pytest.raises(SettingsError, match=message):
        prepare(open_installation(installation.folder.path))


def test_a_database_of_a_newer_version_is_left_alone(installation: Installation) -> None:
    prepare(installation)
    with sqlite3.connect(installation.folder.database) as database:
        database.execute("UPDATE alembic_version SET version_num = 'from the future'")
    database.close()
    with pytest.raises(FolderTooNew):
        prepare(installation)


def test_each_signin_token_is_another(installation: Installation) -> None:
    prepare(installation)
    assert new_signin_token(installation) != new_signin_token(installation)


def settings_noted(installation: Installation) -> list[list[str]]:
    """The names that each “settings.changed” has, oldest first."""
    with closing(Database(installation.database_url)) as database:
        lines = database.read_now(lambda session: audit.page(session, audit.Search(act="settings.changed")))
    return [line.detail["changed"] for line in reversed(lines)]


def test_which_settings_changed_is_noted_at_the_next_start(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = installation.folder.path
    monkeypatch.setenv("A_KEY", "one")
    Path("converse.yaml").write_text("server: {api_port: 9000}\nllm: {model: large, api_key: '${A_KEY}'}")
    for _ in range(2):
        prepare(open_installation(data))
    monkeypatch.setenv("A_KEY", "other")
    Path("converse.yaml").write_text("server: {api_port: 9000}\nllm: {model: small, api_key: '${A_KEY}'}")
    prepare(open_installation(data))
    monkeypatch.setenv("CONVERSE_API_KEY", "x" * 40)
    prepare(open_installation(data))
    assert settings_noted(installation) == [
        ["llm.api_key", "llm.model", "server.api_port"],
        ["llm.api_key", "llm.model"],
        ["api_key"],
    ]


SECRETS = """\
channels:
  email: {host: mail.example, password: '${ONE}'}
  others: [{name: fax, token: '${TWO}'}]
backend: {url: '${THREE}'}
studio: {oidc: {issuer: 'https://id.example', client_id: us, client_secret: '${FOUR}'}}
"""
NAMES = {
    "ONE": "channels.email.password", "TWO": "channels.others", "THREE": "backend.url",
    "FOUR": "studio.oidc.client_secret", "CONVERSE_API_KEY": "api_key",
}  # fmt: skip
"""Variables, and the settings that they bring their values to."""


def begin(installation: Installation) -> None:
    """The part of a start that looks at the settings."""
    now = open_installation(installation.folder.path)
    with closing(Database(installation.database_url)) as database:
        database.write_now(lambda session: note_settings(session, now))


def test_another_value_of_a_secret_is_noted_and_so_is_none(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate(installation.database_url)
    Path("converse.yaml").write_text(SECRETS)
    for variable in NAMES:
        monkeypatch.setenv(variable, f"https://user:swordfish-{variable}@example.com")
    begin(installation)
    assert {*NAMES.values()} < {*settings_noted(installation)[0]}
    for variable, name in NAMES.items():
        monkeypatch.setenv(variable, "https://user:marlin@example.com")
        begin(installation)
        assert settings_noted(installation)[-1] == [name]
    begin(installation)
    for variable in ("ONE", "CONVERSE_API_KEY"):
        monkeypatch.delenv(variable)
        begin(installation)
        assert settings_noted(installation)[-1] == [NAMES[variable]]
    assert len(settings_noted(installation)) == 1 + len(NAMES) + 2


def test_of_a_secret_nothing_is_noted_but_its_name(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it is compared by lies elsewhere, is as long for every value, and fits thousands of others."""
    migrate(installation.database_url)
    Path("converse.yaml").write_text(
        "llm: {api_key: '${A_KEY}'}\nbackend: {headers: {Authorization: 'Bearer ${A_KEY}'}}"
    )
    names = ["backend.headers.Authorization", "llm.api_key"]
    lengths = set()
    for value in ("short", "x" * 500):
        monkeypatch.setenv("A_KEY", value)
        begin(installation)
        with closing(Database(installation.database_url)) as database:
            [line, *_] = database.read_now(
                lambda session: audit.page(session, audit.Search(act="settings.changed"))
            )
            lengths |= {len(database.read_now(marks.known)[name]) for name in names}
        assert line.detail == {"changed": names}
        assert (line.actor, line.object_id) == ("system", "")
    assert lengths == {4}


def test_to_know_a_secret_in_a_setting_is_no_change_of_it(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Processes are started with other variables by a shell than by the system."""
    migrate(installation.database_url)
    Path("converse.yaml").write_text("backend: {headers: {Authorization: 'Bearer swordfish'}}")
    begin(installation)
    monkeypatch.setenv("SHOP_API_KEY", "swordfish")
    begin(installation)
    monkeypatch.delenv("SHOP_API_KEY")
    begin(installation)
    assert settings_noted(installation) == [["backend.headers.Authorization"]]


def test_no_value_of_a_setting_is_noted(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVERSE_API_KEY", "swordfish")
    monkeypatch.setenv("A_KEY", "marlin")
    Path("converse.yaml").write_text("llm: {api_key: '${A_KEY}'}")
    prepare(open_installation(installation.folder.path))
    stored = installation.folder.database.read_bytes()
    for secret in (b"swordfish", b"marlin"):
        assert secret not in stored
        assert hashlib.sha256(secret).hexdigest()[:16].encode() not in stored


def test_what_up_tells_its_processes_is_no_change(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(installation)
    monkeypatch.setenv("CONVERSE_REDIS_URL", "redis://:secret@127.0.0.1:6379")
    prepare(open_installation(installation.folder.path))
    assert settings_noted(installation) == [[]]
