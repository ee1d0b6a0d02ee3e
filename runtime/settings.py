"""What an installation is told about itself: environment, then `.env`, then `converse.yaml`, then defaults.

A variable's name is CONVERSE_ and the setting's path with two underscores between its parts:
`server.api_port` is CONVERSE_SERVER__API_PORT. Lists are written with commas between.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
)
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings.exceptions import SettingsError as Undecodable

from runtime.errors import SettingsError
from runtime.loopback import is_loopback
from runtime.settings_file import ConfigFile, read_config
from runtime.settings_variables import DELIMITER, ENV_FILE, OUTSIDE, PREFIX, variables
from runtime.settings_words import explain, explain_variable
from runtime.users.actor import Role

DEFAULT_CONFIG = Path("converse.yaml")

Port = Annotated[int, Field(ge=1, le=65535)]
Kept = dict[str, Any]
"""A section that is read and kept; nothing in this version looks into it."""


def _split(value: Any) -> Any:
    return [word.strip() for word in value.split(",") if word.strip()] if isinstance(value, str) else value


Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]


class Section(BaseModel):
    """A named part of the settings; a key it doesn't know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class DatabaseSection(Section):
    url: SecretStr | None = Field(
        None,
        description="Where everything is kept, as sqlite:///path; by default converse.db in the data folder.",
    )


class QueueSection(Section):
    backend: Literal["redis", "memory"] = Field(
        "redis",
        description="`redis`; `memory` means the same server, embedded, as nothing is kept in memory alone.",
    )
    url: SecretStr | None = Field(
        None,
        validation_alias=AliasChoices("url", "redis_url"),
        description="A Redis or Valkey of your own, redis://…; by default one is embedded and supervised.",
    )


class ServerSection(Section):
    host: str = Field("127.0.0.1", description="The address the API and the chat page listen at.")
    api_port: Port = Field(8000, description="The port of the API and the chat page.")
    names: Words = Field(
        (),
        description="Host names the server answers to, beside its own address and localhost; `*` means any.",
    )
    origins: Words = Field(
        (),
        description="Origins (https://www.example.com) whose pages may open the chat, beside our own.",
    )
    per_minute: int = Field(
        600, ge=1, le=100_000,
        description="How many requests a minute the installation's key may make; made keys too, where nobody says.",
    )  # fmt: skip


class OidcSection(Section):
    """An OpenID Connect provider, where people have their accounts already."""

    issuer: str = Field(description="The provider's issuer, https://…, as its discovery document has it.")
    client_id: str = Field(description="What the provider calls this installation.")
    client_secret: SecretStr | None = Field(
        None, description="The secret it gave us, as a variable; none for a public client."
    )
    name: str = Field(
        "your organization's account", description="What people sign in with, as on the button: “Example”."
    )
    scopes: Words = Field(("openid", "email", "profile"), description="What is asked for.")
    role_claim: str | None = Field(
        None,
        description="The claim of the ID token that says the role, with dots into objects; without one, roles "
        "are given in the studio.",
    )
    roles: dict[str, Role] = Field(
        {}, description="The role of each value of that claim; the highest counts."
    )
    default_role: Literal[Role, "none", "refuse"] = Field(
        "none",
        description="The role where no value fits, or of whoever is new: `none` leaves it to grants; `refuse` lets "
        "them in with a fitting value alone, or where there is no role_claim, with an invitation.",
    )

    @field_validator("issuer")
    @classmethod
    def _reached_safely(cls, issuer: str) -> str:
        parts = urlsplit(issuer)
        local = parts.scheme == "http" and is_loopback(parts.hostname or "")
        if not parts.hostname or not (parts.scheme == "https" or local):
            raise ValueError("it must be an address that begins with https://")
        if parts.query or parts.fragment:
            raise ValueError("it must be an address without “?” and “#”")
        return issuer


class StudioSection(Section):
    host: str = Field(
        "127.0.0.1",
        description="The address the studio listens at; one that others reach needs somebody who can sign in.",
    )
    port: Port = Field(8080, description="The port of the studio.")
    names: Words = Field(
        (),
        description="Host names the studio answers to, beside its own address and localhost; `*` means any.",
    )
    https: bool = Field(
        False, description="Whether browsers reach the studio by https alone, through a proxy that has TLS."
    )
    proxies: Words = Field(
        ("127.0.0.1", "::1"),
        description="Addresses of proxies that are believed when they say who asks (X-Forwarded-For, -Proto).",
    )
    oidc: OidcSection | None = Field(None, description="Signing in with an identity provider.")


class Settings(BaseSettings):
    """All settings; what follows from them and the data folder is in `runtime.installation`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter=DELIMITER, env_file=ENV_FILE, env_ignore_empty=True,
        dotenv_filtering="only_existing", extra="forbid", frozen=True, hide_input_in_errors=True,
    )  # fmt: skip

    api_key: SecretStr | None = Field(
        None,
        description="The key callers of the API send as a bearer token; by default one is made and kept.",
    )
    redis_url: SecretStr | None = Field(
        None, description="Where the queue runs, before queue.url; `converse up` tells it to what it starts."
    )
    llm: Kept = Field(
        {}, repr=False, description="How Claude understands and writes. Read and kept; not used yet."
    )
    channels: Kept = Field(
        {}, repr=False, description="Access to email, WhatsApp and the phone. Read and kept; not used yet."
    )
    backend: Kept = Field(
        {}, repr=False, description="The business's own system. Read and kept; not used yet."
    )
    rules: Any = Field({}, repr=False, description="Rules for follow-ups. Read and kept; not used yet.")
    state_maps: Any = Field(
        {}, description="Flows in the seed's form, published at the start where their process type is new."
    )
    queue: QueueSection = Field(QueueSection(), description="Where work waits for a worker.")
    database: DatabaseSection = Field(DatabaseSection(), description="Where everything is kept.")
    server: ServerSection = Field(ServerSection(), description="The API and the chat page.")
    studio: StudioSection = Field(StudioSection(), description="The studio.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is passed in comes from the file: variables go first."""
        return env_settings, dotenv_settings, init_settings


def config_path() -> Path | None:
    """The settings file in use: CONVERSE_CONFIG, else converse.yaml where one lies. Raises SettingsError."""
    named = variables().get("CONVERSE_CONFIG")
    if named is None:
        return DEFAULT_CONFIG if DEFAULT_CONFIG.is_file() else None
    if not Path(named).is_file():
        raise SettingsError(f"CONVERSE_CONFIG names {named}, which is not a file.")
    return Path(named)


def load_settings() -> Settings:
    """The settings of this process. Raises SettingsError that names each wrong one, and where it stands."""
    path = config_path()
    file = read_config(path, variables()) if path else ConfigFile.none()
    try:
        return Settings(**file.values)
    except ValidationError as error:
        raise SettingsError(explain(error, Settings, file)) from None
    except Undecodable as error:
        raise SettingsError(explain_variable(error)) from None


def remarks(settings: Settings) -> list[str]:
    """What whoever starts the installation should know of its settings, as sentences."""
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields} | OUTSIDE
    said = [
        f"{name} is no setting and is ignored."
        for name in sorted(variables())
        if name.startswith(PREFIX) and name.partition(DELIMITER)[0] not in known
    ]
    if "temperature" in settings.llm:
        said.append("llm.temperature is ignored: the models of today take none.")
    if settings.queue.backend == "memory":
        said.append(
            "queue.backend is “memory”: the embedded server is used, which loses nothing at a restart."
        )
    return said
