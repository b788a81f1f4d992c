"""Keeping what a case records of its sources: two digests, the reader, and the passages that are cited.

The record is written by `sync` and by nothing else, never by hand, so that it can be trusted to say what was cited.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from estimative.base.errors import Problem, UsageError, nearest
from estimative.case.citations import split
from estimative.case.models_sources import Source
from estimative.desk.citations import CitedSource, table
from estimative.desk.writing import edited_case
from estimative.documents.citations import Renewal, renewed
from estimative.documents.text import Document
from estimative.exchange.case_files import CaseFile, read_case
from estimative.exchange.edits import Put

_RECORD = ("reader", "text_sha256", "file_sha256", "passages")
_BEFORE_RECORD = frozenset(Source.model_fields) - {*_RECORD, "mentions"}
"""The fields of a source below which a new record is written; what it mentions comes last."""


@dataclass(frozen=True)
class Synced:
    """What bringing the record in line came to.

    `renewed` are the sources whose record changed, `followed` the citations that were pointed elsewhere, `rebound`
    the what-ifs that were bound to the case as it is now, `problems` what stays for a person to settle.
    """

    renewed: tuple[str, ...]
    followed: Mapping[str, str]
    rebound: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def written(self) -> bool:
        """Whether the case's file was written."""
        return bool(self.renewed or self.followed)


def sync(
    case_file: CaseFile,
    sources_dir: Path | None = None,
    accept: Collection[str] = (),
    follow: bool = False,
    point: Mapping[str, str] | None = None,
) -> Synced:
    """Brings what the case records of its sources in line with them, and writes the file where that changes anything.

    A source with a citation that moved, is lost or is missing keeps its record as it was, so that the trace of what
    was cited stays; the others are renewed. `accept` names citations (`epc-2021#p9`) whose present words somebody has
    read and takes as cited; with `follow` citations whose words stand at one other place are pointed there, in the
    case and in all its what-ifs. `point` says of citations which passage somebody has read and cites instead
    (`epc-2021#p9` to `p11`). What-ifs that were bound to the case as it was are bound to it as it is, and others are
    not. Everything else in the files stays as it stands.

    Raises UsageError for an `accept` or a `point` that nothing cites or that the source does not have, for a file that
    changed meanwhile or cannot be written, and whatever `verify` raises.
    """
    rows = table(case_file, sources_dir).sources
    _known("--accept", accept, rows)
    pointed = _pointed(point or {}, rows)
    changes: list[Put] = []
    changed: list[str] = []
    followed: dict[str, str] = {}
    for row in rows:
        if row.at_hand is None:
            continue
        accepted = {split(item)[1] for item in accept if split(item)[0] == row.id}
        renewal = renewed(row.at_hand.document, row.recorded, row.cited, accepted, follow, pointed.get(row.id))
        if renewal.broken:
            continue
        followed |= {f"{row.id}#{old}": f"{row.id}#{new}" for old, new in renewal.followed.items()}
        if put := _put(row, row.at_hand.document, renewal):
            changes.append(put)
            changed.append(row.id)
    rebound = _write(case_file, changes, followed) if changes or followed else ()
    after = read_case(case_file.path) if changes or followed else case_file
    return Synced(tuple(changed), followed, rebound, table(after, sources_dir).problems)


def _known(option: str, named: Iterable[str], rows: Iterable[CitedSource]) -> None:
    every = [f"{row.id}#{passage}" for row in rows for passage in row.cited]
    for item in named:
        if item not in every:
            raise UsageError(f"{option} {item}: nothing in the case cites that{nearest(item, every)}")


def _pointed(point: Mapping[str, str], rows: Sequence[CitedSource]) -> dict[str, dict[str, str]]:
    """By source: which passage is cited instead of which. UsageError for what is not there, in the case or the text."""
    _known("--point", point, rows)
    found: dict[str, dict[str, str]] = {}
    for item, target in point.items():
        source, passage = split(item)
        of, _, new = target.rpartition("#")
        row = next(row for row in rows if row.id == source)
        if of not in ("", source):
            raise UsageError(f"--point {item}={target}: give a passage of `{source}`, such as p12")
        if row.at_hand is None:
            raise UsageError(f"--point {item}={target}: `{source}` is not at hand; give --sources DIR")
        if row.at_hand.document.passage(new) is None:
            last = len(row.at_hand.document.passages)
            raise UsageError(f"--point {item}={target}: the text has no such passage; the last one is p{last}")
        found.setdefault(source, {})[passage] = new
    return found


def _put(row: CitedSource, document: Document, renewal: Renewal) -> Put | None:
    """What the file is to hold of a source from now on; None where it does already."""
    source = row.source
    same = (source.reader, source.text_sha256, source.file_sha256) == (
        document.reader,
        document.text_sha256,
        document.file_sha256,
    )
    if same and renewal.record == row.recorded:
        return None
    passages = {item: {"at": [kept.start, kept.end], "sha256": kept.sha256} for item, kept in renewal.record.items()}
    values = (document.reader, document.text_sha256, document.file_sha256, passages)
    fields = dict(zip(_RECORD, values, strict=True))
    if not passages and not row.recorded:
        del fields["passages"]
    return Put(("sources", row.id), fields, after=_BEFORE_RECORD)


def _write(case_file: CaseFile, changes: Sequence[Put], followed: Mapping[str, str]) -> tuple[str, ...]:
    """Writes the case, then its what-ifs; gives the names of the what-ifs that were written."""
    after = edited_case(case_file, changes, followed)
    after.write()
    return tuple(after.what_ifs)
