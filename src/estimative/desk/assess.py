"""Assessing a case: reads it, runs every method that it can feed, weighs its arguments, and returns all facts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from estimative.assessment.bands import against_author, author_words, implied
from estimative.assessment.conflict import ConflictFacts, prepare
from estimative.assessment.conflict_map import conflict_map
from estimative.assessment.convergence import Convergence, convergence
from estimative.assessment.pooling import Pool, pool
from estimative.assessment.readings import readings
from estimative.assessment.run import Ensemble, MethodRun, missing_methods, run_methods
from estimative.assessment.weights import NONE
from estimative.assessment.winners import Outlook, contradictions
from estimative.assessment.words import scenario_name
from estimative.base.likelihood import reading
from estimative.base.logic.examples import state_between
from estimative.case.longform import case_digest
from estimative.case.models import Case
from estimative.case.models_scenarios import Scenario
from estimative.case.paths import records
from estimative.case.space import state_space
from estimative.desk.draws_file import write_draws
from estimative.desk.sources import locate
from estimative.desk.what_ifs import with_what_if
from estimative.exchange.case_files import CaseFile, read_case
from estimative.exchange.what_ifs import apply
from estimative.inquiry.arguments import SMALLEST, ArgumentWeight, largest, weigh_arguments
from estimative.inquiry.assumptions import weigh_assumptions, weigh_what_ifs
from estimative.inquiry.confidence import confidence
from estimative.inquiry.flips import flips
from estimative.inquiry.reached import with_reached
from estimative.inquiry.rivals import RivalFindings, rival_in, weigh_rival
from estimative.inquiry.sensitivity import Sensitivity, sensitivity, with_ranges
from estimative.inquiry.sensitivity_pooled import with_swings
from estimative.inquiry.shapley import share_out
from estimative.inquiry.stress import stress
from estimative.report.facts import AssessedLine, Assessment, ScenarioFacts, ScenarioGap
from estimative.report.wording import method_name, shortened

QUOTED = 48.0
"""How much of an argument's words the sentence on where the methods meet quotes, in ems."""


def assess(
    path: Path,
    ensemble: Ensemble | None = None,
    what_if: str | None = None,
    sources: Path | None = None,
    pooled: bool = False,
    draws_file: Path | None = None,
) -> Assessment:
    """What do the judgments of the case at `path` imply, what carries it, and how does it stand to the author's words?

    `what_if` names one of the case's what-ifs, which is applied first; `sources` is a folder with the source documents,
    whose cited passages are then at hand; `pooled` asks for one figure out of all methods, whatever the settings say;
    `draws_file` is where the draws are written as Parquet.
    Raises ProblemsError for what is wrong in the case, UsageError for a what-if
    that it does not have.
    """
    file = read_case(path)
    case, because = with_what_if(file, what_if)
    ensemble = ensemble or Ensemble()
    runs = run_methods(case, ensemble, with_facts=True)
    if draws_file is not None:
        write_draws(draws_file, runs, ensemble.which, case_digest(case), what_if)
    swayed = sensitivity(case, runs, ensemble.which)
    runs = with_ranges(runs, swayed)
    what_ifs = {name: apply(file.case, change) for name, change in file.what_ifs.items()} if what_if is None else {}
    facts = _conflict_facts(runs)
    outlooks = facts.outlooks if facts is not None else {}
    shares = share_out(case, runs, ensemble)
    arguments = weigh_arguments(case, runs, ensemble, shares)
    meeting = _meeting(case, runs, arguments)
    overturned = flips(case, runs, ensemble)
    runs = with_reached(case, runs, overturned, ensemble)
    changed = weigh_what_ifs(case, runs, what_ifs, ensemble)
    gap = _gap(case)
    return Assessment(
        case=case,
        digest=case_digest(case),
        file=file.path.name,
        what_if=what_if,
        what_if_because=because,
        draws=ensemble.draws,
        seed=ensemble.seed,
        sampling=ensemble.sampling,
        scenarios={
            name: _scenario(case, name, record, runs, outlooks.get(name, {})) for name, record in case.scenarios.items()
        },
        none={method: run.supports[NONE] for method, run in runs.items() if run.forecasts},
        convergence=meeting,
        confidence=confidence(case, meeting, overturned),
        arguments=arguments,
        shares=shares,
        assumptions=weigh_assumptions(case, runs, changed, ensemble),
        what_ifs=changed,
        flips=overturned,
        sensitivity=swayed,
        plays={"conflict": facts.plays} if facts is not None else {},
        shown={method: run.facts for method, run in runs.items()},
        pool=_pool(case, runs, gap is not None, swayed, ensemble)
        if pooled or case.settings.pooling.method != "none"
        else None,
        concept=case.settings.conflict.concept,
        deals=case.settings.conflict.deals,
        map=conflict_map(prepare(case, ensemble.memory, {})) if facts is not None else None,
        rival=_rival(file.case, case, runs, ensemble),
        gap=gap,
        missing_methods=missing_methods(case),
        problems=tuple(problem for problem in file.problems if problem.severity != "note"),
        places={place: spot for place in records(case) if (spot := file.locate(place)) is not None},
        passages=_passages(file, sources),
        stress=stress(case, runs, ensemble),
    )


