"""Whether the ports to listen at are free, before anything is started."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterable
from contextlib import ExitStack
from typing import NamedTuple

from runtime.errors import PortTaken, SettingsError


class Wanted(NamedTuple):
    """A port, whose it is, and the flag that chooses another."""

    host: str
    port: int
    owner: str
    flag: str


def check_ports(wanted: Iterable[Wanted]) -> None:
    """Listen at all of them for a moment. Raises PortTaken, and SettingsError for a host that isn't ours."""
    with ExitStack() as held:
        for one in wanted:
            held.enter_context(_listening(one))


def _listening(one: Wanted) -> socket.socket:
    try:
        family, kind, proto, _, address = socket.getaddrinfo(
            one.host or None, one.port, type=socket.SOCK_STREAM
        )[0]
    except socket.gaierror as error:
        raise SettingsError(f"{one.owner} can't listen at “{one.host}”: {error.strerror}.") from None
    listening = socket.socket(family, kind, proto)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen()
    except OSError as error:
        listening.close()
        raise _refusal(one, error) from None
    return listening


def _refusal(one: Wanted, error: OSError) -> PortTaken | SettingsError:
    if error.errno == errno.EADDRINUSE:
        return PortTaken(f"Port {one.port}, meant for {one.owner}, is taken; choose another with {one.flag}.")
    if error.errno in (errno.EACCES, errno.EPERM):
        return PortTaken(
            f"Port {one.port}, meant for {one.owner}, is not allowed; choose another with {one.flag}."
        )
    return SettingsError(f"{one.owner.capitalize()} can't listen at “{one.host}”: {error.strerror}.")
