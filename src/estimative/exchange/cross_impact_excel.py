"""Cross-impact matrices as workbooks: names in the first two rows and columns, judgments below them.

Row 1 and column A name the descriptors, each once at its first variant (or at every variant); row 2 and column B name
the variants; the judgments begin in C3, a row per source variant, an empty cell for 0. A sheet `never` may list
combinations that cannot be: a column per descriptor, in each row the name or the number (from 1) of a variant, empty
cells for any. A sheet `about` has the title in B1. Other sheets are not read.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, BinaryIO

from estimative.base.errors import UsageError, listed, nearest
from estimative.exchange.cross_impact_book import MAX_NAME, CrossImpactBook, built_or_failed
from estimative.exchange.csv_tables import Cell, TableFindings
from estimative.exchange.workbooks import Place, Refused, read_sheets, write_sheets
from estimative.methods.cross_impact.record import MAX_PATTERNS, MAX_VALUE, MAX_VARIANTS

MATRIX, NEVER, ABOUT = "matrix", "never", "about"
HEADINGS = 2

Described = list[tuple[str, list[str]]]
Rows = list[list[Place]]


def read_excel(path: Path) -> CrossImpactBook:
    """The matrix in a workbook: in its sheet `matrix`, else in its first sheet.

    Raises ProblemsError with every finding, each with the cell, and UsageError or LimitError where the file cannot be
    read.
    """
    findings = TableFindings(path)
    sheets = {name.strip().lower(): cells for name, cells in read_sheets(path).items()}
    first = next((cells for name, cells in sheets.items() if name not in (NEVER, ABOUT)), [])
    cells = sheets.get(MATRIX, first)
    width = max((max(cell.row, cell.column) for cell in cells), default=0) - HEADINGS
    if width > MAX_VARIANTS:
        findings.fail(path, f"more than {MAX_VARIANTS:,} variants in all, the most that is read", "limit")
        findings.stop_if_failed()
    if width < 1:
        findings.fail(path, "no matrix: names are due in the first two rows and columns, judgments from C3 on", "xlsx")
        findings.stop_if_failed()
    rows = _square(cells, width + HEADINGS)
    across = _headings([rows[0][HEADINGS:], rows[1][HEADINGS:]], path, findings)
    side = [[row[k] for row in rows[HEADINGS:]] for k in range(HEADINGS)]
    down = _headings(side, path, findings)
    if across != down and not findings.problems:
        findings.fail(path, _difference(down, across), "xlsx")
    matrix = [_judgments(row[HEADINGS:], path, findings) for row in rows[HEADINGS:]]
    never = _never(sheets.get(NEVER, []), across, path, findings)
    return built_or_failed(_title(sheets.get(ABOUT, [])), across, matrix, never, findings)


def write_excel(stream: BinaryIO, book: CrossImpactBook) -> None:
    """A workbook with this matrix; reading it again gives the same problem.

    Raises UsageError where a descriptor has no name to head its rows, or a name is too long for a cell.
    """
    problem = book.problem
    _writable(book)
    across = [[None, None], [None, None]]
    for name, variants in zip(problem.descriptors, problem.variants, strict=True):
        across[0] += [name, *[None] * (len(variants) - 1)]  # type: ignore[list-item]
        across[1] += list(variants)  # type: ignore[arg-type]
    rows: list[list[Any]] = [*across]
    for k, values in enumerate(problem.matrix.tolist()):
        rows.append([across[0][HEADINGS + k], across[1][HEADINGS + k], *values])
    sheets = {MATRIX: rows}
    if problem.never:
        sheets[NEVER] = [list(problem.descriptors), *(_written(pattern, book) for pattern in problem.never)]
    if book.name:
        sheets[ABOUT] = [["title", book.name]]
    write_sheets(stream, sheets, bold=HEADINGS)


def _writable(book: CrossImpactBook) -> None:
    problem = book.problem
    bare = [str(place) for place, name in enumerate(problem.descriptors, start=1) if not name.strip()]
    if bare:
        raise UsageError(
            f"descriptor {listed(bare)} has no name to stand in a workbook; name it, or write .json or .scw"
        )
    names = [book.name, *problem.descriptors, *(name for variants in problem.variants for name in variants)]
    strange = [name for name in names if len(name) > MAX_NAME or name != name.strip() or not name.isprintable()]
    if strange:
        raise UsageError(
            f"a workbook holds names of up to {MAX_NAME:,} printable characters, without blanks around them:"
            f" {listed([name[:60] for name in strange])}; rename, or write .json"
        )
    neighbours = pairwise(problem.descriptors)
    if max(problem.counts) == 1 and any(one == other for one, other in neighbours):
        raise UsageError("descriptors of one variant each that share a name cannot be told apart in a workbook")


def _written(pattern: Sequence[tuple[int, int]], book: CrossImpactBook) -> list[Any]:
    chosen = dict(pattern)
    row: list[Any] = []
    for j, variants in enumerate(book.problem.variants):
        name = variants[chosen[j]] if j in chosen else None
        row.append(chosen[j] + 1 if name is not None and (not name or variants.count(name) > 1) else name)
    return row


def _square(cells: list[Place], size: int) -> Rows:
    """The cells as rows and columns, empty ones filled in."""
    rows = [[Place(None, r, c) for c in range(1, size + 1)] for r in range(1, size + 1)]
    for cell in cells:
        rows[cell.row - 1][cell.column - 1] = cell
    return rows


def _headings(lines: list[list[Place]], path: Path, findings: TableFindings) -> Described:
    """Descriptors with their variants, from the two lines of names."""
    titles, variants = lines
    texts = [_text(cell, path, findings) for cell in titles]
    everywhere = all(texts) and any(one == other for one, other in pairwise(texts))
    described: Described = []
    for k, (title, cell) in enumerate(zip(texts, variants, strict=True)):
        if title and not (everywhere and k and title == texts[k - 1]):
            described.append((title, []))
        if not described:
            _fail(findings, path, titles[k], "the name of a descriptor is due", "empty")
            described.append(("", []))
        described[-1][1].append(_text(cell, path, findings))
    return described


def _text(cell: Place, path: Path, findings: TableFindings) -> str:
    value = cell.value
    if isinstance(value, Refused):
        _fail(findings, path, cell, f"a name is due, found {value.what}", "name")
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # years and the like
    text = "" if value is None else str(value)
    if len(text) > MAX_NAME:
        _fail(findings, path, cell, f"a name of {len(text):,} characters; at most {MAX_NAME:,} are read", "limit")
        return ""
    return text


def _difference(down: Described, across: Described) -> str:
    for place, (one, other) in enumerate(zip(down, across, strict=False), start=1):
        if one != other:
            found = f"`{one[0][:60]}` ({listed(one[1], 6)})", f"`{other[0][:60]}` ({listed(other[1], 6)})"
            return (
                f"descriptor {place} is {found[0]} down the side and {found[1]} across the top; both must be the same"
            )
    return f"{len(down)} descriptors down the side, {len(across)} across the top; both must be the same"


def _judgments(row: list[Place], path: Path, findings: TableFindings) -> list[int]:
    values = []
    for cell in row:
        value = 0 if cell.value is None else cell.value
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if type(value) is int and abs(value) <= MAX_VALUE:
            values.append(value)
            continue
        words = (
            value.what
            if isinstance(value, Refused)
            else f"the text `{value[:40]}`"
            if isinstance(value, str)
            else value
        )
        _fail(findings, path, cell, f"a whole number up to {MAX_VALUE:,} in size is due, found {words}", "number")
    return values


def _never(
    cells: list[Place], described: Described, path: Path, findings: TableFindings
) -> list[list[tuple[int, int]]]:
    patterns: dict[int, list[tuple[int, int]]] = {}
    for cell in cells:
        pair = _pair(cell, described, path, findings) if cell.row > 1 else None
        if pair is not None:
            patterns.setdefault(cell.row, []).append(pair)
    if len(patterns) > MAX_PATTERNS:
        findings.fail(path, f"more than {MAX_PATTERNS:,} combinations in sheet `{NEVER}`", "limit")
    return list(patterns.values())


def _pair(cell: Place, described: Described, path: Path, findings: TableFindings) -> tuple[int, int] | None:
    j = cell.column - 1
    if j >= len(described):
        message = f"a combination stands in the first {len(described)} columns of `{NEVER}`, one for each descriptor"
        _fail(findings, path, cell, message, "xlsx")
        return None
    names = described[j][1]
    value = int(cell.value) if isinstance(cell.value, float) and cell.value.is_integer() else cell.value
    if type(value) is int and 1 <= value <= len(names):
        return j, value - 1
    if isinstance(value, str) and names.count(value) == 1:
        return j, names.index(value)
    words = value.what if isinstance(value, Refused) else f"`{str(value)[:60]}`"
    hint = nearest(value, names) if isinstance(value, str) else ""
    message = f"a variant of `{described[j][0][:60]}` is due, by its name or number from 1: {listed(names, 8)}; found"
    _fail(findings, path, cell, f"sheet `{NEVER}`: {message} {words}{hint}", "unknown-id")
    return None


def _title(cells: list[Place]) -> str:
    value = next((cell.value for cell in cells if (cell.row, cell.column) == (1, 2)), None)
    return value[:MAX_NAME] if isinstance(value, str) else ""


def _fail(findings: TableFindings, path: Path, cell: Place, message: str, code: str) -> None:
    findings.fail(path, f"{cell.name}: {message}", code, Cell("", cell.row, cell.column))
