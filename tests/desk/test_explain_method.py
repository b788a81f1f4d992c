"""What one method makes of a case: every installed method on the worked case, and what is said where one cannot run."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from estimative.assessment.joins import joins
from estimative.assessment.run import Ensemble
from estimative.base.canonical import canonical_json
from estimative.base.errors import UnsupportedError, UsageError
from estimative.case.longform import case_digest, to_long
from estimative.case.paths import records
from estimative.desk import explain_method as module
from estimative.desk.explain_method import explain_method, names_method
from estimative.methods.records import methods
from tests.assessment.cases import bridge
from tests.conftest import FLAGSHIP_DRAWS

FIXED = {"case", "what_if", "kind", "method", "draws", "support", "undetermined"}


@pytest.fixture(scope="module", params=sorted(joins()))
def explained(request, root):
    """Each installed method on the worked case, with the draws of the shared assessment."""
    path = root / "cases" / "kabul-airport-2021"
    return explain_method(path, request.param, Ensemble(FLAGSHIP_DRAWS))


def write(folder: Path, **changes) -> Path:
    (folder / "case.yaml").write_text(json.dumps(to_long(bridge(**changes))))
    return folder


def test_it_is_the_run_of_the_assessment(explained, flagship_assessed) -> None:
    facts = flagship_assessed()
    places = {key: {**found.supports, **found.balances} for key, found in facts.scenarios.items()}
    assert explained.digest == facts.digest
    # a range compares all judgments of the assessment, so a method alone has none
    told = {key: replace(found[explained.method], range=None) for key, found in places.items()}
    assert {key: explained.run.supports[key] for key in places} == told
    none = facts.none.get(explained.method)
    assert explained.run.supports.get("none") == (none and replace(none, range=None))
    assert ("none" in explained.run.supports) == joins()[explained.method].forecasts


def test_each_shows_something_and_every_picture_has_its_words_and_its_table(explained) -> None:
    assert explained.title == methods()[explained.method].title
    assert explained.exhibits
    ids = [exhibit.id for exhibit in explained.exhibits]
    assert len(set(ids)) == len(ids)
    known = records(explained.case)
    for exhibit in explained.exhibits:
        assert re.fullmatch(r"[a-z][a-z0-9-]*", exhibit.id)
        assert exhibit.title
        assert exhibit.sentences
        if exhibit.picture:
            assert exhibit.described
            assert exhibit.table is not None
            assert exhibit.table.rows
        if exhibit.table is not None:
            assert {len(row) for row in exhibit.table.rows} <= {len(exhibit.table.columns)}
            paths = {cell.path for row in exhibit.table.rows for cell in row if cell.path is not None}
            assert paths <= known.keys() | {"question", "settings"}


def test_its_json_has_the_fixed_keys_before_its_own_and_gives_the_same_bytes(explained, root) -> None:
    found = explained.to_dict()
    assert list(found)[: len(FIXED)] == ["case", "what_if", "kind", "method", "draws", "support", "undetermined"]
    assert found.keys() - FIXED == explained.data.keys()  # no method's own key is lost to a fixed one
    assert (found["kind"], found["method"], found["what_if"]) == ("method", explained.method, None)
    assert found["case"] == explained.digest
    assert found["draws"] == FLAGSHIP_DRAWS
    assert found["support"].keys() == found["undetermined"].keys() == explained.run.supports.keys()
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    again = explain_method(root / "cases" / "kabul-airport-2021", explained.method, Ensemble(FLAGSHIP_DRAWS))
    assert canonical_json(again.to_dict()) == canonical_json(found)
    assert again.exhibits == explained.exhibits


@pytest.mark.parametrize("method", sorted(joins()))
def test_a_method_that_lacks_its_section_says_what_it_needs(tmp_path: Path, method: str) -> None:
    (tmp_path / "case.yaml").write_text('{"estimative": 1, "id": "bare", "scenarios": {}}')
    with pytest.raises(UnsupportedError, match=r"nothing to explain: .*needs? ") as caught:
        explain_method(tmp_path, method, Ensemble(5))
    assert str(tmp_path) not in str(caught.value)


def test_a_scenario_named_as_a_method_is_meant_before_the_method(tmp_path: Path) -> None:
    assert names_method(write(tmp_path), "conflict")
    assert not names_method(tmp_path, "built")
    assert not names_method(tmp_path, "Conflict")
    scenarios = {"conflict": {"when": "east.pay and west.pay"}, "rest": {"when": "not (east.pay and west.pay)"}}
    assert not names_method(write(tmp_path, scenarios=scenarios), "conflict")
    assert names_method(tmp_path, "influence")


def test_a_what_if_is_applied_first(tmp_path: Path) -> None:
    (tmp_path / "what-ifs").mkdir()
    base = case_digest(bridge())
    (tmp_path / "what-ifs" / "poor-east.yaml").write_text(
        f'estimative_what_if: 1\nbase: "{base}"\nbecause: it is broke\n'
        "change: {rules: {poor: {never: east.pay}}}\n"
    )
    found = explain_method(write(tmp_path), "conflict", Ensemble(5), "poor-east")
    assert (found.what_if, found.what_if_because) == ("poor-east", "it is broke")
    assert found.digest != base
    assert found.run.supports["idle"].mean == 1.0
    with pytest.raises(UsageError, match="did you mean `poor-east`"):
        explain_method(tmp_path, "conflict", Ensemble(5), "poor-est")


def test_what_a_method_adds_takes_the_place_of_no_fixed_key(tmp_path: Path, monkeypatch) -> None:
    drawing = module.drawings()["conflict"]
    claims = {"kind": "state", "support": {}, "leaves": 3}
    other = type(drawing)("conflict", lambda case, facts: (), lambda facts: claims)
    monkeypatch.setattr(module, "drawings", lambda: {"conflict": other})
    found = explain_method(write(tmp_path), "conflict", Ensemble(5)).to_dict()
    assert (found["kind"], found["support"]["built"], found["leaves"]) == ("method", 1.0, 3)
