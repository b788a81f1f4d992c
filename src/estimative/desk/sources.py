"""Where a case's sources are: in the case's own folder, or in the one given with `--sources`.

A source is looked for at its `path` in the case's folder, then in the folder given: at that path, under that file's
name, under the source's id (`epc-2021.txt`), then by its words, as a text with the digest that the case recorded, and
at last as the only text whose name begins with the id (`epc-2021-09-02.txt`). A `path` never leads out of the folder
that it starts from, neither by `..` nor by a symbolic link, for a case may come from anybody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from estimative.base.errors import EstimativeError, LimitError, Problem, Severity, UnsupportedError, UsageError
from estimative.case.models_sources import Source
from estimative.documents.readers import Reader, for_file, named, read_document, suffixes
from estimative.documents.text import Document

MOST_FILES = 500
"""Texts of the given folder that are looked into for a source that no name leads to."""


@dataclass(frozen=True)
class AtHand:
    """A source whose file was found and read."""

    document: Document
    file: Path


@dataclass(frozen=True)
class Located:
    """Every source of a case that is at hand, by id, and what went wrong on the way."""

    at_hand: Mapping[str, AtHand]
    problems: tuple[Problem, ...]


def locate(sources: Mapping[str, Source], folder: Path, given: Path | None) -> Located:
    """Finds and reads the sources of a case that lies in `folder`; `given` is a further folder, or None.

    Raises UsageError where `given` is no folder. Files that cannot be read are problems, not exceptions.
    """
    if given is not None and not given.is_dir():
        raise UsageError(f"--sources {given}: no such folder; give the folder in which the sources lie")
    search = _Search(folder, given)
    found = {item: at for item, source in sources.items() if (at := search.source(item, source)) is not None}
    return Located(found, tuple(search.problems))


class _Search:
    """Looks for one source after the other; every file is read once for each reader."""

    def __init__(self, folder: Path, given: Path | None) -> None:
        self.problems: list[Problem] = []
        self._folder = folder
        self._given = given
        self._read: dict[tuple[Path, str], Document | EstimativeError] = {}

    def source(self, source_id: str, source: Source) -> AtHand | None:
        address = f"sources/{source_id}"
        reader = self._reader(address, source)
        try:
            candidates = list(self._by_name(source_id, source))
        except UsageError as error:
            self._problem("error", "source-path", f"{address}/path", str(error))
            return None
        found = next(iter(candidates), None) or self._by_words(source, reader) or self._by_beginning(source_id)
        if found is not None:
            document = self._document(found, reader)
            if isinstance(document, Document):
                return AtHand(document, found)
            # A kind of file that we cannot read yet is no fault of the case; a broken text is worth an error.
            severity: Severity = "warning" if isinstance(document, UnsupportedError) else "error"
            self._problem(severity, "source-unreadable", address, str(document))
        return None

    def _reader(self, address: str, source: Source) -> Reader | None:
        """The reader that the record names; None where it names none that we have, and the suffix decides."""
        if source.reader is None:
            return None
        try:
            return named(source.reader)
        except UnsupportedError as error:
            self._problem("warning", "unknown-reader", f"{address}/reader", str(error))
            return None

    def _by_name(self, source_id: str, source: Source) -> Iterator[Path]:
        places = [(self._folder, source.path)] if source.path else []
        if self._given is not None:
            names = [source.path, PurePosixPath(source.path).name] if source.path else []
            places += [(self._given, name) for name in [*names, *(source_id + suffix for suffix in suffixes())]]
        for folder, name in places:
            file = inside(folder, name)
            if file.exists():
                yield file

    def _by_words(self, source: Source, reader: Reader | None) -> Path | None:
        if source.text_sha256 is None:
            return None
        for file in self._texts()[:MOST_FILES]:
            document = self._document(file, reader)
            if isinstance(document, Document) and document.text_sha256.startswith(source.text_sha256):
                return file
        return None

    def _by_beginning(self, source_id: str) -> Path | None:
        begins = [file for file in self._texts() if re.match(rf"{re.escape(source_id)}[^a-zA-Z0-9]", file.name)]
        return begins[0] if len(begins) == 1 else None

    def _texts(self) -> list[Path]:
        """The texts of the folder given, by name."""
        if self._given is None:
            return []
        return sorted(file for file in self._given.iterdir() if file.suffix.lower() in suffixes() and file.is_file())

    def _document(self, file: Path, reader: Reader | None) -> Document | EstimativeError:
        try:
            chosen = reader or for_file(file)
        except UnsupportedError as error:
            return error
        key = (file, chosen.name)
        if key not in self._read:
            try:
                self._read[key] = read_document(file, chosen)
            except (UsageError, LimitError) as error:
                self._read[key] = error
        return self._read[key]

    def _problem(self, severity: Severity, code: str, address: str, message: str) -> None:
        self.problems.append(Problem(severity, code, address, message))


def inside(folder: Path, name: str) -> Path:
    r"""The file that a relative path leads to from a folder, which it may not leave.

    Raises UsageError for an absolute path, one with `..` or a backslash, and one that a symbolic link leads out.

    >>> inside(Path("case"), "../secret")
    Traceback (most recent call last):
    estimative.base.errors.UsageError: `../secret` leads out of the folder; put the file inside, or give --sources
    """
    parts = PurePosixPath(name)
    windows = PureWindowsPath(name)
    if parts.is_absolute() or windows.drive or "\\" in name or ".." in parts.parts or "\0" in name:
        raise UsageError(f"`{name}` leads out of the folder; put the file inside, or give --sources")
    file = folder / parts
    try:
        if not file.resolve().is_relative_to(folder.resolve()):
            raise UsageError(f"`{name}` is a link that leads out of the folder; put the file itself there")
        file.exists()  # follows every link and reads every name: what cannot be followed is found here
    except (OSError, RuntimeError) as error:
        raise UsageError(f"`{name[:60]}` cannot be followed: {getattr(error, 'strerror', None) or error}") from error
    return file
