"""Two cases held against each other: what differs, what that does to every support, and whose doing it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from estimative.assessment.run import Ensemble, MethodRun
from estimative.base.canonical import rounded
from estimative.base.errors import UsageError
from estimative.case.longform import case_digest
from estimative.case.models import Case
from estimative.case.paths import kind, records
from estimative.desk.diff_words import values_of
from estimative.desk.what_ifs import with_what_if
from estimative.exchange.case_files import read_case
from estimative.inquiry.attribution import BUDGET, Attribution, MethodChange, Part, attribute
from estimative.inquiry.differences import JUDGMENTS, Nothing, Piece
from estimative.inquiry.matching import same_scenarios, with_scenarios_renamed
from estimative.inquiry.taken_over import TakenOver, taken_over


@dataclass(frozen=True)
class Comparison:
    """Two cases on one question: which judgments and ratings agree, differ, or stand in one of them alone (by path).

    `into_old` is the smallest part of the second case that changes what the first concludes, `into_new` the other way.
    """

    agree: tuple[str, ...]
    differ: tuple[str, ...]
    only_old: tuple[str, ...]
    only_new: tuple[str, ...]
    into_old: TakenOver
    into_new: TakenOver


@dataclass(frozen=True)
class Diff:
    """What differs between two cases.

    `matched` are scenarios of the new case that go by the id of the equal one of the old; `scenarios_of_old` and
    `scenarios_of_new` stand in one of them alone, and have no change. `same_question`: both ask in the same words.
    """

    old: Case
    new: Case
    names: tuple[str, str]
    draws: int
    seed: int
    attribution: Attribution
    matched: Mapping[str, str]
    scenarios_of_old: tuple[str, ...]
    scenarios_of_new: tuple[str, ...]
    same_question: bool
    comparison: Comparison | None

    def to_dict(self) -> dict[str, Any]:
        """All of it as plain JSON values."""
        found = self.attribution
        written: dict[str, Any] = rounded(
            {
                "old": case_digest(self.old),
                "new": case_digest(self.new),
                "draws": self.draws,
                "seed": self.seed,
                "same_question": self.same_question,
                "matched": dict(self.matched),
                "scenarios_of_old": list(self.scenarios_of_old),
                "scenarios_of_new": list(self.scenarios_of_new),
                "changes": [_change_json(piece, self.old, self.new) for piece in found.pieces],
                "joined": [[piece.path for piece in pieces] for pieces in found.joined],
                "methods_of_old": list(found.only_old),
                "methods_of_new": list(found.only_new),
                "leader": {"before": found.leader_before, "after": found.leader_after},
                "by_method": {name: _method_json(change) for name, change in found.methods.items()},
                "comparison": _comparison_json(self.comparison),
            }
        )
        return written


def diff(
    old: Path,
    new: Path | None = None,
    what_if: str | None = None,
    ensemble: Ensemble | None = None,
    budget: int = BUDGET,
    compare: bool = False,
    match: bool = False,
) -> Diff:
    """What differs between two cases, or between a case and itself with a what-if, and what that does to each support?

    `budget` is how many runs of a method may go into the shares. `compare` also asks for the smallest part of one case
    that changes what the other concludes; `match` takes scenarios with equal statements for one, whatever their ids.
    Raises ProblemsError for what is wrong in a case, UsageError where there is not one case to compare with.
    """
    if (new is None) == (what_if is None):
        raise UsageError("diff: give two cases, or one case and --what-if NAME")
    if budget < 4:
        raise UsageError(f"diff: --runs is {budget}; at least 4 runs are due")
    file = read_case(old)
    one, name = file.case, str(old)
    if new is None:
        other, _ = with_what_if(file, what_if)
        names = (name, f"{name} with {what_if}")
    else:
        other, names = read_case(new).case, (name, str(new))
    matched = same_scenarios(one, other) if match else {}
    other = with_scenarios_renamed(other, matched)
    ensemble = ensemble or Ensemble()
    found = attribute(one, other, ensemble, budget)
    return Diff(
        one,
        other,
        names,
        ensemble.draws,
        ensemble.seed,
        found,
        matched,
        tuple(key for key in one.scenarios if key not in other.scenarios),
        tuple(key for key in other.scenarios if key not in one.scenarios),
        (one.question.text if one.question else None) == (other.question.text if other.question else None),
        _compared(one, other, found, ensemble) if compare else None,
    )


def _compared(one: Case, other: Case, found: Attribution, ensemble: Ensemble) -> Comparison:
    mine, theirs = ([path for path in records(case) if kind(path) in JUDGMENTS] for case in (one, other))
    differing = {piece.path for piece in found.pieces if piece.kind == "judgment"}
    both = [path for path in mine if path in theirs]
    return Comparison(
        tuple(path for path in both if path not in differing),
        tuple(path for path in both if path in differing),
        tuple(path for path in mine if path not in theirs),
        tuple(path for path in theirs if path not in mine),
        taken_over(found, ensemble),
        taken_over(found, ensemble, into_new=True),
    )


def _change_json(piece: Piece, old: Case, new: Case) -> dict[str, Any]:
    before, after = values_of(piece, old, new)
    return {
        "path": piece.path,
        "kind": piece.kind,
        "change": piece.change,
        "before": before,
        "after": after,
        "read_by": list(piece.methods),
        "edits": [
            {"at": "/".join(edit.place), "before": _plain(edit.before), "after": _plain(edit.after)}
            for edit in piece.edits
        ],
    }


def _plain(value: Any) -> Any:
    return None if value is Nothing.HERE else value


def _method_json(change: MethodChange) -> dict[str, Any]:
    supports = {
        key: {
            "before": change.before.supports[key].mean,
            "after": change.after.supports[key].mean,
            "change": change.change(key),
            "interval": list(change.intervals[key]),
            "rest": change.rest[key],
        }
        for key in change.keys
    }
    return {
        "forecasts": change.forecasts,
        "leader": {"before": _leader(change.before), "after": _leader(change.after)},
        "supports": supports,
        "parts": [_part_json(part) for part in change.parts],
        "exact": change.exact,
        "orders": change.orders,
        "runs": change.runs,
    }


def _leader(run: MethodRun) -> str | None:
    return run.leader if run.forecasts else None


def _part_json(part: Part) -> dict[str, Any]:
    intervals = None if part.intervals is None else {key: list(ends) for key, ends in part.intervals.items()}
    return {"paths": [piece.path for piece in part.pieces], "shares": dict(part.shares), "intervals": intervals}


def _comparison_json(found: Comparison | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "agree": list(found.agree),
        "differ": list(found.differ),
        "only_old": list(found.only_old),
        "only_new": list(found.only_new),
        "into_old": _taken_json(found.into_old),
        "into_new": _taken_json(found.into_new),
    }


def _taken_json(found: TakenOver) -> dict[str, Any]:
    return {
        "paths": [[piece.path for piece in pieces] for pieces in found.pieces],
        "from": found.leader_before,
        "to": found.leader_after,
        "exact_to": found.exact_to,
        "smallest": found.smallest,
        "tried": found.tried,
        "others": found.others,
        "verified": found.verified,
    }
