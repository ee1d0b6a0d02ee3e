"""The API keys, those that are good and those that were."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from studio.panels.people.table import PeopleTable, time_of
from studio.services.keys import KeyLine

_ROW = f"""
<q-tr :props="props" :class="{{gone: !props.row.good}}">
  <q-td key="name"><span class="strong">{{{{ props.row.name }}}}</span>
    <span v-if="props.row.end" class="badge badge-quiet">{{{{ props.row.end }}}}</span>
    <div class="code">{{{{ props.row.prefix }}}}…</div></q-td>
  <q-td key="scopes" data-label="May"><span class="badges"><span v-for="one in props.row.granted"
    class="badge badge-published">{{{{ one }}}}</span></span>
    <div class="muted small">{{{{ props.row.limit }}}}</div></q-td>
  <q-td key="used" data-label="Last used">{time_of("used")}</q-td>
  <q-td key="expires" data-label="Expires"><span v-if="!props.row.expires" class="muted">never</span>
    <template v-else>{time_of("expires")}</template></q-td>
  <q-td key="made" data-label="Made">{time_of("made")}
    <div class="muted small">by {{{{ props.row.by }}}}</div></q-td>
  <q-td key="acts" class="acts"><q-btn v-if="props.row.good" flat dense no-caps label="Revoke …"
      :aria-label="'Revoke ' + props.row.name" @click="() => $parent.$emit('revoke', props.row.id)" /></q-td>
</q-tr>
"""
_LABELS = {
    "name": "Key", "scopes": "May", "used": "Last used", "expires": "Expires", "made": "Made", "acts": "",
}  # fmt: skip
_NONE = '<div class="muted">No key is good at the moment.</div>'


class KeyTable:
    """The table."""

    def __init__(self, on_revoke: Callable[[KeyLine], Any]) -> None:
        self._keys: dict[str, KeyLine] = {}
        self._table = PeopleTable(_LABELS, _ROW, "keys", none=_NONE)
        self._table.on("revoke", lambda key_id: on_revoke(self._keys[key_id]))
        self.element = self._table.element

    def show(self, keys: Sequence[KeyLine], now: datetime) -> None:
        """Show these; `now` tells which have expired."""
        self._keys = {key.id: key for key in keys}
        self._table.show([_row(key, now) for key in keys])


def is_good(key: KeyLine, now: datetime) -> bool:
    """Whether it opens anything."""
    return not _end(key, now)


def _end(key: KeyLine, now: datetime) -> str:
    if key.revoked_at is not None:
        return "revoked"
    return "expired" if key.expires_at is not None and key.expires_at <= now else ""


def _row(key: KeyLine, now: datetime) -> dict[str, Any]:
    end = _end(key, now)
    return {
        "id": key.id, "name": key.name, "prefix": key.prefix, "granted": list(key.scopes),
        "limit": f"{key.per_minute:,} requests a minute", "by": key.created_by, "made": key.created_at.isoformat(),
        "used": key.last_used_at.isoformat() if key.last_used_at else None,
        "expires": key.expires_at.isoformat() if key.expires_at else None, "end": end, "good": not end,
    }  # fmt: skip
