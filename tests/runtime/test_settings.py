"""Settings: where they come from, which goes first, and what a person is told when one is wrong."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from runtime.errors import SettingsError
from runtime.installation import open_installation
from runtime.settings import Settings, load_settings, remarks
from runtime.settings_words import section_of

Write = Callable[[str], None]


@pytest.fixture(autouse=True)
def clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of its own, and no variables of ours."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("CONVERSE_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def config(tmp_path: Path) -> Write:
    """Writes converse.yaml."""

    def write(text: str) -> None:
        (tmp_path / "converse.yaml").write_text(text)

    return write


def walk(model: type[BaseModel], path: str = "") -> Iterator[tuple[str, str | None]]:
    for name, field in model.model_fields.items():
        yield f"{path}{name}", field.description
        if (section := section_of(field.annotation)) is not None:
            yield from walk(section, f"{path}{name}.")


@pytest.mark.parametrize(("name", "description"), list(walk(Settings)), ids=lambda part: str(part).split()[0])
def test_every_setting_is_described(name: str, description: str | None) -> None:
    assert description, f"say what {name} means: Field(…, description=…)"
    assert description.endswith(".")


def test_a_newcomer_needs_no_settings() -> None:
    settings = load_settings()
    assert (settings.server.host, settings.server.api_port) == ("127.0.0.1", 8000)
    assert (settings.studio.host, settings.studio.port) == ("127.0.0.1", 8080)
    assert settings.api_key is None
    assert remarks(settings) == []


def test_environment_beats_env_file_beats_yaml_beats_default(
    config: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    config("server: {api_port: 1, host: yaml.example}\nstudio: {port: 1, host: yaml.example}\n")
    Path(".env").write_text("CONVERSE_SERVER__API_PORT=2\nCONVERSE_STUDIO__PORT=2\nOTHER=x\n")
    monkeypatch.setenv("CONVERSE_SERVER__API_PORT", "3")
    settings = load_settings()
    assert (settings.server.api_port, settings.studio.port) == (3, 2)
    assert settings.server.host == "yaml.example"
    assert settings.server.names == ()


def test_an_empty_variable_is_not_set(config: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVERSE_API_KEY", "")
    monkeypatch.setenv("HOST", "")
    config("server: {host: '${HOST:-localhost}'}")
    assert load_settings().api_key is None
    assert load_settings().server.host == "localhost"


def test_lists_have_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVERSE_SERVER__NAMES", "chat.example.com, api.example.com")
    assert load_settings().server.names == ("chat.example.com", "api.example.com")


def test_another_file_is_named_by_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "other.yaml").write_text("server: {api_port: 9}")
    monkeypatch.setenv("CONVERSE_CONFIG", "other.yaml")
    assert load_settings().server.api_port == 9
    monkeypatch.setenv("CONVERSE_CONFIG", "missing.yaml")
    with pytest.raises(SettingsError, match=r"CONVERSE_CONFIG names missing\.yaml, which is not a file"):
        load_settings()


def test_variables_are_filled_in(config: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAME", "a: b")  # can't change the structure of the file
    Path(".env").write_text("PORT=81\n")
    config("llm: {model: '${NAME}', note: '$${NAME}', api_key: '${UNSET}'}\nserver: {api_port: '${PORT}'}")
    settings = load_settings()
    assert settings.llm == {"model": "a: b", "note": "${NAME}", "api_key": None}
    assert settings.server.api_port == 81


def test_flows_keep_their_text(config: Write) -> None:
    config("state_maps: {x: {text: 'Pay ${amount}'}}")
    assert load_settings().state_maps == {"x": {"text": "Pay ${amount}"}}


def test_the_seeds_settings_load_and_are_remarked_upon(
    config: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONVERSE_SERVRE__HOST", "x")
    config("""
