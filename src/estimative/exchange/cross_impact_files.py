"""Cross-impact problems from and into whatever file they lie in: the ending of the name says which."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import BinaryIO

from estimative.base.errors import UsageError, listed
from estimative.base.files import replacing
from estimative.exchange.casebook_cross_impact import cross_impact_json, read_cross_impact
from estimative.exchange.cross_impact_book import CrossImpactBook
from estimative.exchange.cross_impact_excel import read_excel, write_excel
from estimative.exchange.cross_impact_scw import read_scw, scw_bytes

Reader = Callable[[Path], CrossImpactBook]
Writer = Callable[[BinaryIO, CrossImpactBook], None]


def _write_json(stream: BinaryIO, book: CrossImpactBook) -> None:
    stream.write((json.dumps(cross_impact_json(book), ensure_ascii=False, indent=1) + "\n").encode("utf-8"))


def _write_scw(stream: BinaryIO, book: CrossImpactBook) -> None:
    stream.write(scw_bytes(book))


READERS: Mapping[str, Reader] = {".json": read_cross_impact, ".scw": read_scw, ".xlsx": read_excel}
WRITERS: Mapping[str, Writer] = {".json": _write_json, ".scw": _write_scw, ".xlsx": write_excel}
"""By the ending of the file's name."""


def read_cross_impact_from(path: Path) -> CrossImpactBook:
    """The problem in a file: casebook JSON, ScenarioWizard's `.scw`, or a workbook.

    Raises ProblemsError with every finding and its place, UsageError for another ending or where nothing can be read,
    LimitError where the file is too large.
    """
    suffix = path.suffix.lower()
    if suffix not in READERS:
        found = f"`{suffix}`" if suffix else "no ending"
        raise UsageError(f"{path} has {found}; a cross-impact problem is read from {listed(list(READERS))}")
    return READERS[suffix](path)


def writer_for(path: Path) -> Writer:
    """What writes this kind of file; raises UsageError for an ending that is none of ours.

    >>> writer_for(Path("matrix.SCW")).__name__
    '_write_scw'
    """
    suffix = path.suffix.lower()
    if suffix not in WRITERS:
        found = f"`{suffix}`" if suffix else "no ending"
        raise UsageError(f"{path} has {found}; a cross-impact problem is written as {listed(list(WRITERS))}")
    return WRITERS[suffix]


def export_cross_impact(path: Path, book: CrossImpactBook) -> None:
    """Writes a problem as JSON, `.scw` or `.xlsx`, by the ending of the name; what stands there is replaced.

    Raises UsageError for another ending, a place that cannot be written to or a name that the format cannot hold,
    UnsupportedError for rules in a format without any.
    """
    write = writer_for(path)
    with replacing(path) as stream:
        write(stream, book)
