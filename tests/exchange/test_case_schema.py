"""The published JSON Schema: it is one, it describes every field, and it accepts whatever the reader accepts."""

import random

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimative.base.errors import ProblemsError
from estimative.case.longform import from_long, to_long
from estimative.exchange.case_files import parse_case
from estimative.exchange.case_schema import json_schema, what_if_schema
from estimative.exchange.yaml_reading import parse_yaml
from tests.case.sample import FULL, changed
from tests.case.test_longform import LONG, respelt

SCHEMA = json_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def errors(value):
    return [("/".join(map(str, error.absolute_path)), error.message) for error in VALIDATOR.iter_errors(value)]


def test_it_is_a_schema():
    for schema in (SCHEMA, what_if_schema()):
        assert schema["$schema"].endswith("2020-12/schema")
        jsonschema.Draft202012Validator.check_schema(schema)


def test_it_accepts_short_and_long_forms():
    assert errors(parse_yaml(FULL).value) == []
    assert errors(LONG) == []


def test_it_accepts_the_sketch_and_the_worked_cases(root, shared):
    for path in sorted((root / "cases").glob("*/case.yaml")):
        assert errors(parse_yaml(path.read_bytes()).value) == []
    text = (shared / "case-sketch.yaml").read_text(encoding="utf-8")
    wrong = {path for path, _ in errors(parse_yaml(text).value)}
    assert wrong <= {
        "question",
        "evidence",
        "evidence/refused-visits",
        "question/criteria/strong",
    }  # its unquoted commas


@settings(max_examples=30)
@given(st.randoms(use_true_random=False))
def test_it_accepts_every_spelling_that_the_reader_accepts(chance):
    spelt = respelt(LONG, chance)
    from_long(spelt)
    assert errors(spelt) == []


def test_it_accepts_fields_left_empty():
    value = parse_yaml(FULL).value
    chance = random.Random(3)

    def emptied(kind, item):
        from estimative.case.shape import bare, fields_of, is_record

        kind = bare(kind)
        if is_record(kind) and isinstance(item, dict):
            fields = fields_of(kind)
            for name in list(item):
                last = name == "value" and "views" in fields  # what is judged cannot be left empty
                if name in fields and not fields[name].is_required() and not last and chance.random() < 0.3:
                    item[name] = None
                elif name in fields:
                    emptied(fields[name].annotation, item[name])
        elif isinstance(item, dict) and getattr(kind, "__args__", None):
            for inner in item.values():
                emptied(kind.__args__[-1], inner)

    from estimative.case.models import Case

    emptied(Case, value)
    from_long(value)
    assert errors(value) == []


@pytest.mark.parametrize(
    "judgment, read",
    [
        ({"views": {"x": 2}}, True),
        ({"value": None, "views": {"x": 2}}, True),
        ({"views": {"x": {"value": 2, "range": [1, 3], "round": 1}}, "range": [0, 3]}, True),
        ({"value": 1, "views": None}, True),
        ({"range": [1, 2]}, False),
        ({"value": None}, False),
        ({"value": None, "views": None}, False),
        ({"views": {}}, False),
    ],
)
def test_a_judgment_has_a_value_or_views_for_reader_and_schema_alike(judgment, read):
    rating = {**judgment, **({"value": "C"} if judgment.get("value") is not None else {})}
    rating.pop("range", None)
    rating["views"] = {"x": "C"} if rating.get("views") else rating.get("views")
    for value in (
        {"estimative": 1, "id": "t", "influence": {"a": {"b": judgment}}},
        {"estimative": 1, "id": "t", "evidence": {"e": {"text": "x", "ratings": {"s": rating}}}},
    ):
        assert (errors(value) == []) == read
        if read:
            assert to_long(from_long(value))
            continue
        with pytest.raises(ProblemsError, match="give the value, or `views`") as caught:
            from_long(value)
        assert [problem.code for problem in caught.value.problems] == ["missing-field"]


@pytest.mark.parametrize(
    "text",
    [
        changed("name: Port company", "nmae: Port company"),
        changed("as_of: 2024-05-10", "as_of: soon"),
        changed("rank: 2, range: [2, 3]", "rank: two"),
        changed("rank: 2, range: [2, 3]", "rank: 2, range: [2]"),
        changed("quality: caveated", "quality: perhaps"),
        changed("  calm: {means", "  Calm!: {means"),
        changed("kind: lever", "kind: leaver"),
        changed("ratings: {agreement: C", "ratings: {agreement: X"),
        changed("\n  limit: {text: how far the company would go, ", "\n  limit: {"),
        changed("id: port-strike\n", ""),
        FULL.replace("estimative: 1\n", ""),
    ],
)
def test_it_finds_errors_of_shape(text):
    assert errors(parse_yaml(text).value)


def test_it_knows_every_field_with_its_meaning():
    def fields(schema):
        for kind in (schema, *schema["$defs"].values()):
            for options in (kind, *kind.get("anyOf", ())):
                yield from options.get("properties", {}).items()

    described = list(fields(SCHEMA))
    assert len(described) > 250
    assert [name for name, field in described if not field.get("description")] == []


def test_what_ifs_fit_theirs():
    validator = jsonschema.Draft202012Validator(what_if_schema())
    good = {"estimative_what_if": 1, "base": "sha256:" + "0" * 64, "change": {"gaps": None}}
    assert validator.is_valid(good)
    assert not validator.is_valid({**good, "base": "1234"})
    assert not validator.is_valid({**good, "changes": {}})


def test_it_is_the_same_every_time():
    assert json_schema() == json_schema()
    assert to_long(parse_case(FULL)) == LONG
