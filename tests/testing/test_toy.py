"""A toy method and the whole of what the kit asks of it: the example that CONTRIBUTING shows.

Options are worth something to each person. Which of them can nobody better for somebody without harm to another?
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from hypothesis import strategies as st

from estimative.base.canonical import digest
from estimative.base.errors import LimitError
from estimative.methods.records import MethodRecord, Reference
from estimative.testing.method_kit import MethodKit, OracleKit, RelabellingKit, RoundTripKit, StoppingKit, WitnessKit
from estimative.testing.under_test import MethodUnderTest, Relabelled, RoundTrip, Witnesses

# --- the method

RECORD = MethodRecord(
    id="undominated",
    title="Undominated options",
    question="Which options can nobody better for somebody without harm to another",
    not_for="how much better one option is than another",
    names=("Pareto efficiency",),
    references=(Reference("pareto-1906", "V. Pareto, Manuale di economia politica, 1906", "the criterion"),),
    exact=True,
    limits={"options": 50},
)


@dataclass(frozen=True)
class Choice:
    """What each option is worth to each person, as maps from option to whole number."""

    worth: dict[str, dict[str, int]]

    def __post_init__(self):
        if len(self.options) > RECORD.limits["options"]:
            raise LimitError(f"Choice: {len(self.options)} options; at most {RECORD.limits['options']} are allowed")

    @property
    def options(self):
        return sorted({option for values in self.worth.values() for option in values})


@dataclass(frozen=True)
class Undominated:
    """The options that are left, and for each other one an option that is better."""

    problem: str
    options: tuple[str, ...]
    because: tuple[tuple[str, str], ...]
    complete: bool = True
    warnings: tuple[str, ...] = ()

    def to_dict(self):
        kept = {"problem": self.problem, "options": list(self.options)}
        return {**kept, "complete": self.complete, "warnings": list(self.warnings)}


def solve(choice, most=50):
    """Looks at `most` options, in the order of their names."""
    options = choice.options[:most]
    better = {}
    for option in options:
        rivals = [rival for rival in choice.options if not faults(choice, (option, rival))]
        if rivals:
            better[option] = rivals[0]
    left = tuple(option for option in options if option not in better)
    warnings = (f"only {most} options were looked at",) if most < len(choice.options) else ()
    return Undominated(digest(choice.worth), left, tuple(better.items()), not warnings, warnings)


def faults(choice, claim):
    """What is wrong with the claim that the second option is better than the first, from the definition alone."""
    option, rival = claim
    gains = [values[rival] - values[option] for values in choice.worth.values()]
    return [*["somebody is harmed"] * (min(gains) < 0), *["nobody gains"] * (max(gains) <= 0)]


# --- what the kit is told of it


@st.composite
def choices(draw):
    options = [f"option {k}" for k in range(draw(st.integers(1, 5)))]
    people = [f"person {k}" for k in range(draw(st.integers(1, 3)))]
    return Choice({person: {option: draw(st.integers(0, 3)) for option in options} for person in people})


@st.composite
def renamed(draw, choice):
    order = draw(st.permutations(choice.options))
    names = {option: f"renamed {place}" for place, option in enumerate(order)}
    worth = {
        f"renamed {who}": {names[option]: worth for option, worth in values.items()}
        for who, values in reversed(choice.worth.items())
    }
    return Relabelled(
        Choice(worth), lambda answer: {**answer, "options": sorted(names[option] for option in answer["options"])}
    )


class TestUndominated(MethodKit, RelabellingKit, RoundTripKit, WitnessKit, OracleKit, StoppingKit):
    @pytest.fixture
    def method(self):
        too_many = {"somebody": {f"option {k}": k for k in range(51)}}
        return MethodUnderTest(
            RECORD,
            problems=choices(),
            solve=lambda choice, seed: solve(choice),
            beyond={"options": lambda: Choice(too_many)},
        )

    @pytest.fixture
    def relabellings(self):
        return renamed

    @pytest.fixture
    def problem_json(self):
        return RoundTrip(write=lambda choice: choice.worth, read=Choice)

    @pytest.fixture
    def witnesses(self):
        return Witnesses(
            found=lambda choice, result: result.because,
            faults=faults,
            spoiled=lambda choice, claim: [(claim[1], claim[0])],
        )

    @pytest.fixture
    def oracle(self):
        def by_definition(choice):
            kept = [a for a in choice.options if all(faults(choice, (a, b)) for b in choice.options)]
            return {"options": kept}

        return by_definition

    @pytest.fixture
    def stopped(self):
        return lambda choice: solve(choice, most=0)


# --- end of the example


def test_the_toy_answers_as_it_should():
    choice = Choice({"A": {"x": 1, "y": 1, "z": 0}, "B": {"x": 2, "y": 1, "z": 9}})
    assert solve(choice).options == ("x", "z")
    assert solve(choice).because == (("y", "x"),)
    assert replace(solve(choice), warnings=()).complete
