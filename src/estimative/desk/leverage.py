"""Leverage: what an actor, and others whom it reaches, could do about a wished scenario; keeping one as a what-if."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from estimative.assessment.run import Ensemble, run_methods
from estimative.case.longform import case_digest
from estimative.case.paths import records
from estimative.desk.keeping import Keepable, keep_changes
from estimative.desk.what_ifs import with_what_if
from estimative.exchange.case_files import CaseFile, read_case
from estimative.inquiry.opportunities import opportunities
from estimative.report.leverage_facts import LeverageFacts


@dataclass(frozen=True, eq=False)
class Leverage:
    """The facts of one page on leverage, and the file that they come from."""

    file: CaseFile
    facts: LeverageFacts


def leverage(
    path: Path, actor: str, wish: str, ensemble: Ensemble | None = None, what_if: str | None = None
) -> Leverage:
    """What could `actor` do so that the scenario `wish` gets more support in the case at `path`, and what could others?

    Raises ProblemsError for what is wrong in the case, UsageError for an actor, a scenario or a what-if that it does
    not have.
    """
    file = read_case(path)
    case, because = with_what_if(file, what_if)
    ensemble = ensemble or Ensemble()
    found = opportunities(case, run_methods(case, ensemble), ensemble, actor, wish)
    places = {place: spot for place in records(case) if (spot := file.locate(place)) is not None}
    digest = case_digest(case)
    facts = LeverageFacts(
        case, digest, file.path.name, what_if, because, ensemble.draws, ensemble.seed, found, places, {}
    )
    return Leverage(file, facts)


def keep(found: Leverage, ids: Sequence[str]) -> list[Path]:
    """Writes what has these ids as what-ifs beside the case, and returns their files: all of them, or none.

    Raises as `keep_changes` does.
    """
    facts = found.facts
    because = f"Something that could be done about {facts.wish}, asked for {facts.actor}."
    known = [
        Keepable(one.id, one.change, f"{one.words}?", because, one.cites, one.not_computed) for one in facts.found.all
    ]
    return keep_changes(found.file, facts.case, facts.what_if, known, ids)
