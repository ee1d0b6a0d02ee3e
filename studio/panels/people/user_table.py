"""Who may come in: one table element, with what can be done about each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from studio.panels.people.role_words import grant_words, role_meaning, role_words
from studio.panels.people.table import PeopleTable, time_of
from studio.services.users import UserLine
from studio.words import plural

Chosen = Callable[[UserLine], Any]

_ROW = f"""
<q-tr :props="props">
  <q-td key="name"><span class="strong">{{{{ props.row.name }}}}</span>
    <span v-if="props.row.me" class="badge badge-quiet">you</span>
    <div v-if="props.row.email" class="muted small">{{{{ props.row.email }}}}</div></q-td>
  <q-td key="role" data-label="Role"><span :title="props.row.meaning">{{{{ props.row.role }}}}</span>
    <div v-for="one in props.row.grants" class="muted small">{{{{ one }}}}</div></q-td>
  <q-td key="state" data-label="State"><span :class="'badge badge-' + props.row.style">{{{{ props.row.state }}}}</span>
    <div class="muted small">{{{{ props.row.way }}}}</div></q-td>
  <q-td key="seen" data-label="Last seen">{time_of("seen")}
    <div v-if="props.row.sessions" class="muted small">{{{{ props.row.sessions }}}}</div></q-td>
  <q-td key="acts" class="acts"><q-btn flat round dense icon="more_vert" class="quiet"
      :aria-label="'More about ' + props.row.name">
    <q-menu anchor="bottom right" self="top right" auto-close><q-list dense>
      <template v-for="one in props.row.offers">
        <q-item v-if="one.address" clickable :href="one.address">
          <q-item-section avatar><q-icon :name="one.icon" /></q-item-section>
          <q-item-section>{{{{ one.words }}}}</q-item-section></q-item>
        <q-item v-else clickable @click="() => $parent.$emit(one.act, props.row.id)">
          <q-item-section avatar><q-icon :name="one.icon" /></q-item-section>
          <q-item-section>{{{{ one.words }}}}</q-item-section></q-item>
      </template>
    </q-list></q-menu></q-btn></q-td>
</q-tr>
"""
_LABELS = {"name": "Name", "role": "Role", "state": "State", "seen": "Last seen", "acts": ""}
_NO_MATCH = '<div class="no-match muted">Nobody of that name.</div>'


class UserTable:
    """The table, with a search over names and addresses."""

    def __init__(self, mine: str, hears: Mapping[str, Chosen]) -> None:
        """`mine` is the id of whoever looks; `hears` is told of `edit`, `link`, `sessions`, `disable`, `enable`."""
        self._mine = mine
        self._users: dict[str, UserLine] = {}
        self._table = PeopleTable(_LABELS, _ROW, "users", none=_NO_MATCH)
        self._table.element.columns[0]["field"] = "found"
        for act, hear in hears.items():
            self._table.on(act, self._with_user(hear))

    def show(self, users: Sequence[UserLine], titles: Mapping[str, str]) -> None:
        """Show these; `titles` of flows by process type."""
        self._users = {user.id: user for user in users}
        self._table.show([self._row(user, titles) for user in users])

    def search(self, text: str) -> None:
        """Only those whose name or address has this in it."""
        self._table.element.filter = text

    def _with_user(self, hear: Chosen) -> Callable[[str], Any]:
        return lambda user_id: hear(self._users[user_id])

    def _row(self, user: UserLine, titles: Mapping[str, str]) -> dict[str, Any]:
        state, style = _state(user)
        return {
            "id": user.id, "name": user.name, "email": user.email, "me": user.id == self._mine,
            "found": f"{user.name} {user.email or ''}", "role": role_words(user.role),
            "meaning": role_meaning(user.role), "grants": grant_words(user.grants, titles),
            "state": state, "style": style, "way": _way(user),
            "seen": user.seen_at.isoformat() if user.seen_at else None,
            "sessions": plural(user.sessions, "open session") if user.sessions else "", "offers": _acts(user),
        }  # fmt: skip


def _state(user: UserLine) -> tuple[str, str]:
    """Words and style of the badge."""
    if user.disabled:
        return "Disabled", "danger"
    return ("Active", "published") if user.joined else ("Invited", "draft")


def _way(user: UserLine) -> str:
    """How they come in."""
    ways = [words for has, words in ((user.password, "password"), (user.oidc, "identity provider")) if has]
    return "by " + " or ".join(ways) if ways else ""


def _acts(user: UserLine) -> list[dict[str, str]]:
    link = "New password link …" if user.joined else "New invitation …"
    acts = [("edit", "edit", "Edit …"), ("link", "link", link), ("sessions", "devices", "Sessions …")]
    if user.disabled:
        acts = [("edit", "edit", "Edit …"), ("enable", "lock_open", "Enable")]
    else:
        acts.append(("disable", "block", "Disable …"))
    offered = [{"act": act, "icon": icon, "words": words, "address": ""} for act, icon, words in acts]
    trail = {"icon": "history", "words": "What they did", "address": f"/audit?person={quote(user.name)}"}
    return [*offered, {"act": "", **trail}]
