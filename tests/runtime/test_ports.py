"""Ports are looked at before anything starts."""

from __future__ import annotations

import socket

import pytest

from runtime.embedded import free_port
from runtime.errors import PortTaken, SettingsError
from runtime.ports import Wanted, check_ports


def test_free_ports_stay_free() -> None:
    wanted = Wanted("127.0.0.1", free_port(), "the API", "--api-port")
    check_ports([wanted])
    check_ports([wanted])


def test_a_taken_port_names_its_flag() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortTaken) as caught:
            check_ports([Wanted("127.0.0.1", port, "the studio", "--studio-port")])
    assert str(caught.value) == (
        f"Port {port}, meant for the studio, is taken; choose another with --studio-port."
    )


def test_two_of_ours_cant_share_a_port() -> None:
    port = free_port()
    api, studio = Wanted("127.0.0.1", port, "the API", "-a"), Wanted("127.0.0.1", port, "the studio", "-s")
    with pytest.raises(PortTaken, match="meant for the studio"):
        check_ports([api, studio])


@pytest.mark.parametrize("host", ["192.0.2.1", "no such host"])
def test_a_host_that_isnt_ours_is_named(host: str) -> None:
    with pytest.raises(SettingsError, match=f"can't listen at “{host}”"):
        check_ports([Wanted(host, free_port(), "the API", "--api-port")])