llm: {model: claude, temperature: 0.2, max_tokens: 500, api_key: "${ANTHROPIC_API_KEY}"}
channels: {email: {password: "${SMTP_PASSWORD:-}"}}
backend: {base_url: "http://127.0.0.1"}
queue: {backend: memory, redis_url: "${REDIS_URL:-redis://localhost:6379/0}"}
rules: [{name: nudge, token: "${TOKEN}"}]
state_maps: {}
""")
    assert remarks(load_settings()) == [
        "CONVERSE_SERVRE__HOST is no setting and is ignored.",
        "llm.temperature is ignored: the models of today take none.",
        "queue.backend is “memory”: the embedded server is used, which loses nothing at a restart.",
    ]
    assert open_installation().own_redis is None


WRONG = {
    "server:\n  api_prt: 1": (
        "“server.api_prt” is no setting (converse.yaml, line 2); did you mean “api_port”?"
    ),
    "servr: {}": "“servr” is no setting (converse.yaml, line 1); did you mean “server”?",
    "studio:\n  host: x\n  port: high": (
        "“studio.port” can't be used (converse.yaml, line 3): it must be a whole number."
    ),
    "queue: {backend: kafka}": (
        "“queue.backend” can't be used (converse.yaml, line 1): it must be redis or memory."
    ),
    "server: 5": (
        "“server” can't be used (converse.yaml, line 1): it must be a section, with settings below it."
    ),
    "- server": "converse.yaml must hold sections such as “server:”, with settings below them.",
    "server: {host: a, host: b}": (
        "converse.yaml: “host” is there twice; the first is on line 1 (line 1, column 19)."
    ),
    "database:\n  url: ${WHERE}": "The variable WHERE is not set (converse.yaml, line 2).",
    "server: {host: '${not a name}'}": (
        "“${not a name}” is not a variable; write ${NAME} or ${NAME:-default} (converse.yaml, line 1)."
    ),
    "llm:\n  api_key: sk-1": (
        "“api_key” is a secret and doesn't belong in a file; write ${A_VARIABLE} (converse.yaml, line 2)."
    ),
    "channels: {a: {token: '${X:-sk-1}'}}": (
        "“token” is a secret and doesn't belong in a file; write ${A_VARIABLE} (converse.yaml, line 1)."
    ),
    "studio:\n  oidc: {client_id: x, issuer: 'http://id.example'}": (
        "“studio.oidc.issuer” can't be used (converse.yaml, line 2): "
        "it must be an address that begins with https://."
    ),
    "studio:\n  oidc: {issuer: 'https://id.example'}": (
        "“studio.oidc.client_id” can't be used (converse.yaml, line 2): it is needed."
    ),
    "studio:\n  oidc: {issuer: 'https://id.example', client_id: x, rols: {}}": (
        "“studio.oidc.rols” is no setting (converse.yaml, line 2); did you mean “roles”?"
    ),
    "studio:\n  oidc: {issuer: 'https://id.example', client_id: x, default_role: boss}": (
        "“studio.oidc.default_role” can't be used (converse.yaml, line 2): "
        "it must be viewer, operator, editor, publisher, admin, none or refuse."
    ),
    "studio:\n  oidc: {issuer: 'https://id.example', client_id: x, client_secret: sk-1}": (
        "“client_secret” is a secret and doesn't belong in a file; write ${A_VARIABLE} (converse.yaml, line 2)."
    ),
    "queue: {url: 'redis://:sk-1@host/0'}": (
        "“url” holds a password; write ${A_VARIABLE} in its place (converse.yaml, line 1)."
    ),
}


@pytest.mark.parametrize(("text", "message"), WRONG.items(), ids=lambda text: text[:20])
def test_what_is_wrong_is_said_with_its_line(text: str, message: str, config: Write) -> None:
    config(text)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert str(caught.value) == message


WRONG_VARIABLES = [
    ("SERVER__API_PORT", "70000", "“server.api_port” can't be used ({}): it must be 65535 or less."),
    ("SERVER__PORT", "1", "“server.port” is no setting ({}); did you mean “api_port”?"),
    ("LLM", "no json", "{} can't be read: a whole section in a variable is written as JSON."),
]


@pytest.mark.parametrize(("name", "value", "message"), WRONG_VARIABLES)
def test_a_wrong_variable_is_named(
    name: str, value: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"CONVERSE_{name}", value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert str(caught.value) == message.format(f"CONVERSE_{name}")


def test_secrets_hide_from_logs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVERSE_API_KEY", "sk-1")
    monkeypatch.setenv("CONVERSE_REDIS_URL", "redis://:sk-1@127.0.0.1/0")
    installation = open_installation()
    assert "sk-1" not in repr(installation)
    assert installation.api_key == "sk-1"
    assert installation.secrets.api_key not in repr(installation)
    assert installation.redis_url == "redis://:sk-1@127.0.0.1/0"


def test_addresses_are_those_this_machine_can_open(config: Write) -> None:
    config("server: {host: 0.0.0.0}\nstudio: {host: '::1', port: 81}")
    installation = open_installation()
    assert installation.api_address == "http://127.0.0.1:8000"
    assert installation.studio_address == "http://[::1]:81"


def test_people_come_in_where_the_proxy_is(config: Write) -> None:
    assert open_installation().studio_entrance("http://127.0.0.1:81") == "http://127.0.0.1:81"
    config("studio: {names: [studio.example], https: true}")
    assert open_installation().studio_entrance("http://127.0.0.1:81") == "https://studio.example"
    config("studio: {names: ['*'], https: true}")
    assert open_installation().studio_entrance() == "http://127.0.0.1:8080"


def test_without_a_queue_it_says_so() -> None:
    with pytest.raises(SettingsError, match="No queue is named"):
        _ = open_installation().redis_url


def test_a_provider_is_named_in_the_file_or_by_variables(
    config: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    config("studio: {oidc: {issuer: 'https://id.example', client_id: x, client_secret: '${OIDC_SECRET}'}}")
    monkeypatch.setenv("OIDC_SECRET", "sk-1")
    monkeypatch.setenv("CONVERSE_STUDIO__OIDC__SCOPES", "openid,groups")
    monkeypatch.setenv("CONVERSE_STUDIO__OIDC__ROLES", '{"staff": "operator"}')
    oidc = load_settings().studio.oidc
    assert oidc is not None
    assert oidc.client_secret is not None
    assert oidc.client_secret.get_secret_value() == "sk-1"
    assert (oidc.scopes, oidc.roles) == (("openid", "groups"), {"staff": "operator"})
    assert "sk-1" not in repr(load_settings())
