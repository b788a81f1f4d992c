"""Short and long spellings, what is left empty, and the words that shape errors use."""

# ruff: noqa: E501 - one line for each example reads best

import datetime

import pytest
from pydantic import ValidationError

from estimative.base.errors import LimitError, ProblemsError
from estimative.case.longform import from_long
from estimative.case.models import Case
from estimative.case.names import RESERVED


def case(**sections):
    return from_long({"id": "tiny", **sections})


def problems(**sections):
    with pytest.raises(ProblemsError) as caught:
        case(**sections)
    return [(problem.path, problem.code) for problem in caught.value.problems]


def message(**sections):
    with pytest.raises(ProblemsError) as caught:
        case(**sections)
    (problem,) = caught.value.problems
    return problem.message


def want(**fields):
    return case(actors={"a": {"wants": {"w": {"that": "true", **fields}}}}).actors["a"].wants["w"]


def test_a_number_is_a_judgment_without_a_range():
    rank = want(rank=2).rank
    assert (rank.value, rank.range, rank.cites, rank.views) == (2.0, None, (), {})


@pytest.mark.parametrize("short", [{"rank": 3, "range": [2, 4]}, {"rank": {"value": 3, "range": [2, 4]}}])
def test_a_range_beside_a_number_is_the_numbers_range(short):
    assert want(**short).rank.range == (2.0, 4.0)


def test_all_that_belongs_to_a_number_may_stand_beside_it():
    rank = want(rank=3, range=[2, 4], distribution="uniform", views={"a1": 2}).rank
    assert (rank.distribution, rank.views["a1"].value) == ("uniform", 2.0)


def test_a_reason_beside_a_number_stays_with_the_record():
    found = want(rank=3, because="why", cites=["s#p1"])
    assert (found.because, found.cites, found.rank.because, found.rank.cites) == ("why", ("s#p1",), None, ())


def test_a_range_beside_a_long_number_is_refused_with_the_way_out():
    assert "write `rank: {value: …, range: …}`" in message(
        actors={"a": {"wants": {"w": {"that": "true", "rank": {"value": 1}, "range": [1, 2]}}}}
    )


def test_a_position_has_its_range_beside_it():
    issue = case(issues={"i": {"positions": {"a": {"at": 4, "range": [3, 5]}}}}).issues["i"]
    assert issue.positions["a"].at.range == (3.0, 5.0)


def test_what_is_left_empty_is_left_out():
    assert case(gaps=None, settings=None, as_of=None) == case()
    assert want(rank=1, because=None, range=None) == want(rank=1)


def test_what_is_needed_cannot_be_left_empty():
    assert problems(gaps={"g": {"text": None}}) == [("gaps/g/text", "text")]
    assert problems(actors={"a": {"wants": {"w": {"that": "true", "rank": None}}}}) == [
        ("actors/a/wants/w/rank", "shape")
    ]


def test_booleans_are_accepted_for_yes_and_no():
    found = case(
        actors={"a": {"options": {"o": {"variants": [False, True], "grants": {"yes": "a"}}}}}, now={"a.o": True}
    )
    assert (found.actors["a"].options["o"].variants, found.now) == (("no", "yes"), {"a.o": "yes"})
    assert case(actors={"a": {"options": {"o": {"ordered": "yes"}}}}).actors["a"].options["o"].ordered is True


def test_options_default_to_no_and_yes_which_rise():
    option = case(actors={"a": {"options": {"o": {}}}}).actors["a"].options["o"]
    assert (option.variants, option.moves, option.ordered, option.rises) == (("no", "yes"), "both", False, True)
    driver = case(drivers={"d": {"variants": ["yes", "no"]}}).drivers["d"]
    assert not driver.rises


@pytest.mark.parametrize("variant", ["none", "no", "yes", "undetermined", "null", "now"])
def test_words_that_results_use_are_fine_as_variants(variant):
    assert case(drivers={"d": {"variants": [variant, "other"]}}).drivers["d"].variants[0] == variant


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_reserved_words_are_no_ids(word):
    assert problems(actors={word: {}}) == [(f"actors/{word}", "reserved-word")]


@pytest.mark.parametrize("name", ["", "A", "9a", "a_b", "a b", "é", "a" * 41, "a.b", "a/b", "a\n", "-a"])
def test_other_names_are_no_ids(name):
    assert [code for _, code in problems(actors={name: {}})] == ["id"]


@pytest.mark.parametrize("name", ["a", "a-", "a1-b", "a" * 40])
def test_names_that_are_ids(name):
    assert list(case(actors={name: {}}).actors) == [name]


@pytest.mark.parametrize(
    "written, read",
    [
        (2021, "2021"),
        ("2021-08", "2021-08"),
        ("2021-08-14", "2021-08-14"),
        (datetime.date(2021, 8, 14), "2021-08-14"),
        (datetime.datetime(2021, 8, 14, 12, 0), "2021-08-14"),  # noqa: DTZ001 - as a caller might give it
        ("2024-02-29", "2024-02-29"),
    ],
)
def test_dates_keep_their_precision(written, read):
    assert case(as_of=written).as_of == read


@pytest.mark.parametrize("written", ["2021-02-29", "2021-13", "0000", "21-08-14", "2021-8", "٢٠٢١", 99, True, "today"])
def test_other_dates_are_refused(written):
    assert problems(as_of=written) == [("as_of", "date")]


@pytest.mark.parametrize(
    "value", ["1", True, None, [1], {}, float("nan"), float("inf"), 2**53 + 1, -(10**400), {"value": "1"}]
)
def test_only_finite_numbers_of_reasonable_size_are_judgments(value):
    assert problems(influence={"a": {"b": value}})


