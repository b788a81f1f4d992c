"""Rivals for a granted role: the generated change, the flagship's own file, and the threshold."""

from __future__ import annotations

from pathlib import Path

import pytest

from estimative.assessment.run import Ensemble, run_methods
from estimative.base.errors import UsageError
from estimative.base.logic.parsing import parse_statement
from estimative.case.longform import from_long, to_long
from estimative.case.models import Case
from estimative.case.patches import merge_patch
from estimative.case.space import state_space
from estimative.exchange.case_files import read_case
from estimative.exchange.what_ifs import apply
from estimative.inquiry.rivals import rival_change, rival_in, threshold_ranks, weigh_rival

FLAGSHIP = Path(__file__).parents[2] / "cases" / "kabul-airport-2021"


def port(welcome: int = 1) -> Case:
    """A city lets a company run its port, or not; the company asks for it. The city would have the port run."""
    return from_long(
        {
            "id": "port",
            "actors": {
                "city": {
                    "options": {"grant": {"grants": {"yes": "company"}}},
                    "wants": {
                        "running": {"that": "city.grant", "rank": welcome},
                        "own-hands": {"that": "not city.grant", "rank": 2},
                        "offered": {"that": "company.offer", "rank": 3},
                    },
                },
                "company": {
                    "options": {"offer": {}},
                    "wants": {"role": {"that": "city.grant and company.offer", "rank": 1}},
                },
            },
            "rules": {"asked": {"never": "city.grant and not company.offer"}},
            "scenarios": {"company": {"when": "city.grant"}, "alone": {"when": "not city.grant and company.offer"}},
        }
    )


def rivalled(case: Case) -> Case:
    return from_long(merge_patch(to_long(case), rival_change(case, "city", "grant")))


def test_the_rival_serves_what_the_role_serves_and_excludes_it() -> None:
    after = rivalled(port())
    space = state_space(after)
    both = space.holds(parse_statement("city.rival and city.grant"))
    assert not (both & space.feasible).any()
    wants = {name: want.that for name, want in after.actors["city"].wants.items()}
    assert wants == {
        "running": "(city.grant) or city.rival",
        "own-hands": "not city.grant",
        "offered": "company.offer",
    }
    assert rival_in(port(), after) == "city"
    assert rival_in(port(), port()) is None
    assert rival_in(after, after) is None


def test_thresholds_lie_between_the_stated_ranks_and_beyond_both_ends() -> None:
    assert threshold_ranks(rivalled(port()), "city") == [0.5, 1.5, 2.5, 3.5]


def test_an_indifferent_rival_takes_the_role_where_the_grantor_would_rather_keep_it() -> None:
    # With the company the city has the port run but not in its own hands; the rival leaves `not city.grant` true too.
    found = weigh_rival(port(), rivalled(port()), "city", Ensemble(draws=5))
    assert found.scenario == "company"
    assert found.before == 1.0
    assert found.indifferent == 0.0
    assert found.indifferent_changes_leader
    assert set(found.by_rank.values()) == {0.0}
    assert found.threshold == 3.5


def test_without_a_grant_there_is_no_rival() -> None:
    with pytest.raises(UsageError, match="grants no role"):
        rival_change(port(), "company", "offer")
    with pytest.raises(UsageError, match="grants no role"):
        rival_change(port(), "nobody", "grant")
    with pytest.raises(UsageError, match="already has"):
        rival_change(rivalled(port()), "city", "grant")


def test_the_flagships_rival_is_the_indifferent_one_of_the_definition() -> None:
    file = read_case(FLAGSHIP)
    ours = apply(file.case, file.what_ifs["rival-operator"])
    theirs = from_long(merge_patch(to_long(file.case), rival_change(file.case, "taliban", "operator")))
    space, other = state_space(ours), state_space(theirs)
    assert space.factors == other.factors
    assert (space.feasible == other.feasible).all()
    for name, want in ours.actors["taliban"].wants.items():
        twin = theirs.actors["taliban"].wants[name]
        assert twin.rank == want.rank
        same = space.holds(parse_statement(want.that)) == other.holds(parse_statement(twin.that))
        assert same[space.feasible].all(), name
    assert rival_in(file.case, ours) == "taliban"


def test_a_rival_that_is_wanted_already_is_looked_at_without_and_with_that_want() -> None:
    wanted = from_long(
        merge_patch(
            to_long(rivalled(port())),
            {"actors": {"city": {"wants": {"rival": {"that": "city.rival", "rank": {"value": 2, "range": [1, 3]}}}}}},
        )
    )
    ensemble = Ensemble(draws=5)
    found = weigh_rival(port(), wanted, "city", ensemble, run_methods(wanted, ensemble))
    assert found == weigh_rival(port(), rivalled(port()), "city", Ensemble(draws=5))
