"""An explanation in the terminal, in plain sentences; every statement with the addresses and passages behind it."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from estimative.assessment.conflict_explained import (
    Choice,
    Cost,
    Holding,
    Improvement,
    PlayStep,
    PlayTo,
    StateExplained,
    StateImpossible,
)
from estimative.assessment.conflict_stated import Move
from estimative.assessment.scenario_explained import Escape, Resting, ScenarioExplained
from estimative.assessment.words import scenario_name
from estimative.cli.explained_words import (
    TINY,
    Page,
    bases,
    count,
    joined,
    of_size,
    part,
    short,
    sight,
    spoken,
    unmet,
    upper,
    with_deals,
    wrapped,
)
from estimative.cli.terminal import out_console, plain
from estimative.desk.explain import Explanation
from estimative.methods.conflict import CONCEPTS
from estimative.methods.conflict.record import RECORD

WIDEST = 100
MOST_IMPROVEMENTS = 6
MOST_COSTS = 4
MOST_DEALS = 6
MOST_STEPS = 12


def show(explanation: Explanation) -> None:
    """Prints an explanation on standard output."""
    console = out_console()
    width = max(40, min(WIDEST, console.width))
    for line in drawn(explanation).lines:
        if isinstance(line, Table):
            console.print(line)
            continue
        for text in wrapped(line, width):
            console.print(Text(text, line.style), soft_wrap=True)


def drawn(explanation: Explanation) -> Page:
    """The explanation as paragraphs and tables."""
    page = Page(explanation.case)
    page.say(short(explanation.case.title or explanation.case.id), 0)
    if explanation.what_if is not None:
        because = f": {short(explanation.what_if_because)}" if explanation.what_if_because else ""
        page.say(f"What if: {explanation.what_if}{because}.", 0)
    found = explanation.found
    if isinstance(found, StateImpossible):
        _impossible(page, found)
        return page
    if isinstance(found, StateExplained):
        _state(page, found)
    else:
        _scenario(page, found)
    _wants(page)
    _reading(page, found)
    return page


# --- A state that cannot be -------------------------------------------------------------------------------------------


def _impossible(page: Page, found: StateImpossible) -> None:
    rules = count(len(found.breaches), "rule")
    page.say(f"This state cannot be: {rules} of the case {'forbids' if len(found.breaches) == 1 else 'forbid'} it.", 0)
    _choices(page, found.choices, ())
    page.head("What forbids it")
    for breach in found.breaches:
        because = f"Because: {short(breach.because)}." if breach.because else "No reason is given."
        page.say(f"{upper(spoken(breach.rule))}: {breach.demand} {breach.statement}. {because}", mark="- ")
        page.note([breach.basis])
    page.meanings([breach.statement for breach in found.breaches])
    if found.near:
        page.head("Possible, and different in one thing")
        for state in found.near:
            page.say(f"state {state.number}: {short(state.words)}", mark="- ")


# --- A state ----------------------------------------------------------------------------------------------------------


def _state(page: Page, found: StateExplained) -> None:
    state = found.state
    as_it_is = ", the status quo" if found.start_is_now and found.start == state else ""
    page.say(f"State {state.number} of {found.feasible:,}{as_it_is}, {page.where(state)}. Ranks as stated.", 0)
    _choices(page, found.choices, [holding.actor for holding in found.actors])
    page.head("In short")
    if found.holds:
        page.say("It holds: no actor would leave it by a move of its own.")
    else:
        leaving = [holding.actor for holding in found.actors if not holding.stays]
        staying = [holding.actor for holding in found.actors if holding.stays]
        moves = "a move of its own" if len(leaving) == 1 else "moves of their own"
        but = f" {page.names(staying)} would stay." if staying else ""
        page.say(f"It breaks: {page.names(leaving)} would leave it by {moves}.{but}")
    groups = [page.names(group) for group in dict.fromkeys(move.members for move in found.leaving_deals)]
    lead = "A deal, though, would leave it" if found.holds else "A deal would leave it, too"
    page.say(f"{lead}: of {'; or of '.join(groups)}." if groups else f"No deal{of_size(found.deals)} would leave it.")
    begins = found.start == state
    for play in found.plays:
        page.say(_play_in_short(play, "in this state", begins))
    _concepts(page, found)
    for holding in found.actors:
        _holding(page, found, holding)
    _deals(page, found)
    _plays(page, found, "in this state", begins)


def _choices(page: Page, choices: Sequence[Choice], actors: Sequence[str]) -> None:
    page.head("Who does what")
    for actor in dict.fromkeys([*actors, *(choice.actor for choice in choices if choice.actor is not None)]):
        own = [choice for choice in choices if choice.actor == actor]
        if not own:
            options = joined([spoken(option) for option in page.case.actors[actor].options])
            page.say(f"{page.name(actor)}: nothing (could: {options})")
        for choice in own:
            text = f" ({short(choice.text)})" if choice.text else ""
            page.say(f"{page.name(actor)}: {choice.words}{text}")
            page.note([choice.basis])
    drivers = [choice for choice in choices if choice.actor is None]
    if drivers:
        page.say(f"What nobody here decides: {'; '.join(choice.words for choice in drivers)}")
        page.note([choice.basis for choice in drivers])


def _concepts(page: Page, found: StateExplained) -> None:
    page.head("For whom it holds, by how far actors look ahead")
    table = Table(box=None, pad_edge=False, header_style="")
    table.add_column("")
    for concept in CONCEPTS:
        table.add_column(f"{concept}*" if concept == found.concept else concept)
    for holding in found.actors:
        cells = ["stays" if holding.concepts[concept] else "leaves" for concept in CONCEPTS]
        table.add_row(f"  {plain(page.name(holding.actor))}", *cells)
    everyone = [all(holding.concepts[concept] for holding in found.actors) for concept in CONCEPTS]
    table.add_row("  so the state", *("holds" if holds else "breaks" for holds in everyone))
    page.lines.append(table)
    for known in CONCEPTS.values():
        page.say(f"{known.id}: {sight(known)}.")
    page.say(f"* What follows is told under {found.concept}.")


def _holding(page: Page, found: StateExplained, holding: Holding) -> None:
    name = page.name(holding.actor)
    page.head(f"{name} would {'stay' if holding.stays else 'leave'}")
    better = len(holding.improvements) + holding.left_out
    page.say(_own_moves(holding.moves, better))
    for improvement in holding.improvements[:MOST_IMPROVEMENTS]:
        _improvement(page, holding.actor, improvement, found)
    rest = holding.left_out + max(0, len(holding.improvements) - MOST_IMPROVEMENTS)
    if rest:
        kind = "that nothing meets" if not holding.improvements[-1].met else "of the same kind or less good"
        page.say(f"… and {rest} more better ones {kind}.")
    for cost in holding.costs[:MOST_COSTS]:
        _cost(page, holding, cost)
    if len(holding.costs) > MOST_COSTS:
        left = sum(cost.moves for cost in holding.costs[MOST_COSTS:])
        page.say(f"… and {left} more that bring nothing better.")


def _own_moves(moves: int, better: int) -> str:
    if not moves:
        return "It has no move of its own from here."
    if moves == 1:
        return f"It has one move of its own, {'and it leads' if better else 'which does not lead'} to a better state."
    those = "each leads" if better == moves else "none leads" if not better else f"{better} of them lead"
    those = "one of them leads" if better == 1 else those
    return f"It has {moves} moves of its own; {those} to a better state."


def _improvement(page: Page, actor: str, found: Improvement, explained: StateExplained) -> None:
    concept = CONCEPTS[explained.concept]
    name, gain = page.name(actor), found.move.brings[actor]
    page.say(f"{found.move.words} (to state {found.move.after}): {page.brings(actor, gain)}.", mark="- ")
    page.note(bases(gain), moved=found.move.basis)
    if found.end is None:
        page.say(unmet(concept, "this"), 4)
        return
    for place, step in enumerate(found.answer):
        mover = step.members[0]
        pays = step.brings[mover]
        why = "which need not pay" if pays.direction != "better" else page.brings(mover, pays)
        page.say(f"{'Then' if place else 'But the answer would be'} {step.words} (to state {step.after}): {why}.", 4)
        page.note(bases(pays), 6, step.basis)
    ending = page.changes(actor, found.end)
    here = f"state {explained.state.number}"
    words = f"There, compared with {here}, {name} would {ending or 'be no better off'}"
    words += ", and no own move could mend that" if concept.reply else ""
    page.say(f"{words}. So it would rather not move.", 4)
    page.note(bases(found.end), 6)


def _cost(page: Page, holding: Holding, cost: Cost) -> None:
    moves = "One move" if cost.moves == 1 else f"{cost.moves} of the moves"
    moves = "Each of them" if cost.moves == holding.moves > 1 else "That" if cost.moves == holding.moves else moves
    words = page.costs(holding.actor, cost.comparison)
    such = "to" if cost.moves == 1 else "for example to"
    page.say(f"{moves} would {words} ({such} state {cost.example.after}, {cost.example.words}).", mark="- ")
    page.note(bases(cost.comparison), moved=cost.example.basis)


def _deals(page: Page, found: StateExplained) -> None:
    page.head(f"Deals{of_size(found.deals)} that would leave it")
    if page.case.settings.conflict.deals == 1:
        page.say("The case itself allows no deals; these are what there would be.")
    page.say(
        "A deal brings each member something that no member could have by a move of its own; no answer of the others"
        " takes it away, and no member would go back on it to another's loss."
    )
    if not found.leaving_deals:
        page.say("There is none.")
    shown = found.leaving_deals[:MOST_DEALS]
    for move in shown:
        alike = [other for other in shown if (other.members, other.brings) == (move.members, move.brings)]
        if alike[0] is move:
            _agreed(page, alike)
    rest = found.leaving_deals_left_out + len(found.leaving_deals) - len(shown)
    if rest:
        page.say(f"… and {count(rest, 'other')}, most of which the same members like less.")


def _agreed(page: Page, alike: Sequence[Move]) -> None:
    """Deals of the same members for the same wants."""
    move = alike[0]
    gains = "; ".join(page.brings(actor, found) for actor, found in move.brings.items())
    note = [base for found in move.brings.values() for base in bases(found)]
    if len(alike) == 1:
        page.say(f"{page.names(move.members)} agree on {move.words} (to state {move.after}): {gains}.", mark="- ")
        page.note(note)
        return
    page.say(f"{page.names(move.members)} agree on one of {count(len(alike), 'thing')}: {gains}.", mark="- ")
    page.note(note)
    for other in alike:
        page.say(f"{other.words} (to state {other.after})", 4, "· ")


# --- The play ---------------------------------------------------------------------------------------------------------


def _play_in_short(play: PlayTo, there: str, begins: bool) -> str:
    if play.share > TINY:
        ends = "all" if play.share >= 1 - TINY else part(play.share).removesuffix(" of it")
        words = f"{ends} of the play from the status quo ends {there}"
    elif begins:
        words = f"the play begins {there}, and none of it ends there"
    elif play.comes:
        words = f"the play from the status quo passes {there.replace('in ', 'through ', 1)}, and none of it ends there"
    else:
        words = f"the play from the status quo never comes to be {there}"
    open_ = f"; of {part(play.undetermined)} this cannot be told" if play.undetermined > TINY else ""
    return f"{with_deals(play.deals)} {words}{open_}."


def _plays(page: Page, found: StateExplained | ScenarioExplained, there: str, begins: bool) -> None:
    start = found.start
    if start is None:
        page.head("Where the play goes")
        page.say("The status quo is not possible with the drivers as in this state, so no play leads here.")
        return
    page.head(f"Where the play goes from the status quo (state {start.number})")
    if isinstance(found, StateExplained) and not found.start_is_now:
        page.say(
            "Drivers do not move, and in this state they do not stand as they do now: told is the play from the status"
            " quo with the drivers as in this state."
        )
    if found.play_concept != found.concept:
        page.say(f"The play is not defined for {found.concept}; it is told under {found.play_concept}.")
    page.say(f"It begins at: {short(start.words)}.")
    for play in found.plays:
        _play(page, play, found, there, begins)


def _play(page: Page, play: PlayTo, found: StateExplained | ScenarioExplained, there: str, begins: bool) -> None:
    if len(play.ends) == 1 and play.ends[0].state == found.start and play.ends[0].rests:
        page.say(f"{with_deals(play.deals)} it stays where it begins: nobody there would leave.")
        return
    page.say(_play_in_short(play, there, begins))
    if play.way:
        page.say("The main path there:" if play.share > TINY else "How it comes there:", 4)
        _steps(page, play.way)
    if play.share < 1 - TINY and play.elsewhere:
        page.say("The main path elsewhere:" if play.share > TINY else "Instead it goes:", 4)
        _steps(page, play.elsewhere)
    for end in play.ends:
        does = "ends in" if end.rests else "keeps coming back to"
        page.say(
            f"{upper(part(end.share))} {does} state {end.state.number}, {page.where(end.state)}:"
            f" {short(end.state.words)}.",
            4,
        )
    if play.ends_left_out:
        page.say(f"The rest ends in {count(play.ends_left_out, 'other state')}.", 4)
    if play.cycles > TINY:
        page.say(f"{upper(part(play.cycles))} never comes to rest: somebody would always leave.", 4)


def _steps(page: Page, steps: Sequence[PlayStep]) -> None:
    for number, step in enumerate(steps[:MOST_STEPS], 1):
        move = step.move
        gains = "; ".join(page.brings(actor, found) for actor, found in move.brings.items())
        who = f"{page.names(move.members)} agree on " if len(move.members) > 1 else ""
        page.say(f"{who}{move.words} (state {move.before} to {move.after}): {gains}.", 4, f"{number}. ")
        page.note([base for found in move.brings.values() for base in bases(found)], 7, move.basis)
    if len(steps) > MOST_STEPS:
        page.say(f"… and {count(len(steps) - MOST_STEPS, 'more step', 'more steps')}.", 4)


# --- A scenario -------------------------------------------------------------------------------------------------------


def _scenario(page: Page, found: ScenarioExplained) -> None:
    name = scenario_name(page.case, found.scenario)
    there = f"in {name}" if found.when is not None else "outside every scenario"
    if found.when is not None and found.basis is not None:
        page.say(f"Scenario {name}: {found.when}. Ranks as stated.", 0)
        page.note([found.basis], 0)
        page.meanings([found.when])
    else:
        page.say("The states in which no scenario is true. Ranks as stated.", 0)
    page.head("In short")
    _how_many(page, found, there)
    for play in found.plays:
        page.say(_play_in_short(play, there, found.starts_inside))
    _nearest_reason(page, found, there)
    if found.rules:
        page.head("None of its states is possible. Rules that forbid them")
        for breach in found.rules:
            because = f" Because: {short(breach.because)}." if breach.because else ""
            page.say(f"{upper(spoken(breach.rule))}: {breach.demand} {breach.statement}.{because}", mark="- ")
            page.note([breach.basis])
    if found.states_here:
        page.head("Its states that hold" if found.resting else "None of its states holds")
    for resting in found.resting:
        _resting(page, resting)
    if found.resting_count > len(found.resting):
        page.say(f"… and {found.resting_count - len(found.resting):,} more.")
    _escapes(page, found)
    _plays(page, found, there, found.starts_inside)


def _how_many(page: Page, found: ScenarioExplained, there: str) -> None:
    page.say(f"Of the case's {found.feasible:,} possible states {found.states:,} are {there}.")
    if found.feasible_here < found.feasible:
        page.say(
            f"Nobody here moves the drivers ({'; '.join(choice.words for choice in found.drivers)}). As they stand,"
            f" {found.states_here:,} of {found.feasible_here:,} states are {there}."
        )
    if found.starts > 1:
        page.say(f"Of some drivers the case does not say how they stand: of {found.starts} ways the first is told.")
    if found.open_here:
        page.say(f"Of {count(found.open_here, 'state')} it cannot be told.")
    if found.states_here:
        hold = "none" if not found.resting_count else f"{found.resting_count:,}"
        verb = "holds" if found.resting_count < 2 else "hold"
        page.say(f"Of these {found.states_here:,}, {hold} {verb}: no actor would leave by a move of its own.")


def _nearest_reason(page: Page, found: ScenarioExplained, there: str) -> None:
    """Why the play with deals does not end there, in a sentence."""
    play = found.plays[-1]
    if play.share > TINY or play.undetermined > TINY:
        return
    if not found.states_here:
        page.say("No move leads there: as the drivers stand, none of its states is possible.")
    elif not found.resting_count:
        page.say(f"What comes to be {there} does not last, since each of its states breaks: see below for whom.")
    elif all(resting.leaving_deals for resting in found.resting) and found.resting_count == len(found.resting):
        page.say("Each of its states that hold would be left by a deal: see below.")
    else:
        page.say("Some of its states would last, but the play goes elsewhere before it comes to them: see below.")


def _resting(page: Page, found: Resting) -> None:
    alone, together = found.ends_no_deals > TINY, found.ends_deals > TINY
    which = "" if alone and together else " without deals" if alone else " with deals"
    fate = f"The play{which} ends here." if alone or together else "The play from the status quo does not end here."
    page.say(f"state {found.state.number}: {short(found.state.words)}. {fate}", mark="- ")
    for move in found.leaving_deals[:1]:
        gains = "; ".join(page.brings(actor, brought) for actor, brought in move.brings.items())
        left = found.leaving_deals_left_out
        more = f" ({count(left, 'more deal')} would, too)" if left else ""
        page.say(f"A deal of {page.names(move.members)} would leave it for state {move.after}{more}: {gains}.", 4)
        page.note([base for brought in move.brings.values() for base in bases(brought)])


def _escapes(page: Page, found: ScenarioExplained) -> None:
    broken = found.states_here - found.resting_count
    if not broken:
        return
    page.head(f"What breaks the other {broken:,}" if found.resting_count else f"What breaks its {broken:,} states")
    concept = CONCEPTS[found.concept]
    page.say(f"The commonest ways first; a state may break in several. {unmet(concept, 'these')}")
    for escape in found.escapes:
        _escape(page, escape)
    if found.escapes_left_out:
        page.say(f"… and {count(found.escapes_left_out, 'rarer way')}.")


def _escape(page: Page, escape: Escape) -> None:
    move = escape.improvement.move
    page.say(
        f"{page.name(escape.actor)} would leave {count(escape.states, 'state')}:"
        f" {page.brings(escape.actor, escape.comparison)}. For example from state {escape.example.number}"
        f" ({short(escape.example.words)}) by {move.words} (to state {move.after}).",
        mark="- ",
    )
    page.note(bases(escape.comparison), moved=move.basis)


# --- Below ------------------------------------------------------------------------------------------------------------


def _wants(page: Page) -> None:
    if not page.wants:
        return
    page.head("The wants named above")
    for (actor, _), change in sorted(page.wants.items(), key=lambda item: (item[0][0], item[1].rank, item[0][1])):
        because = f" ({short(change.because)})" if change.because else ""
        page.say(f"{page.name(actor)}, rank {change.rank:g}, {spoken(change.want)}: {change.that}{because}", mark="- ")
    page.meanings([change.that for change in page.wants.values()])


def _reading(page: Page, found: StateExplained | ScenarioExplained) -> None:
    page.head("How to read this")
    page.say(
        "Every rank stands at its stated value. `estimative assess` varies them within their ranges, so its support"
        " may differ from what is told here."
    )
    page.say(
        "An actor compares two states by what it wants most (rank 1); only where they are alike in that by the next"
        " rank, and so on. The want named is the one that decides; all before it are alike."
    )
    if isinstance(found, ScenarioExplained):
        page.say(f"Actors look ahead as {found.concept} says: {sight(CONCEPTS[found.concept])}.")
    if CONCEPTS[found.concept].improving:
        page.say("The others are credited with every answer that would pay them, announced or not.")
    page.say(
        "The play: whoever would leave a state does, for the one that it likes best, and deals are made; where several"
        " could, each way is followed. It says where moves that pay lead, not when."
    )
    page.say(RECORD.track_record)
