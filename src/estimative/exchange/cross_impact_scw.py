"""Matrices of the program ScenarioWizard (`.scw`), in and out.

Eight parts, each ended by a line `#`: descriptors (`&`) with their variants (`-`), short names, an empty part, colours,
an empty part, the matrix, and comments, which are not read. Text is cp1252 or latin-1, line ends are of either kind;
names may be blank and may repeat.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from estimative.base.errors import UnsupportedError, UsageError, listed
from estimative.base.files import MEBIBYTE, read_bytes
from estimative.exchange.cross_impact_book import MAX_NAME, CrossImpactBook, built_or_failed, spot
from estimative.exchange.csv_tables import TableFindings
from estimative.methods.cross_impact.record import MAX_VALUE, MAX_VARIANTS

MAX_FILE = 64 * MEBIBYTE
FIRST = "$ ScenarioWizard"
HEADER = "$ ScenarioWizard 4.0"
END = "#"

_NUMBER = re.compile(r"[+-]?[0-9]{1,12}")

Lines = list[tuple[int, str]]
"""Lines with their numbers from 1."""


def read_scw(path: Path) -> CrossImpactBook:
    """The matrix in a file of ScenarioWizard.

    Raises ProblemsError with every finding, each with its line, and UsageError or LimitError where the file cannot be
    read.
    """
    return scw_from(decoded(read_bytes(path, MAX_FILE)), path)


def decoded(data: bytes) -> str:
    r"""The text of a Windows program's file: UTF-8 where a mark at its start says so, else cp1252, else latin-1.

    >>> decoded(b"caf\xe9"), decoded(b"\x81"), decoded("\ufeffé".encode())
    ('café', '\x81', 'é')
    """
    for encoding in ("utf-8-sig",) if data.startswith(b"\xef\xbb\xbf") else ("cp1252",):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            pass
    return data.decode("latin-1")


def text_lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines of a text with their numbers from 1; line ends of every kind."""
    yield from enumerate(re.split(r"\r\n|\r|\n", text), start=1)


def scw_from(text: str, path: Path) -> CrossImpactBook:
    """The matrix in the text of such a file; `path` is for messages."""
    findings = TableFindings(path)
    lines = list(text_lines(text))
    if not lines[0][1].strip().startswith(FIRST):
        findings.fail(path, f"a file of ScenarioWizard begins with `{HEADER}`", "scw", spot(1))
        findings.stop_if_failed()
    title = lines[1][1].strip() if len(lines) > 1 else ""
    parts = _parts(lines[2:])
    if len(parts) < 6:
        found = f"{len(parts)} of the 6 parts that come before the comments"
        message = f"{found} are ended by a line `#`: descriptors, short names, nothing, colours, nothing, the matrix"
        findings.fail(path, message, "scw", spot(lines[-1][0]))
        findings.stop_if_failed()
    descriptors = _descriptors(parts[0], path, findings)
    _fill_blanks(descriptors, parts[1])
    width = sum(len(variants) for _, variants in descriptors)
    matrix = _matrix(parts[5], width, path, findings) if width <= MAX_VARIANTS else []
    return built_or_failed(title[:MAX_NAME], descriptors, matrix, [], findings)


def scw_text(book: CrossImpactBook) -> str:
    """The file of ScenarioWizard with this matrix; line ends as on Windows, for `scw_bytes`.

    Raises UnsupportedError where combinations are forbidden, which the format has no place for, and UsageError for a
    title or a name that it cannot hold.
    """
    problem = book.problem
    if problem.never:
        raise UnsupportedError(
            f"a .scw file has no place for the {len(problem.never)} forbidden combinations; write .json or .xlsx"
        )
    names = [book.name, *problem.descriptors, *(name for names in problem.variants for name in names)]
    broken = [name for name in names if len(name.splitlines()) > 1 or name != name.strip()]
    if broken:
        raise UsageError(
            f"a .scw file holds a name in one line, without blanks around it: {listed([n[:60] for n in broken])}"
        )
    width = len(problem.matrix)
    lines = [HEADER, book.name]
    for name, variants in zip(problem.descriptors, problem.variants, strict=True):
        lines += [f"&{name}", *(f" -{variant}" for variant in variants)]
    lines.append(END)
    for variants in problem.variants:
        lines += ["&", *[" "] * len(variants)]
    lines += [END, END, *["FFFFFF"] * width, END, END]
    lines += [",".join(f"{value:2d} " for value in row) for row in problem.matrix.tolist()]
    lines += [END, "# 0-0", '""']
    count = len(problem.descriptors)
    lines += ["# ", '""'] * count + ["#  -> ", '""'] * (count * count) + [END, END, ""]
    return "\r\n".join(lines)


