"""Where a page may be written: never over a case, a what-if, a source, or anything that is no page of ours."""

from __future__ import annotations

from pathlib import Path

from estimative.base.errors import UsageError
from estimative.base.files import write_text

SUFFIXES = (".html", ".htm")
MARK = '<meta name="generator" content="Estimative'
LOOKED_AT = 4096


def check_page(page: Path) -> None:
    """Raises UsageError where writing a page to this path would lose something of the user's, or is no page's name.

    Called before anything is computed. An earlier page of ours may be written over; nothing else may.
    """
    if page.suffix.lower() not in SUFFIXES:
        raise UsageError(f"-o {page}: a page is an HTML file; give a name that ends in .html")
    if page.is_dir():
        raise UsageError(f"-o {page} is a folder; give the name of a file in it")
    if page.exists() and not _is_ours(page):
        raise UsageError(f"-o {page} exists and is no page of this program: it is left as it is; give another name")


def write_page(page: Path, html: str) -> None:
    """Writes a page whole or not at all; raises what `check_page` and `write_text` raise."""
    check_page(page)
    write_text(page, html, make_folder=True)


def _is_ours(page: Path) -> bool:
    try:
        with page.open("rb") as stream:
            return MARK.encode() in stream.read(LOOKED_AT)
    except OSError as error:
        raise UsageError(f"-o {page} cannot be read: {error.strerror or error}") from error
