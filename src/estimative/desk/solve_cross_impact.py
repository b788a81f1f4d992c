"""Solving a cross-impact file, without a case."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from estimative.base.errors import UsageError
from estimative.base.progress import SILENT, Progress

if TYPE_CHECKING:
    from estimative.exchange.cross_impact_book import CrossImpactBook
    from estimative.methods.cross_impact.attractors import AttractorResult
    from estimative.methods.cross_impact.problem import CrossImpact
    from estimative.methods.cross_impact.result import CrossImpactResult

LISTED = 10_000


def solve_cross_impact(  # noqa: PLR0913 - one for each question that may be asked of a file
    path: Path,
    rules: Sequence[str] = (),
    *,
    tolerance: int = 0,
    limit: int = LISTED,
    samples: int | None = None,
    seed: int = 1,
    only_allowed: bool = False,
    explain: str | None = None,
    robust: bool = False,
    compare: Path | None = None,
    export: Path | None = None,
    progress: Progress = SILENT,
) -> dict[str, Any]:
    """What is consistent in a file with a cross-impact problem, as plain data, variants numbered from 0.

    `rules` names successions whose attractors are looked for (`global`, `local/lowest` …); `samples` how many starts
    are drawn where there are too many to follow each, `only_allowed` leaves out starts against a rule. `explain` is a
    scenario to be explained, `robust` asks what changes of single judgments do, `compare` is a file of solutions of
    ScenarioWizard to compare with; with `export` the problem is written there. `seconds` is the time from the parsed
    problem to the consistent scenarios. Raises ProblemsError for what is wrong in a file, UsageError for a rule, an
    ending or a scenario that does not exist, or where `robust` is asked within a tolerance.
    """
    from estimative.exchange.cross_impact_files import export_cross_impact, read_cross_impact_from, writer_for
    from estimative.methods.cross_impact.attractors import SAMPLED, attractors
    from estimative.methods.cross_impact.consistent import solve
    from estimative.methods.cross_impact.rules import rule

    if robust and tolerance:
        raise UsageError(
            f"what changes of single judgments do is asked of scenarios that are consistent: leave the tolerance of"
            f" {tolerance} out, or do not ask"
        )
    if export is not None:
        writer_for(export)  # a wrong ending is said before the work, not after it
    asked = [rule(name) for name in rules]
    book = read_cross_impact_from(path)
    problem = book.problem
    scenario = None if explain is None else scenario_of(problem, explain)
    result = solve(problem, tolerance, limit, progress=progress)
    starts: Any = "allowed" if only_allowed else "all"
    found = [
        attractors(problem, by, starts=starts, limit=limit, samples=samples or SAMPLED, seed=seed, progress=progress)
        for by in asked
    ]
    answer = _answer(book, result, found)
    if scenario is not None:
        from estimative.desk.cross_impact_explained import explained

        answer["explained"] = explained(problem, scenario, [by.key for by in asked], tolerance)
    if robust:
        answer["robust"] = _robust(problem, limit, progress)
    if compare is not None:
        answer["compared"] = _compared(compare, result)
    if export is not None:
        export_cross_impact(export, book)
    return answer


def _answer(book: CrossImpactBook, result: CrossImpactResult, found: Sequence[AttractorResult]) -> dict[str, Any]:
    from estimative.methods.cross_impact.balances import system_grid

    problem = book.problem
    plain = result.to_dict()
    grid = system_grid(problem)
    warnings = [*result.warnings, *(f"{each.rule.key}: {words}" for each in found for words in each.warnings)]
    return {
        "name": book.name,
        "descriptors": [
            {"name": name, "variants": list(variants)}
            for name, variants in zip(problem.descriptors, problem.variants, strict=True)
        ],
        "scenarios": problem.size,
        "tolerance": result.tolerance,
        "consistent": plain["consistent"],
        "margin": plain["margin"],
        "total_impact_score": plain["total_impact_score"],
        "inconsistency": plain["inconsistency"],
        "count": result.count,
        "counted": result.counted,
        "complete": result.complete,
        "attractors": {each.rule.key: [attractor.to_dict() for attractor in each] for each in found},
        "basins": {each.rule.key: _basin(each) for each in found},
        "islands": [list(places) for places in result.islands],
        "active": grid.active.tolist(),
        "passive": grid.passive.tolist(),
        "warnings": warnings,
        "seconds": result.seconds,
    }


def _basin(found: AttractorResult) -> dict[str, Any]:
    return {
        "starts": found.starts,
        "count": found.count,
        "complete": found.complete,
        "sampled": found.sampled,
        "unsettled": found.unsettled,
        "seconds": found.seconds,
    }


def _robust(problem: CrossImpact, limit: int, progress: Progress) -> dict[str, Any]:
    from estimative.methods.cross_impact.robustness import robustness

    found = robustness(problem, limit, progress=progress)
    plain = found.to_dict()
    del plain["problem"]
    return {"survivors": [list(scenario) for scenario in found.survivors], **plain}


def _compared(path: Path, result: CrossImpactResult) -> dict[str, Any]:
    """What another program's solutions have and lack, and where its numbers are not ours."""
    from estimative.exchange.cross_impact_sl import read_solutions

    ours = {
        scenario: (margin, score)
        for scenario, margin, score in zip(
            result, result.margins, result.balances.total_impact_score.tolist(), strict=True
        )
    }
    solutions = read_solutions(path, result.problem)
    theirs = {solution.scenario: (solution.margin, solution.total_impact_score) for solution in solutions}
    only_there = [list(scenario) for scenario in theirs if scenario not in ours]
    only_here = [list(scenario) for scenario in ours if scenario not in theirs]
    differing = [
        {"scenario": list(scenario), "here": list(ours[scenario]), "there": list(numbers)}  # margin, score
        for scenario, numbers in theirs.items()
        if scenario in ours and ours[scenario] != numbers
    ]
    return {
        "same": not (only_there or only_here or differing),
        "solutions": len(solutions),
        "only_there": only_there,
        "only_here": only_here,
        "other_numbers": differing,
    }


def scenario_of(problem: CrossImpact, text: str) -> tuple[int, ...]:
    """The scenario that a text names: per descriptor a variant's number from 0 or its name, parted by commas.

    Raises UsageError that says for which descriptor nothing fits.

    >>> from estimative.methods.cross_impact.problem import CrossImpact
    >>> scenario_of(CrossImpact(("oil", "peace"), (("dear", "cheap"), ("no", "yes")), [[0] * 4] * 4), "1, yes")
    (1, 1)
    """
    from estimative.base.errors import UsageError, listed, nearest

    parts = [part.strip() for part in text.split(",")]
    if len(parts) != len(problem.counts):
        raise UsageError(
            f"--explain: `{text}` names {len(parts)} variants; {len(problem.counts)} are due, one for each descriptor,"
            " by number from 0 or by name, parted by commas"
        )
    chosen, wrong = [], []
    for part, name, variants in zip(parts, problem.descriptors, problem.variants, strict=True):
        places = [k for k, variant in enumerate(variants) if variant == part]
        if len(places) == 1:
            chosen.append(places[0])
        elif part.isascii() and part.isdigit() and len(part) < 6 and int(part) < len(variants):
            chosen.append(int(part))
        else:
            wrong.append(
                f"`{part}` is no variant of {name}; it has {listed(variants, 8)}, numbered from 0"
                f"{nearest(part, variants)}"
            )
    if wrong:
        raise UsageError("--explain: " + "; ".join(wrong))
    return tuple(chosen)
