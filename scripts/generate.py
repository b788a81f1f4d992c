"""Makes anew what is generated in README and docs. Tests compare; this writes.

make figures     runs the worked case and its rival at the default draws and seed, records both assessments under
                 docs/figures, draws the pictures, fills every page
make pictures    runs the worked case and draws the pictures
make reference   fills every page from what is recorded and from the code, without running anything
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from scripts import figures, reference
from scripts.marked import filled, parts_of

ROOT = Path(__file__).resolve().parent.parent


def pages() -> list[Path]:
    """The pages that people read: README, the docs, and what lies beside them."""
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def parts() -> dict[str, str]:
    """Every generated part by name, from what is recorded and from the code."""
    return {**figures.parts(figures.recorded(), figures.recorded(figures.WHAT_IF)), **reference.parts()}


def fill_pages() -> list[Path]:
    """Writes the generated parts of all pages; returns the pages that changed."""
    made, changed = parts(), []
    for page in pages():
        before = page.read_text(encoding="utf-8")
        after = filled(before, made) if parts_of(before) else before
        if after != before:
            page.write_text(after, encoding="utf-8")
            changed.append(page)
    return changed


def record(what: str) -> None:
    """Runs the worked case, draws the pictures, and records the assessments (`figures`) or nothing (`pictures`)."""
    found, pictures = figures.computed()
    for name, drawn in pictures.items():
        (figures.PICTURES / name).write_text(drawn, encoding="utf-8")
    if what == "pictures":
        return
    other, _ = figures.computed(figures.WHAT_IF)
    for what_if, answer in ((None, found), (figures.WHAT_IF, other)):
        text = json.dumps(answer, indent=1, ensure_ascii=False)
        figures.record_file(what_if).write_text(f"{text}\n", encoding="utf-8")


def main(what: str) -> None:
    """Makes `figures`, `pictures` or `reference`."""
    if what != "reference":
        record(what)
    for page in fill_pages():
        print(f"filled {page.relative_to(ROOT)}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "figures")
