"""The company's system as effects see it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runtime.errors import DeliveryError


class Backend:
    """No system is connected: every call fails at once, and the map's `backend_failed` says what then."""

    async def call(self, operation: str, arguments: Mapping[str, Any], *, key: str) -> object:
        """Do one operation; `key` is the same when it is tried again. Raises DeliveryError."""
        raise DeliveryError("no_backend", f"No system is connected that could do “{operation}”.")
