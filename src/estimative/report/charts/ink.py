"""Colours by the part they play, for two grounds: the page, which has a light and a dark scheme, and white paper.

The hues are those of Okabe and Ito, told apart by people who are colour-blind too; no picture rests on colour alone.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Ink:
    """What to draw with. `linked` says whether numbers and states link to their rows on the page."""

    text: str
    quiet: str
    line: str
    ground: str
    panel: str
    first: str
    """Blue: own moves, what raises a support, the main result."""
    second: str
    """Vermilion: deals, what lowers a support."""
    third: str
    """Bluish green: the status quo, what stands now."""
    tints: tuple[str, ...]
    """Soft fills for scenarios, in their order; the last is for none of these."""
    linked: bool


PAGE = Ink(
    text="var(--text)",
    quiet="var(--quiet)",
    line="var(--line)",
    ground="var(--ground)",
    panel="var(--panel)",
    first="var(--blue)",
    second="var(--vermilion)",
    third="var(--green)",
    tints=("var(--tint-1)", "var(--tint-2)", "var(--tint-3)", "var(--tint-4)", "var(--tint-none)"),
    linked=True,
)

PAPER = Ink(
    text="#1b2430",
    quiet="#586271",
    line="#c9d0d9",
    ground="#ffffff",
    panel="#f5f7f9",
    first="#0072b2",
    second="#b84f00",
    third="#00785a",
    tints=("#d6e9f5", "#fbe3d2", "#d5eee5", "#f3e2ec", "#eceff2"),
    linked=False,
)
