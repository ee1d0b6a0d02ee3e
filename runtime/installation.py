"""An installation: its settings, its data folder, and what follows from both."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple, Self

from pydantic import SecretStr

from runtime import logs
from runtime.errors import SettingsError
from runtime.folder import Folder, Secrets, open_folder
from runtime.settings import Settings, load_settings
from runtime.settings_secrets import secret_values

LOOPBACK = "127.0.0.1"
_ANYWHERE = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 - compared with, never listened at


class Installation(NamedTuple):
    """What every process of an installation starts from."""

    settings: Settings
    folder: Folder
    secrets: Secrets

    @property
    def api_key(self) -> str:
        """The key of the API's callers: CONVERSE_API_KEY, else the one made with the folder."""
        given = self.settings.api_key
        return given.get_secret_value() if given else self.secrets.api_key

    @property
    def database_url(self) -> str:
        """Where everything is kept; may hold a password."""
        given = self.settings.database.url
        return given.get_secret_value() if given else f"sqlite:///{self.folder.database}"

    @property
    def own_redis(self) -> SecretStr | None:
        """The server that settings name; None where `converse up` embeds one."""
        queue = self.settings.queue
        return self.settings.redis_url or (queue.url if queue.backend == "redis" else None)

    @property
    def redis_url(self) -> str:
        """Where the queue runs; holds a password. Raises SettingsError where nobody says."""
        if self.own_redis is None:
            raise SettingsError("No queue is named: set queue.url, or let `converse up` run one.")
        return self.own_redis.get_secret_value()

    @property
    def api_address(self) -> str:
        """Where this machine reaches the API and the chat page, without a slash at the end."""
        return _address(self.settings.server.host, self.settings.server.api_port)

    @property
    def studio_address(self) -> str:
        """Where this machine reaches the studio, without a slash at the end."""
        return _address(self.settings.studio.host, self.settings.studio.port)

    def confidential(self) -> frozenset[str]:
        """Every secret that this process knows: what no log may hold."""
        return secret_values(self.settings) | {*asdict(self.secrets).values()}

    def studio_entrance(self, running: str | None = None) -> str:
        """Where people open the studio: by its first name where they come by TLS, else as this machine reaches it.

        `running` is where it runs by now, which other ports may have been chosen for.
        """
        studio = self.settings.studio
        name = next((one for one in studio.names if one != "*"), None) if studio.https else None
        return f"https://{name}" if name else running or self.studio_address

    def at_ports(self, *, api: int | None, studio: int | None) -> Self:
        """The same, served at other ports; None leaves one as it is."""
        server, own = self.settings.server, self.settings.studio
        update = {
            "server": server.model_copy(update={"api_port": api or server.api_port}),
            "studio": own.model_copy(update={"port": studio or own.port}),
        }
        return self._replace(settings=self.settings.model_copy(update=update))


def open_installation(data: Path | None = None) -> Installation:
    """Read the settings and open (or make) the data folder. Raises SettingsError and FolderError."""
    settings = load_settings()
    folder = open_folder(data)
    return Installation(settings, folder, folder.secrets())


def open_to_serve(data: Path | None = None) -> Installation:
    """As `open_installation`, for a process that stays: its log is set up, and keeps what it knows to itself."""
    logs.configure()
    installation = open_installation(data)
    logs.configure(installation.confidential())
    return installation


def _address(host: str, port: int) -> str:
    named = LOOPBACK if host in _ANYWHERE else host
    return f"http://[{named}]:{port}" if ":" in named else f"http://{named}:{port}"
