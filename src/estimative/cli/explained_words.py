"""The words of an explanation: paragraphs before they are wrapped, and the phrases that they are made of.

Names of actors and wants are never given a verb in the present, since nobody knows whether they are one or many:
"Taliban would gain", not "Taliban gains".
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rich.table import Table

from estimative.assessment.conflict_stated import Basis, Comparison, State, WantChange
from estimative.assessment.words import actor_name, scenario_name
from estimative.base.logic.parsing import parse_statement
from estimative.base.logic.resolving import term_names, term_order
from estimative.case.models import Case
from estimative.case.space import terms
from estimative.cli.terminal import plain
from estimative.methods.conflict import Concept

LONGEST = 400
"""Characters of one text of the case that are printed."""
TINY = 1e-9
QUIET = "dim"
HEADING = "bold"
NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


@dataclass(frozen=True)
class Line:
    """A paragraph before it is wrapped: its text, how far it is set in, the mark before it, and its style."""

    text: str
    indent: int = 0
    mark: str = ""
    style: str = ""


@dataclass
class Page:
    """What is printed, in order; and the wants and options that were named on it."""

    case: Case
    lines: list[Line | Table] = field(default_factory=list)
    wants: dict[tuple[str, str], WantChange] = field(default_factory=dict)
    _noted: set[Basis] = field(default_factory=set)

    def head(self, text: str) -> None:
        """A heading, with an empty line before it."""
        self.lines += [Line(""), Line(text, style=HEADING)]

    def say(self, text: str, indent: int = 2, mark: str = "") -> None:
        """A paragraph."""
        self.lines.append(Line(text, indent, mark))

    def note(self, bases: Iterable[Basis], indent: int = 4, moved: Iterable[Basis] = ()) -> None:
        """The addresses that the last statement rests on, each with its passages.

        `moved` are options that change, named once on a page.
        """
        shown = [*(base for base in moved if base not in self._noted), *bases]
        self._noted.update(shown)
        each = [f"{base.path} · {', '.join(base.cites) or 'no passage'}" for base in dict.fromkeys(shown)]
        if each:
            self.lines.append(Line(f"[{'; '.join(each)}]", indent, style=QUIET))

    def name(self, actor: str) -> str:
        """An actor's name."""
        return short(actor_name(self.case, actor))

    def names(self, actors: Iterable[str]) -> str:
        """Several actors' names."""
        return joined([self.name(actor) for actor in actors])

    def brings(self, actor: str, found: Comparison) -> str:
        """What one state would bring an actor compared with another: the wants that decide."""
        words = self.changes(actor, found)
        return f"{self.name(actor)} would {words}" if words else f"{self.name(actor)} would be as well off as before"

    def changes(self, actor: str, found: Comparison, gain: str = "gain", lose: str = "lose") -> str:
        """`gain “pay” (rank 1) and lose “calm” (rank 1)`, what decides first; nothing where all is alike."""
        for change in found.deciding:
            self.wants[actor, change.want] = change
        gained = joined([want(change) for change in found.deciding if change.gained])
        lost = joined([want(change) for change in found.deciding if not change.gained])
        parts = [f"{verb} {what}" for verb, what in ((gain, gained), (lose, lost)) if what]
        return " and ".join(reversed(parts) if found.direction == "worse" else parts)

    def costs(self, actor: str, found: Comparison) -> str:
        """What a move that brings nothing better would do: `cost it “pay” (rank 1)`."""
        if found.direction == "alike":
            return "change nothing that it wants"
        return self.changes(actor, found, "bring it", "cost it")

    def where(self, state: State) -> str:
        """The scenarios that a state is in."""
        names = [scenario_name(self.case, name) for name in state.scenarios if name in self.case.scenarios]
        return f"in {joined(names)}" if names else "in no scenario"

    def meanings(self, statements: Iterable[str]) -> None:
        """What the terms in these statements mean, a line for each."""
        known = terms(self.case)
        named = [name for text in statements for name in term_names(parse_statement(text), known)]
        for name in reversed(term_order(known, dict.fromkeys(named))):
            self.say(f"where {name} means: {self.case.terms[name].means}")


def wrapped(line: Line, width: int) -> list[str]:
    r"""A paragraph in lines of at most `width` characters, what could command a terminal made visible.

    >>> wrapped(Line("red" + chr(27) + "[31m and more words", 2, "- "), 20)
    ['  - red\\u001b[31m', '    and more words']
    """
    first = " " * line.indent + line.mark
    return textwrap.wrap(
        plain(" ".join(line.text.split())),
        width,
        initial_indent=first,
        subsequent_indent=" " * len(first),
        break_on_hyphens=False,
    ) or [""]


def want(change: WantChange) -> str:
    """A want by its id in words, with its rank."""
    return f"“{spoken(change.want)}” (rank {change.rank:g})"


def bases(found: Comparison) -> list[Basis]:
    """What a comparison rests on."""
    return [change.basis for change in found.deciding]


def sight(concept: Concept) -> str:
    """How far actors look ahead under a concept."""
    if concept.sanctions == "none":
        return "each goes to any better state that is one move of its own away"
    answer = "answer that pays for those who give it would" if concept.improving else "answer of the others could"
    lasting = " beyond what a move of its own could mend" if concept.reply else ""
    return f"each goes to a better state only where no {answer} take the gain away{lasting}"


def unmet(concept: Concept, these: str) -> str:
    """That no answer takes away what a move, or these moves, would gain."""
    if concept.sanctions == "none":
        return "What the others would answer is not looked at."
    answer = "answer that pays for those who give it" if concept.improving else "answer of the others"
    lasting = " beyond mending" if concept.reply else ""
    return f"Nothing meets {these}: no {answer} takes the gain away{lasting}."


def with_deals(deals: int) -> str:
    """`Without any deal`, `With deals of two`."""
    return "Without any deal" if deals == 1 else f"With deals{of_size(deals)}"


def of_size(deals: int) -> str:
    """How many may agree."""
    return f" of {NUMBERS[deals]}" if deals == 2 else f" of up to {NUMBERS[deals]}"


def part(share: float) -> str:
    """A share of the play.

    >>> part(1.0), part(0.25), part(0.001), part(0.999)
    ('all of it', '0.25 of it', 'less than 0.01 of it', 'more than 0.99 of it')
    """
    if share >= 1 - TINY:
        return "all of it"
    if share < 0.005:
        return "less than 0.01 of it"
    return f"{share:.2f} of it" if share < 0.995 else "more than 0.99 of it"


def spoken(name: str) -> str:
    """An id in words."""
    return name.replace("-", " ")


def short(text: str) -> str:
    """A text of the case on one line and without its full stop, cut where it is very long."""
    whole = " ".join(text.split())
    return (whole if len(whole) <= LONGEST else f"{whole[:LONGEST]}…").rstrip(".")


def joined(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def count(number: int, one: str, many: str = "") -> str:
    """A count with its noun, in words up to twelve.

    >>> count(1, "rule"), count(2, "rule"), count(1300, "state")
    ('one rule', 'two rules', '1,300 states')
    """
    words = NUMBERS[number] if 0 < number < len(NUMBERS) else f"{number:,}"
    return f"{words} {one if number == 1 else many or one + 's'}"


def upper(words: str) -> str:
    """The words with a capital at their start."""
    return words[:1].upper() + words[1:]
