"""Do the names in a case name something? Actors, people, sources, scenarios, factors and their variants."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from estimative.base.errors import Problem, listed
from estimative.case.codes import error, note, warning
from estimative.case.models import Case
from estimative.case.models_actors import Factor, Option
from estimative.case.models_base import Record
from estimative.case.references import references
from estimative.case.shape import AT_KEY
from estimative.case.walking import everything, joined
from estimative.case.wording import close

NONE = "none"


def check_names(case: Case) -> Iterator[Problem]:
    """Everything that is named and does not exist, or exists twice."""
    yield from _one_namespace(case)
    yield from _factors(case)
    yield from _now_and_impacts(case)
    yield from _references(case)
    yield from _actors(case)
    yield from _citations(case)
    yield from _markings(case)


def factor_variants(case: Case) -> dict[str, tuple[str, ...]]:
    """The variants of every option and driver, by the name that statements use.

    >>> from estimative.case.longform import from_long
    >>> factor_variants(from_long({"id": "tiny", "drivers": {"rain": {}}}))
    {'rain': ('no', 'yes')}
    """
    return {name: factor.variants for name, _, factor in _all_factors(case)}


def _all_factors(case: Case) -> Iterator[tuple[str, str, Factor]]:
    for actor_id, actor in case.actors.items():
        for option_id, option in actor.options.items():
            yield f"{actor_id}.{option_id}", f"actors/{actor_id}/options/{option_id}", option
    for driver_id, driver in case.drivers.items():
        yield driver_id, f"drivers/{driver_id}", driver


def _unknown(code: str, kind: str, name: str, known: Collection[str], path: str, offset: int = 0) -> Problem:
    there = f"; there are {listed(list(known))}" if known else "; the case lists none"
    near = close(name, known)
    return error(code, path, f"no {kind} is called `{name}`{near or there}", offset)


# --- One namespace, names, variants -----------------------------------------------------------------------------------


def _one_namespace(case: Case) -> Iterator[Problem]:
    sections: dict[str, Collection[str]] = {
        "actors": case.actors,
        "drivers": case.drivers,
        "issues": case.issues,
        "terms": case.terms,
    }
    taken: dict[str, str] = {}
    for section, records in sections.items():
        for name in records:
            if name in taken:
                message = f"`{name}` is also in `{taken[name]}`: actors, drivers, issues and terms need different ids"
                yield error("duplicate-id", f"{section}/{name}", message, AT_KEY)
            taken.setdefault(name, section)


def _factors(case: Case) -> Iterator[Problem]:
    for _, path, factor in _all_factors(case):
        twice = sorted({variant for variant in factor.variants if factor.variants.count(variant) > 1})
        if twice:
            yield error("duplicate-variant", f"{path}/variants", f"{listed(twice)} stands twice among the variants")
        for variant in factor.words:
            yield from _variant(variant, factor.variants, f"{path}/words/{variant}", AT_KEY)
        for variant in factor.grants if isinstance(factor, Option) else ():
            yield from _variant(variant, factor.variants, f"{path}/grants/{variant}", AT_KEY)


def _now_and_impacts(case: Case) -> Iterator[Problem]:
    known = factor_variants(case)
    for name, variant in case.now.items():
        if name not in known:
            yield _unknown_factor(name, known, f"now/{name}", AT_KEY)
        else:
            yield from _variant(variant, known[name], f"now/{name}")
    for index, name in enumerate(case.held):
        if name not in known:
            yield _unknown_factor(name, known, f"held/{index}")
    for cause, effects in case.impacts.items():
        yield from _literal(cause, known, f"impacts/{cause}")
        for effect in effects:
            yield from _literal(effect, known, f"impacts/{cause}/{effect}")


def _unknown_factor(name: str, known: Collection[str], path: str, offset: int = 0) -> Problem:
    return _unknown("unknown-factor", "option or driver", name, known, path, offset)


def _variant(variant: str, variants: tuple[str, ...], path: str, offset: int = 0) -> Iterator[Problem]:
    if variant not in variants:
        message = f"there is no variant `{variant}`{close(variant, variants)}; there are {listed(variants)}"
        yield error("unknown-variant", path, message, offset)


def _literal(literal: str, known: dict[str, tuple[str, ...]], path: str) -> Iterator[Problem]:
    name, _, variant = literal.partition("=")
    if name not in known:
        yield _unknown_factor(name, known, path, AT_KEY)
    else:
        yield from _variant(variant, known[name], path, AT_KEY)


# --- Actors, people, scenarios ----------------------------------------------------------------------------------------


def _references(case: Case) -> Iterator[Problem]:
    known: dict[str, Collection[str]] = {"person": case.people, "actor": case.actors, "scenario": case.scenarios}
    for reference in references(case):
        kind = reference.refers.kind
        if kind == "passage":
            continue
        if reference.name not in known[kind] and not (reference.refers.or_none and reference.name == NONE):
            yield _unknown(f"unknown-{kind}", kind, reference.name, known[kind], reference.path, reference.offset)


def _actors(case: Case) -> Iterator[Problem]:
    taken: dict[str, str] = {}
    for actor_id, actor in case.actors.items():
        named = [(actor.name, f"actors/{actor_id}/name")]
        named += [(alias, f"actors/{actor_id}/aliases/{index}") for index, alias in enumerate(actor.aliases)]
        for name, path in named:
            owner = taken.setdefault(name.casefold(), actor_id) if name else actor_id
            if owner != actor_id:
                yield warning("duplicate-name", path, f"`{name}` is also a name of `{owner}`: which one is meant?")
        if actor.options and not actor.wants:
            message = "it decides something and wants nothing, so that all states are alike to it"
            yield warning("no-wants", f"actors/{actor_id}", message)
    for source, targets in case.influence.items():
        if source in targets:
            message = "an actor's influence on itself is not asked for; leave it out"
            yield error("self-influence", f"influence/{source}/{source}", message, AT_KEY)
    for name, objective in case.objectives.items():
        both = sorted({*objective.serves} & {*objective.harms})
        if both:
            message = f"the objective both serves and harms {listed(both)}"
            yield error("serves-and-harms", f"objectives/{name}/harms", message)


# --- Citations and markings -------------------------------------------------------------------------------------------


def _citations(case: Case) -> Iterator[Problem]:
    missing: dict[str, set[str]] = {}
    for found in references(case):
        if found.refers.kind != "passage":
            continue
        source_id, _, passage_id = found.name.partition("#")
        if source_id not in case.sources:
            yield _unknown("unknown-source", "source", source_id, case.sources, found.path)
        elif passage_id not in case.sources[source_id].passages:
            missing.setdefault(source_id, set()).add(passage_id)
    for source_id, passages in missing.items():
        names = listed(sorted(passages, key=lambda passage: int(passage[1:])))
        message = f"{names} cited; place and digest are not kept yet: run `estimative cite CASE --sync`"
        yield warning("passage-not-recorded", f"sources/{source_id}", message)
    for name, source in case.sources.items():
        for passage_id, passage in source.passages.items():
            if not 0 <= passage.at[0] <= passage.at[1]:
                message = f"expected two places in the text, the first not after the second; found {list(passage.at)}"
                yield error("passage-at", f"sources/{name}/passages/{passage_id}/at", message)


def _markings(case: Case) -> Iterator[Problem]:
    order = case.settings.markings
    records = [(path, record) for path, record in everything(case) if isinstance(record, Record)]
    used = {record.marking: joined(path, "marking") for path, record in records if record.marking is not None}
    unknown = {marking: path for marking, path in used.items() if marking not in (*order, NONE)}
    if order or len(unknown) > 1:
        for marking, path in unknown.items():
            message = f"`{marking}` is not in `settings.markings`, which lists the markings in use, lowest first"
            yield error("unknown-marking", path, message)


def check_review(case: Case) -> Iterator[Problem]:
    """How many drafted records wait for a person."""
    waiting = [path for path, record in everything(case) if isinstance(record, Record) and record.review == "open"]
    if waiting:
        count = "1 record waits" if len(waiting) == 1 else f"{len(waiting)} records wait"
        path = waiting[0]
        yield note("open-review", path, f"{count} for review (`review: open`): {listed(waiting, 6)}")