def test_one_text_may_stand_for_a_list_of_one():
    found = case(objectives={"o": {"serves": "s"}}, held="d", actors={"a": {"aliases": "A"}})
    assert (found.objectives["o"].serves, found.held, found.actors["a"].aliases) == (("s",), ("d",), ("A",))


def test_short_texts_stand_for_terms_members_and_pooling():
    found = case(
        terms={"t": "a.b"},
        settings={"pooling": "none"},
        reference_classes={"c": {"text": "x", "happened": 0, "of": 1, "members": {"m": "failed"}}},
    )
    assert found.terms["t"].means == "a.b"
    assert found.settings.pooling.method == "none"
    assert found.reference_classes["c"].members["m"].text == "failed"


def test_anything_may_stand_under_x_on_any_record():
    found = case(**{"x-a": [1, {"deep": None}]}, influence={"a": {"b": {"value": 1, "x-b": "c"}}})
    assert found.model_extra == {"x-a": [1, {"deep": None}]}
    assert found.influence["a"]["b"].model_extra == {"x-b": "c"}


def test_unknown_fields_are_refused_with_the_nearest_known():
    assert "did you mean `actors`?" in message(acotrs={})
    assert "did you mean `because`?" in message(actors={"a": {"becuase": "x"}})
    assert "put the whole text in quotes" in message(gaps={"g": {"text": "first", "second part": None}})


def test_the_python_name_of_a_field_is_not_its_name_in_a_file():
    assert problems(sources={"s": {"title": "t", "mentions": {"m": {"as_": "none"}}}}) == [
        ("sources/s/mentions/m/as_", "unknown-field")
    ]


def test_every_problem_is_reported_at_once():
    assert problems(title=3, as_of="x", actors={"a": {"wants": {"w": {"rank": "k"}}}}, gaps=[]) == [
        ("title", "text"),
        ("as_of", "date"),
        ("actors/a/wants/w", "missing-field"),
        ("actors/a/wants/w/rank/value", "number"),
        ("gaps", "shape"),
    ]


@pytest.mark.parametrize(
    "sections, words",
    [
        ({"title": 3}, "expected text, found the number 3; put it in quotes"),
        ({"gaps": {"g": {"text": ""}}}, "expected text, found an empty text; write it or leave the field out"),
        ({"gaps": {"g": {}}}, "`text` is missing: what is not known"),
        ({"gaps": {"g": 3}}, "expected a map with the fields `text`, found the number 3"),
        ({"gaps": {"g": {"text": "x", "status": "opne"}}}, "expected one of `open`, `closed`; found the text `opne`; did you mean `open`?"),
        ({"drivers": {"d": {"variants": ["a"]}}}, "expected a list of at least 2, found 1"),
        ({"influence": {"a": {"b": {"value": 1, "range": [1]}}}}, "expected a list of 2, found 1"),
        ({"influence": {"a": {"b": {"value": 1, "range": [1, 2, 3]}}}}, "expected a list of at most 2, found 3"),
        ({"influence": {"a": []}}, "expected a map, found a list"),
        ({"influence": {"a": {"b": []}}}, "expected a number or a map with fields such as `value`, `range`, `distribution`, `views`, found a list"),
        ({"settings": {"conflict": {"deals": 0}}}, "expected a number at least 1, found 0"),
        ({"settings": {"conflict": {"deals": 1.5}}}, "expected a whole number, found 1.5"),
        ({"settings": {"evidence": {"ratios": {"N/A": 1}}}}, "expected 'CC', 'C', 'N', 'I' or 'II', found the text `N/A`"),
        ({"impacts": {"wide": {}}}, "expected `factor=variant`, such as `recognition=wide`, found the text `wide`"),
        ({"gaps": {"g": {"text": "x", "cites": ["s#p1-3"]}}}, "expected a citation such as `source#p12` (one passage, no ranges), found the text `s#p1-3`"),
        ({"actors": {"a": {"options": {"o": {"ordered": "perhaps"}}}}}, "expected true or false, found the text `perhaps`"),
    ],
)  # fmt: skip
def test_messages_are_for_people(sections, words):
    assert message(**sections) == words


def test_text_is_brought_to_one_form():
    assert case(title="  Cafe\u0301 \r\nbar \r").title == "Caf\u00e9\nbar"


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "\x1b[31m", "\x85"])
def test_characters_that_cannot_be_written_are_refused(text):
    assert ("title", "characters") in problems(title=text)


def test_what_has_no_place_in_json_is_refused():
    assert problems(**{"x-a": {1, 2}}) == [("x-a", "shape")]
    assert problems(**{"x-a": {1: 2}}) == [("x-a", "key")]
    assert problems(**{"x-a": {"e\u0301": 1, "\u00e9": 2}}) == [("x-a/\u00e9", "duplicate-key")]


def test_objects_that_hold_themselves_end_in_problems():
    knot = {}
    knot["knot"] = knot
    assert [code for _, code in problems(**{"x-a": knot})] == ["too-deep"]
    wide = [0] * 10
    for _ in range(20):
        wide = [wide] * 10
    with pytest.raises(LimitError, match="more than 200,000 values"):
        case(**{"x-a": wide})


def test_models_are_frozen():
    with pytest.raises(ValidationError, match="frozen"):
        case().title = "new"


def test_every_field_says_what_it_is():
    from estimative.case.models_base import Closed
    from estimative.case.models_what_ifs import WhatIfFile

    def below(model):
        return {model, *(inner for sub in model.__subclasses__() for inner in below(sub))}

    models = below(Closed) | {Case, WhatIfFile}
    silent = [
        f"{model.__name__}.{name}"
        for model in models
        for name, field in model.model_fields.items()
        if not field.description
    ]
    assert len(models) > 40
    assert silent == []
