"""What stays on this machine."""

from __future__ import annotations

import ipaddress

NAMES = ("localhost", "127.0.0.1", "::1")
"""How this machine calls itself."""


def is_loopback(host: str) -> bool:
    """Whether nobody else reaches what listens at this host; a name other than localhost may mean anything."""
    if host in NAMES:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
