"""Explaining what one method makes of a case: its tables and reasons, at the stated values and over the draws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from estimative.assessment.joins import joins
from estimative.assessment.run import Ensemble, MethodRun, run_methods
from estimative.base.canonical import rounded
from estimative.base.errors import UnsupportedError
from estimative.case.longform import case_digest
from estimative.case.models import Case
from estimative.desk.what_ifs import with_what_if
from estimative.exchange.case_files import read_case
from estimative.methods.records import methods
from estimative.report.methods.exhibits import Exhibit, drawings


@dataclass(frozen=True, eq=False)
class MethodExplained:
    """One method on one case: its run, and what it shows."""

    case: Case
    digest: str
    what_if: str | None
    what_if_because: str | None
    method: str
    title: str
    run: MethodRun
    exhibits: tuple[Exhibit, ...]
    data: Mapping[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """The same as plain values; `kind` is `method`. What the method adds takes the place of no fixed key."""
        head = {
            "case": self.digest,
            "what_if": self.what_if,
            "kind": "method",
            "method": self.method,
            "draws": self.run.weights.draws,
            "support": {key: found.mean for key, found in self.run.supports.items()},
            "undetermined": {key: found.undetermined for key, found in self.run.supports.items()},
        }
        rest = {key: value for key, value in self.data.items() if key not in head}
        plain: dict[str, Any] = rounded({**head, **rest})
        return plain


def names_method(path: Path, what: str) -> bool:
    """Do these words name an installed method, and no scenario of the case at `path`?"""
    return what in joins() and what not in read_case(path).case.scenarios


def explain_method(path: Path, method: str, ensemble: Ensemble, what_if: str | None = None) -> MethodExplained:
    """What does this method make of the case at `path`?

    Raises ProblemsError for what is wrong in the case, UnsupportedError where the case lacks what the method needs.
    """
    file = read_case(path)
    case, because = with_what_if(file, what_if)
    need = joins()[method].lacks(case)
    if need is not None:
        raise UnsupportedError(f"nothing to explain: {need}")
    run = run_methods(case, ensemble, only=[method], with_facts=True)[method]
    drawing = drawings().get(method) if run.facts is not None else None
    shown = drawing.exhibits(case, run.facts) if drawing is not None else ()
    data = drawing.data(run.facts) if drawing is not None else {}
    record = methods().get(method)
    title = record.title if record is not None else method
    return MethodExplained(case, case_digest(case), what_if, because, method, title, run, shown, data)