def scw_bytes(book: CrossImpactBook) -> bytes:
    """The same as bytes; raises UsageError for letters that cp1252 does not have."""
    text = scw_text(book)
    try:
        return text.encode("cp1252")
    except UnicodeEncodeError as error:
        letters = sorted({letter for letter in text if not letter.encode("cp1252", "ignore")})
        raise UsageError(
            f"a .scw file holds Western European letters only, not {listed(letters)}; rename, or write .json or .xlsx"
        ) from error


def _parts(lines: Lines) -> list[Lines]:
    """The parts that a line `#` ends, the first six of them."""
    parts: list[Lines] = []
    part: Lines = []
    for number, line in lines:
        if line.strip() == END:
            parts.append(part)
            part = []
            if len(parts) == 6:
                break
        else:
            part.append((number, line))
    return parts


def _descriptors(lines: Lines, path: Path, findings: TableFindings) -> list[tuple[str, list[str]]]:
    described: list[tuple[str, list[str]]] = []
    for number, line in lines:
        mark, name = line.strip()[:1], line.strip()[1:].strip()
        if len(name) > MAX_NAME:
            message = f"a name of {len(name):,} characters; at most {MAX_NAME:,} are read"
            findings.fail(path, message, "limit", spot(number))
        elif mark == "&":
            described.append((name, []))
        elif mark == "-" and described:
            described[-1][1].append(name)
        elif mark == "-":
            findings.fail(path, "a variant stands before the first descriptor (`&`)", "scw", spot(number))
        elif mark:
            message = f"`&` and a descriptor, or `-` and a variant, is due, found `{line.strip()[:40]}`"
            findings.fail(path, message, "scw", spot(number))
    bare = [str(place) for place, (_, variants) in enumerate(described, start=1) if not variants]
    if bare:
        place = spot(lines[0][0] if lines else 3)
        findings.fail(path, f"descriptor {', '.join(bare[:12])} has no variant (`-`)", "scw", place)
    if not described:
        findings.fail(path, "there is no descriptor (`&`)", "scw", spot(lines[0][0] if lines else 3))
    return described


def _fill_blanks(described: list[tuple[str, list[str]]], lines: Lines) -> None:
    """A blank name is replaced by the short name, where the short names are complete."""
    short = [line.strip() for _, line in lines]
    if len(short) != sum(1 + len(variants) for _, variants in described):
        return
    at = 0
    for place, (name, variants) in enumerate(described):
        own = short[at].removeprefix("&").strip()
        after = short[at + 1 : at + 1 + len(variants)]
        described[place] = (name or own, [v or s for v, s in zip(variants, after, strict=True)])
        at += 1 + len(variants)


def _matrix(lines: Lines, width: int, path: Path, findings: TableFindings) -> list[list[int]]:
    filled = [(number, line) for number, line in lines if line.strip()]
    if len(filled) != width:
        place = spot(filled[-1][0] if filled else 1)
        findings.fail(path, f"{len(filled)} rows of the matrix; {width} are due, one for each variant", "scw", place)
    rows = []
    for number, line in filled[:width]:
        cells = line.split(",")
        if len(cells) == width + 1 and not cells[-1].strip():
            cells.pop()
        if len(cells) != width:
            message = f"{len(cells)} numbers; {width} are due, one for each variant"
            findings.fail(path, message, "scw", spot(number))
            continue
        row, column = [], 1
        for cell in cells:
            if _NUMBER.fullmatch(cell.strip()) and abs(int(cell)) <= MAX_VALUE:
                row.append(int(cell))
            else:
                message = f"a whole number up to {MAX_VALUE:,} in size is due, found `{cell.strip()[:40]}`"
                findings.fail(path, message, "number", spot(number, column))
            column += len(cell) + 1
        rows.append(row)
    return rows
