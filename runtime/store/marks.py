"""What shows whether a setting is another one than at the last start."""

from __future__ import annotations

from collections.abc import Mapping

from sqlmodel import Session, delete, select

from runtime.store.tables import SettingRow


def known(session: Session) -> dict[str, str]:
    """The mark of each setting as of the last start; empty before the first."""
    return {row.name: row.mark for row in session.exec(select(SettingRow))}


def replace(session: Session, marks: Mapping[str, str]) -> None:
    """Keep these, and no others."""
    session.exec(delete(SettingRow))
    session.add_all([SettingRow(name=name, mark=mark) for name, mark in marks.items()])
