"""An assessment in the terminal: the three lines, the confidence, what carries the result."""

from __future__ import annotations

from collections.abc import Mapping

from rich.table import Table

from estimative.assessment.weights import NONE, Support
from estimative.assessment.words import scenario_name, state_in_words
from estimative.base.likelihood import UNSTATED, percent
from estimative.cli.arguments_text import say_arguments, signed_effect
from estimative.cli.terminal import out_console, plain, say
from estimative.inquiry.arguments import SMALLEST, Effects
from estimative.inquiry.assumptions import ranked_assumptions
from estimative.methods.records import methods
from estimative.report.facts import Assessment, ScenarioFacts
from estimative.report.page.carried import counts
from estimative.report.wording import counted, figures_of

MOST_SWINGS = 10
MOST_OVERTURNING = 5


def show(facts: Assessment) -> None:
    """Prints the whole summary on standard output."""
    case = facts.case
    say(plain(case.title or case.id) + (f" · what if: {plain(facts.what_if)}" if facts.what_if else ""))
    drawn = f"{counted(facts.draws, 'draw')}, seed {facts.seed}"
    say(f"as of {case.as_of or 'no date'} · version {facts.digest[7:15]} · {drawn}")
    if case.question is not None:
        say(plain(case.question.text))
    say("")
    out_console().print(_lines(facts))
    if any(found.author is not None and found.author.scale == UNSTATED for found in facts.scenarios.values()):
        say("* The brief names no scale: the numbers span the known scales that have its word.")
    _say_where_methods_meet(facts)
    _say_where_deals_part(facts)
    if facts.gap is not None:
        say(
            f"The scenarios leave {facts.gap.states:,} of {facts.gap.feasible:,} states to none of them, such as:"
            f" {plain(state_in_words(case, facts.gap.example))}."
        )
    say("What is computed is where the judgments lead; time and chance are not modelled.")
    say("")
    _say_confidence(facts)
    say_arguments(facts)
    _say_assumptions(facts)
    _say_overturning(facts)
    _say_carrying(facts)
    _say_rival(facts)
    _say_record(facts)
    for name, need in facts.missing_methods.items():
        say(f"{name} did not run: {need}.")


def _lines(facts: Assessment) -> Table:
    table = Table(title="what the brief says, what these judgments imply, what we assess", title_justify="left")
    support = "support" if len(facts.methods) <= 1 else "support, least to greatest"
    support += " (as one judgment moves)" if len(facts.methods) == 1 and facts.carrying is not None else ""
    for heading in ("scenario", "the brief says", "these judgments imply", support, "beside the brief", "we assess"):
        table.add_column(heading)
    for name, found in facts.scenarios.items():
        table.add_row(
            plain(scenario_name(facts.case, name)),
            plain(_author(found)),
            found.implies or "not computed",
            _supports(found.supports),
            found.against_author or "",
            plain(_assessed(found)),
        )
    table.add_row(scenario_name(facts.case, NONE), "", "", _supports(facts.none), "", "")
    return table


def _author(found: ScenarioFacts) -> str:
    words = found.author
    if words is None:
        return "nothing"
    span = f" ({percent(words.low, words.high)})" if words.low is not None and words.high is not None else ""
    return f"{words.term}{span}{' *' if words.scale == UNSTATED and span else ''}"


def _assessed(found: ScenarioFacts) -> str:
    line = found.assessed
    if line is None:
        return "not yet assessed"
    span = f" ({percent(line.low, line.high)})" if line.low is not None and line.high is not None else ""
    return f"{line.term or ''}{span}, {line.by or 'unsigned'}, {line.date or 'undated'}"


def _supports(found: Mapping[str, Support]) -> str:
    """The support, or how far it reaches over the methods, what is undetermined counted with the greatest."""
    if not found:
        return "not computed"
    if len(found) == 1:
        return "; ".join(_ranged(support) for support in found.values())
    low = min(support.mean for support in found.values())
    return f"{low:.2f} to {max(support.mean + support.undetermined for support in found.values()):.2f}"


def _say_where_methods_meet(facts: Assessment) -> None:
    """Methods by scenarios, with what each leads to; then the sentence; apart from them, those that do not forecast."""
    if len(facts.methods) > 1:
        beside = ", in brackets as one judgment moves" if facts.carrying is not None else ""
        table = Table(title=f"where the methods meet: support by method{beside}", title_justify="left")
        table.add_column("method")
        for key in (*facts.scenarios, NONE):
            table.add_column(plain(scenario_name(facts.case, key)), justify="right")
        table.add_column("leads to")
        for method in facts.methods:
            lead = facts.convergence.leaders[method]
            supports = [found.supports[method] for found in facts.scenarios.values()] + [facts.none[method]]
            cells = [_ranged(support) for support in supports]
            name = scenario_name(facts.case, lead) if lead is not None else _undecided(facts, method)
            table.add_row(plain(method), *cells, plain(name))
        out_console().print(table)
    say(plain(facts.convergence.sentence))
    for method in facts.beside:
        said = [
            f"{scenario_name(facts.case, name)} {found.balances[method].mean:.2f}"
            for name, found in facts.scenarios.items()
        ]
        say(plain(f"{method} does not forecast; its {figures_of([method])}: {', '.join(said)}."))
    if facts.pool is not None:
        figures = [f"{scenario_name(facts.case, key)} {share:.2f}" for key, share in facts.pool.pooled.items()]
        say(
            plain(
                f"Pooled, because it was asked for: {', '.join(figures) or 'nothing to pool'}. The page has the floors."
            )
        )


def _ranged(support: Support) -> str:
    """A support, its range in brackets where it was told, and what is undetermined."""
    if support.range is None:
        return _open(support.mean, support.undetermined)
    rest = f" {support.undetermined:.2f} open" if support.undetermined > SMALLEST else ""
    return f"{support.mean:.2f} ({support.range[0]:.2f}–{support.range[1]:.2f}){rest}"


