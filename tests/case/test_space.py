"""The states of a case."""

import pytest

from estimative.base.errors import EstimativeError
from estimative.base.logic.parsing import parse_statement
from estimative.case.longform import from_long
from estimative.case.space import factors, state_space, vocabulary
from estimative.exchange.case_files import parse_case
from tests.case.sample import FULL


@pytest.fixture(scope="module")
def case():
    return parse_case(FULL)


def test_options_stand_before_drivers_in_the_order_of_the_file(case):
    assert [factor.id for factor in factors(case)] == ["union.strike", "union.leave", "company.offer", "price"]
    strike, leave, offer, price = factors(case)
    assert (strike.owner, leave.moves, offer.ordered, price.owner) == ("union", "forward", True, None)
    assert strike.ordered
    assert offer.variants == ("nothing", "half", "full")


def test_rules_leave_out_what_they_forbid(case):
    space = state_space(case)
    assert space.size == 2 * 2 * 3 * 2
    gone = space.holds(parse_statement("union.leave and union.strike"))
    full = space.holds(parse_statement("union.leave and company.offer = full"))
    assert (space.feasible == ~(gone | full)).all()


def test_terms_can_be_used_in_statements(case):
    space = state_space(case)
    settled = space.holds(parse_statement("settled"))
    assert (settled == space.holds(parse_statement("company.offer >= half and not union.strike"))).all()


def test_the_vocabulary_knows_issues(case):
    words = vocabulary(case)
    assert set(words.factors) == {"union.strike", "union.leave", "company.offer", "price", "pay"}
    assert words.factors["pay"].numbers is not None
    assert set(words.terms) == {"settled", "calm"}


def test_a_statement_that_cannot_be_read_is_an_error_of_ours():
    with pytest.raises(EstimativeError):
        state_space(from_long({"id": "tiny", "terms": {"t": "and and"}}))


def test_a_case_without_factors_has_one_state():
    assert state_space(from_long({"id": "tiny"})).size == 1
