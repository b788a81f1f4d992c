"""Citations of a case held against its sources: the findings of `check` and the table of `cite`.

How an id keeps its words is ruled by `documents.citations`; the record is written by `desk.citing`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from estimative.base.errors import EstimativeError, Problem, listed
from estimative.case.citations import cited, split
from estimative.case.models_sources import Source
from estimative.case.names import CITATION_PATTERN
from estimative.desk.sources import AtHand, locate
from estimative.documents import citations as held
from estimative.documents.citations import Citation, Recorded
from estimative.documents.moved import Proposal, proposals
from estimative.exchange.case_files import CaseFile
from estimative.exchange.what_ifs import FOLDER, apply, beside

SYNC = "`estimative cite CASE --sync`"
UNVERIFIED = "unverified"


@dataclass(frozen=True)
class CitedPassage:
    """One line of the table: where a passage stands, who cites it, and whether it still holds the words cited.

    `at` is the position now, else the recorded one; `state` is one of `documents.citations`, or `unverified` where
    the source is not at hand; `text` is there where the source is. `proposed` are passages that may stand for words
    that are lost, for somebody to read.
    """

    id: str
    at: tuple[int, int] | None
    sha256: str | None
    cited_by: tuple[str, ...]
    state: str
    sentence: str
    text: str | None = None
    proposed: tuple[str, ...] = ()


@dataclass(frozen=True)
class CitedSource:
    """One source with what is cited of it: `cited` maps passages to the addresses that cite them.

    `at_hand` is its document, or None; `recorded` what the case keeps of its passages; `citations` each passage held
    against the document, nothing where that is not at hand.
    """

    id: str
    source: Source
    cited: Mapping[str, tuple[str, ...]]
    at_hand: AtHand | None
    recorded: Mapping[str, Recorded]
    citations: tuple[Citation, ...]
    proposals: Mapping[str, Proposal] = field(default_factory=dict)

    @property
    def passages(self) -> tuple[CitedPassage, ...]:
        """The lines of the table, by number."""
        if self.at_hand is not None:
            return tuple(self._held(citation) for citation in self.citations)
        ids = sorted({*self.cited, *self.recorded}, key=lambda item: int(item[1:]))
        return tuple(self._unverified(item, self.recorded.get(item)) for item in ids)

    def _held(self, citation: Citation) -> CitedPassage:
        now, kept, item = citation.passage, citation.recorded, citation.id
        places, sentence = self.cited.get(item, ()), citation.sentence
        near = self.proposals.get(item)
        proposed = tuple(passage.id for passage in near.passages) if near else ()
        if now is not None:
            at, digest, text = (now.start, now.end), now.sha256, now.text
            return CitedPassage(item, at, digest, places, citation.state, sentence, text, proposed)
        spot, recorded = ((kept.start, kept.end), kept.sha256) if kept else (None, None)
        return CitedPassage(item, spot, recorded, places, citation.state, sentence, None, proposed)

    def _unverified(self, item: str, kept: Recorded | None) -> CitedPassage:
        at, digest = ((kept.start, kept.end), kept.sha256) if kept else (None, None)
        sentence = f"{item} is {'recorded' if kept else 'not recorded'}, and the source is not at hand"
        return CitedPassage(item, at, digest, self.cited.get(item, ()), UNVERIFIED, sentence)


@dataclass(frozen=True)
class Table:
    """Every source of the case with its cited passages, and what `check` says of them, located in the file."""

    sources: tuple[CitedSource, ...]
    problems: tuple[Problem, ...]

    def source(self, source_id: str) -> CitedSource | None:
        """The source with this id, or None."""
        return next((source for source in self.sources if source.id == source_id), None)


def verify(case_file: CaseFile, sources_dir: Path | None = None) -> list[Problem]:
    """What is wrong with the citations of a case, as far as its sources are at hand; located in its file.

    Errors: cited words that moved or are lost, a passage that the text does not have, a source that is no readable
    text. Warnings: passages not yet recorded, a record that is out of date, a kind of file that cannot be read.
    Notes: sources that are not at hand. Raises UsageError where `sources_dir` is no folder.
    """
    return list(table(case_file, sources_dir).problems)


def table(case_file: CaseFile, sources_dir: Path | None = None) -> Table:
    """Which passages does the case cite, who cites each, and does each still hold its words? Raises as `verify`."""
    sources, places = case_file.case.sources, _cited(case_file)
    found = locate(sources, case_file.path.parent, sources_dir)
    rows = tuple(_row(item, source, places.get(item, {}), found.at_hand.get(item)) for item, source in sources.items())
    problems = [*found.problems, *(problem for row in rows for problem in _findings(row, sources_dir is not None))]
    return Table(rows, tuple(_placed(problem, case_file) for problem in problems))


def _row(item: str, source: Source, places: Mapping[str, tuple[str, ...]], at_hand: AtHand | None) -> CitedSource:
    recorded = {passage: Recorded(*record.at, record.sha256) for passage, record in source.passages.items()}
    citations = held.verify(at_hand.document, recorded, places) if at_hand is not None else ()
    near = proposals(at_hand.document, citations) if at_hand is not None else {}
    return CitedSource(item, source, places, at_hand, recorded, citations, near)


def _cited(case_file: CaseFile) -> dict[str, dict[str, tuple[str, ...]]]:
    """For each source its cited passages and who cites them: in the case, and in what its what-ifs change of it.

    What-ifs that cannot be applied, for the case was edited since, cite too: every citation that stands in one.
    """
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    told = [("", cited(case_file.case))]
    for name, what_if in beside(case_file.path).items():
        if isinstance(what_if, EstimativeError):
            continue
        place = f"{FOLDER}/{name}"
        if name in case_file.what_ifs:
            told.append((f"{place}/", cited(apply(case_file.case, what_if))))
        else:
            told.append(("", dict.fromkeys(_citations_in(what_if.change, case_file), (place,))))
        told.append(("", dict.fromkeys(_citations_in(what_if.cites, case_file), (place,))))
    for prefix, citations in told:
        for citation, places in citations.items():
            source, passage = split(citation)
            passages = found.setdefault(source, {})
            known = passages.get(passage, ())
            new = (prefix + place for place in places if place not in known and prefix + place not in known)
            passages[passage] = (*known, *new)
    return found


def _citations_in(value: object, case_file: CaseFile) -> Iterator[str]:
    """Every text within a value that is a citation of one of the case's sources."""
    if isinstance(value, str):
        if re.fullmatch(CITATION_PATTERN, value) and split(value)[0] in case_file.case.sources:
            yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _citations_in(item, case_file)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _citations_in(item, case_file)