def _undecided(facts: Assessment, method: str) -> str:
    return "cannot tell" if facts.convergence.told[method] < 0.5 else "no clear leader"


def _say_where_deals_part(facts: Assessment) -> None:
    """Where the play ends, without and with deals, under each concept."""
    for method, plays in facts.plays.items():
        for concept, shares in plays.items():
            alone = _shares(facts, shares.no_deals, shares.undetermined_no_deals, shares.cycles_no_deals)
            together = _shares(facts, shares.deals, shares.undetermined_deals, shares.cycles_deals)
            say(f"{method}, {concept}: without any deal {alone}; with deals of {max(2, facts.deals)} {together}.")
        for concept, shares in plays.items():
            if shares.equilibria is not None:
                resting = _shares(facts, shares.equilibria)
                say(f"Of the states that can last under {concept}, whatever the path: {resting}.")


def _shares(
    facts: Assessment, shares: Mapping[str, float], undetermined: Mapping[str, float] | None = None, cycles: float = 0.0
) -> str:
    said = [
        f"{scenario_name(facts.case, key)} {_open(share, (undetermined or {}).get(key, 0.0))}"
        for key, share in shares.items()
    ]
    said += [f"of which {cycles:.2f} never comes to rest"] if cycles > SMALLEST else []
    return plain(", ".join(said))


def _open(share: float, undetermined: float) -> str:
    return f"{share:.2f} ({undetermined:.2f} open)" if undetermined > SMALLEST else f"{share:.2f}"


def _say_record(facts: Assessment) -> None:
    for method in facts.shown:
        record = methods()[method].track_record if method in methods() else ""
        if record:
            say(f"{method}: {record}")


def _say_confidence(facts: Assessment) -> None:
    found = facts.confidence
    level = f"set to {found.set} by {found.by or 'nobody named'}" if found.set else "not set by anyone yet"
    say(f"Confidence: {plain(level)}; the ceiling proposed is {found.ceiling}.")
    for reason in found.reasons:
        say(f"  - {plain(reason.text)}")
    if found.not_computed:
        say(f"  not yet computed: {'; '.join(found.not_computed)}")
    say("")


def _effects(facts: Assessment, effects: Effects) -> str:
    parts = []
    for method, by in effects.items():
        moved = {key: effect for key, effect in by.items() if abs(effect.effect) > SMALLEST}
        said = [f"{scenario_name(facts.case, key)} {signed_effect(effect.effect)}" for key, effect in moved.items()]
        open_ = max((effect.without_undetermined for effect in by.values()), default=0.0)
        rest = f" ({open_:.2f} undetermined without it)" if open_ > SMALLEST else ""
        if said:
            parts.append(f"{method}: {', '.join(said)}{rest}")
    return "; ".join(parts) or "no effect"


def _say_assumptions(facts: Assessment) -> None:
    if not facts.assumptions:
        return
    say("Assumptions, quality set by a person, impact computed:")
    for name in ranked_assumptions(facts.assumptions):
        found, record = facts.assumptions[name], facts.case.assumptions[name]
        if found.effects is None:
            impact = f"not computed: {found.not_computed}"
        else:
            impact = found.zero_because or _effects(facts, found.effects)
        say(f"  - {plain(name)} ({record.quality or 'quality not set'}): {plain(impact)}")
    say("")


def _say_overturning(facts: Assessment) -> None:
    """What would overturn the result, the smallest change first, and how far the search for such judgments went."""
    found = facts.overturning()
    if found:
        say("What would overturn this:")
    for line in found[:MOST_OVERTURNING]:
        say(f"  - {plain(line.text)}")
    if len(found) > MOST_OVERTURNING:
        say(f"  and {len(found) - MOST_OVERTURNING} more: --json has them all")
    say(plain(facts.flips.sentence))
    say("")


def _say_carrying(facts: Assessment) -> None:
    """How many judgments carry the result, and the first of them."""
    found = facts.carrying
    if found is None:
        say(f"{'; '.join(counts(facts))}.")
        return
    say(f"{'; '.join(counts(facts))}.")
    for path, swing in list(found.items())[:MOST_SWINGS]:
        name = scenario_name(facts.case, swing.scenario)
        at = f"{name} {swing.at_low:.2f} at its low end, {swing.at_high:.2f} at its high end"
        if swing.size > abs(swing.at_high - swing.at_low):
            at += f", {swing.least:.2f} to {swing.greatest:.2f} in between"
        say(plain(f"  - {path}: {swing.method}, {at}"))
    if len(found) > MOST_SWINGS:
        say(f"  and {len(found) - MOST_SWINGS} more: the page and --json have them all")


def _say_rival(facts: Assessment) -> None:
    found = facts.rival
    if found is None:
        return
    name = plain(scenario_name(facts.case, found.scenario))
    say(f"A rival for the role. Support of {name}: {found.before:.2f} without one;")
    say(f"{found.indifferent:.2f} with one that serves every want that the role serves;")
    say("and with one that is also wanted for itself, at rank")
    for rank, mean in found.by_rank.items():
        lead = found.leaders[rank]
        say(
            f"  {rank:g}: {mean:.2f}, {'nothing leads' if lead is None else f'{scenario_name(facts.case, lead)} leads'}"
        )
    if found.threshold is None:
        say("At none of these ranks does the leader change.")
    elif found.indifferent_changes_leader:
        say("The leader changes with an indifferent rival already: it need not be preferred at all.")
    else:
        say(f"The leader changes as soon as the rival is wanted at rank {found.threshold:g} or higher up.")
    say("Who else could offer this role?")
