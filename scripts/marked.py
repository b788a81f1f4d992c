"""Pages with generated parts: a part stands between two comments that name it, and everything else is left alone."""

from __future__ import annotations

import re
from collections.abc import Mapping

PART = re.compile(r"<!-- begin (?P<name>[a-z0-9-]+)(?: \(.*?\))? -->\n(?P<inside>.*?)<!-- end (?P=name) -->", re.DOTALL)


def parts_of(text: str) -> dict[str, str]:
    r"""The generated parts of a page as they stand, by name.

    >>> parts_of("a\n<!-- begin x (by: y) -->\n\none\n\n<!-- end x -->\nb")
    {'x': 'one'}
    """
    return {found["name"]: found["inside"].strip("\n") for found in PART.finditer(text)}


def filled(text: str, parts: Mapping[str, str]) -> str:
    r"""The page with every generated part made anew. Raises KeyError for a part that nothing makes.

    >>> filled("<!-- begin x -->\nold\n<!-- end x -->", {"x": "new"})
    '<!-- begin x -->\n\nnew\n\n<!-- end x -->'
    """

    def renewed(found: re.Match[str]) -> str:
        opening = found[0].split("\n", 1)[0]
        return f"{opening}\n\n{parts[found['name']].strip()}\n\n<!-- end {found['name']} -->"

    return PART.sub(renewed, text)


def table(headings: list[str], rows: list[list[str]], right: frozenset[int] = frozenset()) -> str:
    """A Markdown table; columns in `right` are set flush right.

    >>> print(table(["a", "b"], [["x", "1"]], frozenset({1})))
    | a | b |
    |---|--:|
    | x | 1 |
    """
    rule = "".join("|--:" if column in right else "|---" for column in range(len(headings))) + "|"
    return "\n".join([_row(headings), rule, *map(_row, rows)])


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("\n", " ").replace("|", "\\|") for cell in cells) + " |"
