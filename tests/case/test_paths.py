"""Addresses of a case that uses every section."""

# ruff: noqa: E501 - one line for each example reads best

import pytest

from estimative.base.errors import UsageError
from estimative.case.longform import from_long
from estimative.case.models_judgments import Judgment
from estimative.case.paths import KINDS, Scale, at, cites, droppable, judgments, kind, records, scale
from estimative.exchange.case_files import parse_case
from tests.case.sample import FULL


@pytest.fixture(scope="module")
def case():
    return parse_case(FULL)


def test_every_kind_of_address_occurs_in_the_full_case(case):
    found = {kind(path) for path in records(case)}
    assert found == {entry.name for entry in KINDS}


def test_every_address_leads_back_to_its_record(case):
    for path, record in records(case).items():
        assert at(case, path) is record


def test_judgments_are_all_and_sorted(case):
    found = judgments(case)
    assert list(found) == sorted(found)
    assert set(found) == {path for path, record in records(case).items() if isinstance(record, Judgment)}
    assert {kind(path) for path in found} == {
        "rank", "influence", "stake", "impact", "standpoint", "salience", "capability", "relevance", "similarity", "effect"
    }  # fmt: skip
    assert found["actors/company/wants/work/rank"].range == (1, 2)
    assert found["impacts/price=high/company.offer=full"].value == 2
    assert len(found) == 19


@pytest.mark.parametrize(
    "path", ["", "actors", "actors/nobody", "actors/union/name", "influence/state", "scenarios/no-agreement/assessed/by",
             "actors/union/wants/pay/rank/value", "issues/pay/marks/0", "/actors/union", "actors/union/", "a//b", "now/price"]
)  # fmt: skip
def test_what_has_no_address_is_refused(case, path):
    with pytest.raises(UsageError, match="the case has nothing at"):
        at(case, path)


def test_the_nearest_address_is_offered(case):
    with pytest.raises(UsageError, match="did you mean `actors/union/wants/pay`"):
        at(case, "actors/union/wants/pya")


@pytest.mark.parametrize(
    "path, passages",
    [
        ("actors/union/wants/pay", ("brief#p1",)),
        ("actors/union/wants/pay/rank", ("brief#p1",)),  # the want's, for the rank has none of its own
        ("actors/company/wants/work/rank", ("brief#p2",)),
        ("actors/union/wants/calm/rank", ()),
        ("scenarios/agreement/effects/union", ("brief#p2",)),
        ("scenarios/agreement/effects/company", ()),
        ("sources/brief/mentions/ministry", ("brief#p1",)),  # where it is mentioned
        ("influence/state/company", ()),
    ],
)
def test_citations_are_the_nearest_there_are(case, path, passages):
    assert cites(case, path) == passages


def test_citations_of_nothing_are_refused(case):
    with pytest.raises(UsageError):
        cites(case, "actors/nobody/wants/w")


def test_what_falls_away_with_an_argument_is_what_the_method_page_lists():
    assert {entry.name for entry in KINDS if entry.droppable} == {
        "actor", "option", "want", "driver", "rule", "influence", "impact", "position", "item", "class"
    }  # fmt: skip
    assert droppable("rules/gone")
    assert not droppable("rules")
    assert not droppable("terms/settled")


@pytest.mark.parametrize(
    "path, allowed",
    [
        ("influence/state/union", Scale(0, 4, whole=True)),
        ("objectives/jobs/stakes/union", Scale(-4, 4, whole=True)),
        ("impacts/price=high/company.offer=full", Scale(-3, 3, whole=True)),
        ("scenarios/agreement/effects/union", Scale(-2, 2, whole=True)),
        ("issues/pay/positions/union/salience", Scale(0, 100)),
        ("issues/pay/positions/union/capability", Scale(0, None)),
        ("issues/pay/positions/union/at", Scale()),
        ("actors/union/wants/pay/rank", Scale()),
        ("evidence/talks/relevance", Scale(0, 1)),
    ],
)
def test_scales(case, path, allowed):
    assert scale(case, path) == allowed


def test_salience_is_a_fraction_where_nothing_is_said_and_impacts_have_the_scale_of_the_case():
    case = from_long(
        {
            "id": "tiny",
            "issues": {"i": {"positions": {"a": {"at": 1, "salience": 1}}}},
            "settings": {"cross_impact": {"scale": [-5, 5]}},
        }
    )
    assert scale(case, "issues/i/positions/a/salience") == Scale(0, 1)
    assert scale(case, "impacts/a=b/c=d") == Scale(-5, 5, whole=True)


@pytest.mark.parametrize("value, held", [(0, True), (4, True), (4.5, False), (2.5, False), (-1, False)])
def test_a_scale_holds_its_ends_and_whole_numbers(value, held):
    assert Scale(0, 4, whole=True).holds(value) is held