def _meeting(case: Case, runs: Mapping[str, MethodRun], arguments: Mapping[str, ArgumentWeight]) -> Convergence:
    titles = {key: scenario_name(case, key) for key in (*case.scenarios, NONE)}
    heaviest: dict[str, str | None] = {}
    for method in runs:
        sizes = {name: largest({method: found.effects.get(method, {})}) for name, found in arguments.items()}
        name = max(sizes, key=lambda name: (round(sizes[name], 9), name), default=None)
        moved = name is not None and sizes[name] > SMALLEST
        heaviest[method] = shortened(case.arguments[name].text, QUOTED) if name is not None and moved else None
    return convergence(runs, titles, {method: method_name(method) for method in runs}, heaviest)


def _pool(case: Case, runs: Mapping[str, MethodRun], gap: bool, swayed: Sensitivity, ensemble: Ensemble) -> Pool:
    def pooling(found: Mapping[str, MethodRun]) -> Pool:
        return pool(found, case.settings.pooling.weights, gap, case.settings.scenarios_overlap)

    return with_swings(pooling(runs), pooling, runs, swayed, ensemble.which)


def _conflict_facts(runs: Mapping[str, MethodRun]) -> ConflictFacts | None:
    found = runs["conflict"].facts if "conflict" in runs else None
    return found if isinstance(found, ConflictFacts) else None


def _scenario(
    case: Case, name: str, record: Scenario, runs: Mapping[str, MethodRun], outlook: Mapping[str, Outlook]
) -> ScenarioFacts:
    supports = {method: run.supports[name] for method, run in runs.items() if run.forecasts}
    author = author_words(record.stated)
    band = implied(supports.values())
    effects = {actor: effect.value for actor, effect in record.effects.items()}
    return ScenarioFacts(
        id=name,
        author=author,
        supports=supports,
        balances={method: run.supports[name] for method, run in runs.items() if not run.forecasts},
        implies=band,
        against_author=against_author(band, author),
        assessed=_assessed(case, record),
        outlooks=outlook,
        questions=contradictions(outlook, effects),
    )


def _assessed(case: Case, record: Scenario) -> AssessedLine | None:
    line = record.assessed
    if not line.signed:
        return None
    scale = line.scale or case.settings.likelihood_scale
    interval = line.range or (reading(line.term, scale) if line.term is not None else None)
    low, high = interval if interval is not None else (None, None)
    return AssessedLine(line.term, scale if line.term else None, low, high, line.by, line.date)


def _rival(before: Case, after: Case, runs: Mapping[str, MethodRun], ensemble: Ensemble) -> RivalFindings | None:
    grantor = rival_in(before, after)
    return weigh_rival(before, after, grantor, ensemble, runs) if grantor is not None else None


def _gap(case: Case) -> ScenarioGap | None:
    """The feasible states in which every scenario is false, with one that lies between them; None without any."""
    if not case.scenarios:
        return None
    space = state_space(case)
    outside = space.feasible.copy()
    found_by = readings(case, space)
    insides = [found.true & space.feasible for found in found_by.values()]
    for found in found_by.values():
        outside &= found.false
    now = space.code({factor.id: case.now.get(factor.id, factor.variants[0]) for factor in space.factors})
    example = state_between(space, outside, insides, now)
    if example is None:
        return None
    return ScenarioGap(int(outside.sum()), int(space.feasible.sum()), space.assignment(example))


def _passages(file: CaseFile, sources: Path | None) -> dict[str, str]:
    """The texts of the cited passages whose source is at hand and unchanged."""
    if sources is None:
        return {}
    located = locate(file.case.sources, file.path.parent, sources)
    found: dict[str, str] = {}
    for name, at in located.at_hand.items():
        for number, recorded in file.case.sources[name].passages.items():
            passage = at.document.passage(number)
            if passage is not None and passage.sha256.startswith(recorded.sha256[: len(passage.sha256)]):
                found[f"{name}#{number}"] = passage.text
    return found
