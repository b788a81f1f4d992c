"""Issues to bargain over from whatever file they lie in: casebook JSON, or the lines of exchange programs."""

from __future__ import annotations

from pathlib import Path

from estimative.base.files import read_text
from estimative.exchange.bargaining_lines import MAX_FILE as LONGEST_LINES
from estimative.exchange.bargaining_lines import bargaining_lines
from estimative.exchange.casebook_bargaining import BargainingBook, read_bargaining


def read_bargaining_from(path: Path) -> BargainingBook:
    """The issues in a file: JSON by its name, else lines that begin with #A, #P, #M or #D.

    Raises ProblemsError with every finding and its place, UsageError or LimitError where nothing can be read.
    """
    if path.suffix.lower() == ".json":
        return read_bargaining(path)
    text = read_text(path, LONGEST_LINES)
    return read_bargaining(path) if text.lstrip().startswith("{") else bargaining_lines(text, path)
