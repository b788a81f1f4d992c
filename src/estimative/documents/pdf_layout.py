"""From pieces to lines in the order of reading: running heads and feet taken out, columns read one after the other.

A page is cut where a white strip runs through it (Nagy and Seth 1984, recursive XY cut): first upright, into columns,
then level, at the widest gap. Strips between narrow pieces are no gutters: numbers of items and rows of tables stay
together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from estimative.documents.pdf_glyphs import PageGlyphs, Piece

EDGE = 0.12
"""Running heads and feet stand in the outer parts of a page, so wide as a share of its height."""
APART = 0.6
"""White between a running head and the text is at least so many letter heights."""
COLUMN = 0.22
"""The least width of a column, as a share of what is cut."""
GUTTER = 0.9
"""The least width of the strip between columns, in letter heights."""
FEWEST_LINES = 3
"""A column has at least so many lines."""
MOST_CUTS = 40
"""How deep cuts go: no page is laid out deeper."""
_NUMBERS = re.compile(r"[0-9]+|\b[ivxlc]+\b")
_PAGE_NUMBER = re.compile(
    r"[-–—\s]*(?:page|p\.|seite|página|стр\.)?\s*#(?:\s*(?:/|of|von|de)\s*#)?[-–—\s]*", re.IGNORECASE
)


@dataclass(frozen=True)
class Line:
    """A line of a column: its words, its box, the size of its letters, and the column in which it stands.

    `column` numbers the columns of a file in the order of reading; `left` and `right` of the column are its own.
    """

    text: str
    left: float
    right: float
    baseline: float
    size: float
    bold: bool
    hyphen: bool
    page: int
    column: int = 0
    column_left: float = 0.0
    column_right: float = 0.0


def lines_of(pages: Sequence[PageGlyphs]) -> list[Line]:
    """The lines of a file in the order of reading."""
    found: list[Line] = []
    column = 0
    for number, kept in enumerate(_without_running(pages), start=1):
        for region in _cut(kept, MOST_CUTS):
            lines = _lines(region, number)
            left, right = min(line.left for line in lines), max(line.right for line in lines)
            column += 1
            found += [replace(line, column=column, column_left=left, column_right=right) for line in lines]
    return found


def _without_running(pages: Sequence[PageGlyphs]) -> list[list[Piece]]:
    """The pieces of every page, without heads, feet and page numbers that run through the file."""
    edges = [_edge_blocks(page) for page in pages]
    seen = Counter(key for blocks in edges for key in {_key(p) for side in blocks for block in side for p in block})
    enough = max(2, round(0.4 * len(pages)))
    kept = []
    for page, sides in zip(pages, edges, strict=True):
        running: set[int] = set()
        for blocks in sides:
            for block in blocks:
                if not all(seen[_key(p)] >= enough or _PAGE_NUMBER.fullmatch(_key(p)) for p in block):
                    break  # what lies further in belongs to the text
                running |= {id(piece) for piece in block}
        kept.append([piece for piece in page.pieces if id(piece) not in running])
    return kept


def _edge_blocks(page: PageGlyphs) -> tuple[list[list[Piece]], list[list[Piece]]]:
    """What stands at the head and at the foot of a page, from the edge inwards, in blocks with white between them.

    A block that reaches further in than a running head or foot is text, and so is all behind it.
    """
    down = sorted(page.pieces, key=lambda p: -p.top)
    up = sorted(page.pieces, key=lambda p: p.bottom)
    return (
        _blocks(down, lambda one, two: one.bottom - two.top, lambda p: p.bottom > (1 - EDGE) * page.height),
        _blocks(up, lambda one, two: two.bottom - one.top, lambda p: p.top < EDGE * page.height),
    )


def _blocks(
    pieces: Sequence[Piece], gap: Callable[[Piece, Piece], float], outer: Callable[[Piece], bool]
) -> list[list[Piece]]:
    blocks: list[list[Piece]] = []
    for piece in pieces:
        if blocks and min(gap(before, piece) for before in blocks[-1]) < APART * piece.size:
            blocks[-1].append(piece)
        elif not outer(piece):
            break
        else:
            blocks.append([piece])
    return [block for block in blocks if all(outer(piece) for piece in block)]


def _key(piece: Piece) -> str:
    return _NUMBERS.sub("#", piece.text.lower())


def _cut(pieces: list[Piece], depth: int) -> list[list[Piece]]:
    """The regions of a page in the order of reading."""
    if not pieces:
        return []
    if depth > 0:
        gutter = _gutter(pieces)
        if gutter is not None:
            sides = [p for p in pieces if p.right <= gutter], [p for p in pieces if p.left >= gutter]
            first, second = sides if _leftwards(pieces) >= 0 else sides[::-1]
            return [*_cut(first, depth - 1), *_cut(second, depth - 1)]
        level = _level(pieces)
        if level is not None:
            above, below = [p for p in pieces if p.bottom >= level], [p for p in pieces if p.bottom < level]
            parts = _cut(above, depth - 1), _cut(below, depth - 1)
            if max(map(len, parts)) > 1:
                return [*parts[0], *parts[1]]
    return [pieces]


def _gutter(pieces: list[Piece]) -> float | None:
    """Where an upright white strip parts two columns; None where none does."""
    left, right = min(p.left for p in pieces), max(p.right for p in pieces)
    size = median(p.size for p in pieces)
    reached = None
    best: tuple[float, float] | None = None
    for piece in sorted(pieces, key=lambda p: p.left):
        if reached is not None and piece.left - reached > GUTTER * size:
            middle = (piece.left + reached) / 2
            sides = [p for p in pieces if p.right <= middle], [p for p in pieces if p.left >= middle]
            if all(_is_column(side, right - left) for side in sides) and (
                best is None or piece.left - reached > best[0]
            ):
                best = piece.left - reached, middle
        reached = piece.right if reached is None else max(reached, piece.right)
    return best[1] if best is not None else None


def _is_column(side: list[Piece], width: float) -> bool:
    """Is this a column of text: wide enough, with some lines of several words?"""
    if max(p.right for p in side) - min(p.left for p in side) < COLUMN * width:
        return False
    baselines = {round(p.baseline) for p in side}
    wordy = sum(len(p.text.split()) >= 3 for p in side)
    return len(baselines) >= FEWEST_LINES and 2 * wordy >= len(side)


def _level(pieces: list[Piece]) -> float | None:
    """Where the widest level white strip lies; None where lines touch everywhere."""
    ordered = sorted(pieces, key=lambda p: -p.top)
    lowest = ordered[0].bottom
    best: tuple[float, float] | None = None
    for piece in ordered[1:]:
        gap = lowest - piece.top
        if gap > 0.05 and (best is None or gap > best[0]):
            best = gap, (lowest + piece.top) / 2
        lowest = min(lowest, piece.bottom)
    return best[1] if best is not None else None


def _leftwards(pieces: Iterable[Piece]) -> int:
    """Above 0 where most letters run to the right, below 0 where they run to the left."""
    from unicodedata import bidirectional

    score = 0
    for piece in pieces:
        for letter in piece.text:
            kind = bidirectional(letter)
            score += 1 if kind == "L" else -1 if kind in {"R", "AL"} else 0
    return score


def _lines(region: list[Piece], page: int) -> list[Line]:
    """The pieces of one column gathered into lines, from the top down."""
    rows: list[list[Piece]] = []
    for piece in sorted(region, key=lambda p: (-p.baseline, p.left)):
        same = rows and abs(rows[-1][0].baseline - piece.baseline) < 0.4 * max(rows[-1][0].size, piece.size)
        if same:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    backwards = _leftwards(region) < 0
    return [_line(sorted(row, key=lambda p: -p.left if backwards else p.left), page) for row in rows]


def _line(row: list[Piece], page: int) -> Line:
    longest = max(row, key=lambda p: len(p.text))
    return Line(
        text=" ".join(piece.text for piece in row),
        left=min(piece.left for piece in row),
        right=max(piece.right for piece in row),
        baseline=longest.baseline,
        size=longest.size,
        bold=longest.bold,
        hyphen=row[-1].hyphen,
        page=page,
    )
