"""What-ifs after their case was edited: what each would change now, and binding it to the case as it stands.

Of the case that a what-if was written for only the digest is kept, so that nobody can say what changed in the case
since. What can be said is what the what-if does to the case of today, and where it names what is there no longer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from estimative.base.errors import EstimativeError, ProblemsError, UsageError, listed, nearest
from estimative.base.files import read_bytes, write_text
from estimative.case.longform import case_digest, to_long
from estimative.case.models import Case
from estimative.case.paths import kind
from estimative.desk.diff_words import values_of
from estimative.exchange.case_files import CaseFile, read_case
from estimative.exchange.edits import Put, edited
from estimative.exchange.what_ifs import FOLDER, WhatIf, beside, changed_by, read_what_if, what_if_path
from estimative.inquiry.differences import Piece, differences

State = Literal["fits", "stale", "broken", "unreadable"]
WAYS = {
    "gone": "take that out of its `change`, or name what took its place",
    "idle": "the case says so already: delete the file, or write what it is to change",
}


@dataclass(frozen=True)
class Standing:
    """How a what-if stands to the case of today.

    `fits`: bound to it and can be applied. `stale`: written for another digest; it can be bound anew. `broken`: it
    cannot be applied to the case of today, for `reasons`. `unreadable`: the file is no what-if. `pieces` are what it
    changes now, in `changed`; `already` the places at which it says what the case says anyway, `adds` those that it
    creates.
    """

    id: str
    path: Path
    state: State
    base: str | None
    because: str
    reasons: tuple[str, ...] = ()
    pieces: tuple[Piece, ...] = ()
    already: tuple[str, ...] = ()
    adds: tuple[str, ...] = ()
    changed: Case | None = None
    bound: bool = False


@dataclass(frozen=True)
class WhatIfs:
    """The what-ifs of a case, in the order of their names; `digest` names the case as it is now."""

    case: Case
    path: Path
    digest: str
    found: tuple[Standing, ...]

    def to_dict(self) -> dict[str, Any]:
        """All of it as plain JSON values."""
        return {
            "case": self.digest,
            "what_ifs": {item.id: _standing_json(self.case, item) for item in self.found},
        }


def what_ifs(path: Path) -> WhatIfs:
    """The what-ifs of the case at `path` and how each stands to it. Raises ProblemsError for an error of the case."""
    file = read_case(path)
    return _all(file, ())


def rebase(path: Path, names: Collection[str] = ()) -> WhatIfs:
    """Binds what-ifs to the case as it is now: those named, or all that were written for another digest.

    Only the line with `base` changes. What cannot be applied is left as it is, with the reason. Raises UsageError for
    a name that is none, or a file that cannot be written.
    """
    file = read_case(path)
    known = list(beside(file.path))
    for name in names:
        if name not in known:
            has = listed(known) or "none"
            raise UsageError(f"the case has no what-if `{name}`; it has {has}{nearest(name, known)}")
    found = _all(file, names)
    bound = [_bound(standing, file, found.digest) for standing in found.found]
    return replace(found, found=tuple(bound))


def _all(file: CaseFile, names: Collection[str]) -> WhatIfs:
    digest = case_digest(file.case)
    told = beside(file.path)
    found = (_standing(file, name, item, digest) for name, item in told.items() if not names or name in names)
    return WhatIfs(file.case, file.path, digest, tuple(found))


def _standing(file: CaseFile, name: str, item: WhatIf | EstimativeError, digest: str) -> Standing:
    path = what_if_path(file.path, name)
    if isinstance(item, EstimativeError):
        return Standing(name, path, "unreadable", None, "", _messages(item))
    touched = _Touched(to_long(file.case), item.change)
    standing = Standing(name, path, "stale", item.base, item.because, already=touched.already, adds=touched.created)
    gone = [f"it removes `{place}`, which the case no longer has: {WAYS['gone']}" for place in touched.gone]
    try:
        changed = changed_by(file.case, item)
    except EstimativeError as error:
        return replace(standing, state="broken", reasons=(*gone, *_broken(error, touched.created)))
    pieces = differences(file.case, changed, ())
    if item.base == digest:
        return replace(standing, state="fits", pieces=pieces, changed=changed)
    if not pieces:
        gone.append(f"it changes nothing any more; {WAYS['idle']}")
    state: State = "broken" if gone else "stale"
    return replace(standing, state=state, reasons=tuple(gone), pieces=pieces, changed=changed)


def _broken(error: EstimativeError, created: tuple[str, ...]) -> Iterator[str]:
    """Why the changed case is none: what the change names is gone, or the rest of the case has moved on."""
    if not isinstance(error, ProblemsError):
        yield str(error)
        return
    lost: dict[str, list[str]] = {}
    for problem in error.problems:
        place = next((p for p in created if problem.path == p or problem.path.startswith(f"{p}/")), None)
        if place is not None and problem.code == "missing-field":
            lost.setdefault(place, []).append(problem.message)
        else:
            spot = f"line {problem.line}: " if problem.line is not None else ""
            yield f"{spot}{problem.path}: {problem.message}" if problem.path else f"{spot}{problem.message}"
    for place in lost:
        yield (
            f"`{place}` is not in the case any more, and what the what-if says of it is too little for a new one:"
            f" {WAYS['gone']}"
        )


def _messages(error: EstimativeError) -> tuple[str, ...]:
    if not isinstance(error, ProblemsError):
        return (str(error),)
    return tuple(f"line {p.line}: {p.message}" if p.line is not None else p.message for p in error.problems)


def _bound(standing: Standing, file: CaseFile, digest: str) -> Standing:
    if standing.state != "stale":
        return standing
    folder = file.path.parent.resolve()
    if not standing.path.resolve().is_relative_to(folder):
        reason = "the file is a link that leads out of the folder of the case, and is left as it is"
        return replace(standing, state="broken", reasons=(reason,))
    before = read_what_if(standing.path)
    text = read_bytes(standing.path).decode("utf-8")
    new = edited(text, [Put((), {"base": digest})])
    write_text(standing.path, new)
    after = read_what_if(standing.path)
    if replace(after, base=before.base) != before:
        raise EstimativeError(f"{standing.path} was changed by somebody else meanwhile; look at it again")
    return replace(standing, state="fits", base=digest, bound=True)


class _Touched:
    """What a merge patch touches of a long form, by place."""

    def __init__(self, long: Mapping[str, Any], change: Mapping[str, Any]) -> None:
        self._already: list[str] = []
        self._created: list[str] = []
        self._gone: list[str] = []
        self._walk(long, change, ())

    @property
    def already(self) -> tuple[str, ...]:
        """Where the case says the same anyway."""
        return tuple(self._already)

    @property
    def created(self) -> tuple[str, ...]:
        """Addresses that the case does not have and the change gives something."""
        return tuple(self._created)

    @property
    def gone(self) -> tuple[str, ...]:
        """Addresses that the change removes and the case does not have."""
        return tuple(self._gone)

    def _walk(self, here: Any, change: Mapping[str, Any], place: tuple[str, ...]) -> None:
        for key, value in change.items():
            path = "/".join((*place, key))
            there = here.get(key) if isinstance(here, Mapping) else None
            if value is None:
                if there is None and kind(path) is not None and not _optional(path):
                    self._gone.append(path)
            elif isinstance(value, Mapping):
                if there is None and kind(path) is not None and not _optional(path):
                    self._created.append(path)
                else:
                    self._walk(there, value, (*place, key))
            elif there == value:
                self._already.append(path)


def _optional(path: str) -> bool:
    """Is it a record that need not be there for its owner to be the same: what the author stated, settings?"""
    return kind(path) in ("settings", "question", "stated", "assessed", "confidence", "salience", "capability")


def _standing_json(case: Case, item: Standing) -> dict[str, Any]:
    changes = []
    for piece in item.pieces:
        before, after = values_of(piece, case, item.changed or case)
        changes.append(
            {"path": piece.path, "kind": piece.kind, "change": piece.change, "before": before, "after": after}
        )
    return {
        "file": f"{FOLDER}/{item.path.name}",
        "state": item.state,
        "base": item.base,
        "bound": item.bound,
        "reasons": list(item.reasons),
        "changes": changes,
        "already": list(item.already),
        "adds": list(item.adds),
    }
