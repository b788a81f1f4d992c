"""What a method has to show, apart from how it is drawn: sentences, a table, a picture whose alternative the table is.

The terminal prints sentences and tables, the page adds the pictures, JSON has the data behind them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from estimative.case.models import Case

if TYPE_CHECKING:
    from markupsafe import Markup

ENTRY_POINTS = "estimative.drawings"


@dataclass(frozen=True)
class Cell:
    """One cell of a table; `path` is the address in the case that its figure comes from, where there is one."""

    text: str
    path: str | None = None


@dataclass(frozen=True)
class Table:
    """Rows of cells under their headings, and what has to be said below them."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


@dataclass(frozen=True)
class Exhibit:
    """One thing that a method shows: a title, plain sentences, a table, a picture (`described` for who cannot see it).

    `id` is unique within its method, in lower case with hyphens.
    """

    id: str
    title: str
    sentences: tuple[str, ...]
    table: Table | None = None
    picture: Markup | None = None
    described: str = ""


@dataclass(frozen=True)
class Drawing:
    """How a method's facts are shown: as exhibits, the most telling first, and as plain JSON values."""

    method: str
    exhibits: Callable[[Case, Any], tuple[Exhibit, ...]]
    data: Callable[[Any], dict[str, Any]]


@cache
def drawings() -> Mapping[str, Drawing]:
    """Every installed drawing by its method's id, in the order of the ids."""
    from estimative.base.installed import installed

    return installed(ENTRY_POINTS)