def _placed(problem: Problem, case_file: CaseFile) -> Problem:
    """The problem with its line and column: in the case's file, or in that of the what-if that its path begins with."""
    folder, _, rest = problem.path.partition("/")
    name, _, inner = rest.partition("/")
    what_if = case_file.what_ifs.get(name) if folder == FOLDER else None
    if what_if is not None and what_if.positions is not None:
        spot = what_if.positions.locate(f"change/{inner}" if inner else "cites")
    else:
        spot = case_file.locate(problem.path) if folder != FOLDER else None
    return problem.at(*(spot or (None, None)))


def _findings(row: CitedSource, given: bool) -> Iterator[Problem]:
    if row.at_hand is None:
        if row.cited:
            yield _not_at_hand(row, given)
        return
    for citation in row.citations:
        if citation.broken:
            yield _broken(row, citation)
    yield from _record_findings(row, row.at_hand)


def _not_at_hand(row: CitedSource, given: bool) -> Problem:
    missing = sum(item not in row.recorded for item in row.cited)
    words = f"source `{row.id}` is not at hand; its {_count(row.cited)} {_are(row.cited)} not verified"
    if missing:
        words += f", {missing} of them not recorded"
    way = f"no text there is called `{row.id}.txt` or is the one recorded; name its file under `path`"
    return Problem(
        "note", "source-not-at-hand", f"sources/{row.id}", f"{words}; {way if given else 'give --sources DIR'}"
    )


def _broken(row: CitedSource, citation: Citation) -> Problem:
    """An error for a citation that no longer holds: at its record, or where it is cited if it has none."""
    name, places = f"{row.id}#{citation.id}", row.cited[citation.id]
    accept = _sync(f"--accept {name}")
    near = row.proposals.get(citation.id)
    target = near.passages[0].id if near else citation.found[0].id if citation.found else "p12"
    point = _sync(f"--point {name}={target}")
    there = f"{near.sentence}: read it, then {point}" if near else f"read the source anew, then {point}, say"
    follow = f"{_sync('--follow')} cites them there" if len(citation.found) == 1 else f"choose one with {point}"
    ways = {
        "moved": f"{follow}, {accept} takes the words that {citation.id} names now",
        "lost": there + (f", or {accept}" if citation.passage else ""),
        "missing": f"the last one is p{len(row.at_hand.document.passages)}" if row.at_hand else "",
    }
    path = f"sources/{row.id}/passages/{citation.id}" if citation.recorded else places[0]
    message = f"`{row.id}`: {citation.sentence} (cited by {listed(places, 3)}); {ways[citation.state]}"
    return Problem("error", f"citation-{citation.state}", path, message)


def _sync(option: str) -> str:
    return f"{SYNC[:-1]} {option}`"


def _record_findings(row: CitedSource, at_hand: AtHand) -> Iterator[Problem]:
    """What is out of date in the record of a source as a whole."""
    source, document, path = row.source, at_hand.document, f"sources/{row.id}"
    new = [citation.id for citation in row.citations if citation.state == "new"]
    shifted = [citation.id for citation in row.citations if citation.state == "shifted"]
    if new:
        message = f"{_count(new)} of `{row.id}` {_are(new)} not recorded yet ({listed(new)}): run {SYNC}"
        yield Problem("warning", "citation-unrecorded", path, message)
    elif source.text_sha256 is None and row.cited:
        yield Problem("warning", "source-unrecorded", path, f"the digest of `{row.id}` is not recorded: run {SYNC}")
    if source.text_sha256 is not None and not document.text_sha256.startswith(source.text_sha256):
        whole = (
            "" if any(c.broken for c in row.citations) else f"; every recorded passage that is cited stands: run {SYNC}"
        )
        message = f"the text of `{row.id}` has changed since it was recorded{whole}"
        yield Problem("warning", "source-changed", f"{path}/text_sha256", message)
    elif shifted:
        message = f"`{row.id}`: the recorded positions of {listed(shifted)} are not theirs: run {SYNC}"
        yield Problem("warning", "citation-shifted", f"{path}/passages", message)
    elif source.file_sha256 is not None and not document.file_sha256.startswith(source.file_sha256):
        message = f"the file of `{row.id}` is not the one recorded; its text is the same"
        yield Problem("note", "source-file", f"{path}/file_sha256", message)


def _count(passages: Collection[str]) -> str:
    return "1 cited passage" if len(passages) == 1 else f"{len(passages)} cited passages"


def _are(passages: Collection[str]) -> str:
    return "is" if len(passages) == 1 else "are"
