"""Stress as a verb: what is kept is a what-if that gives the figures which stress gave; nothing is lost on the way."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from estimative.assessment.run import Ensemble, run_methods
from estimative.base.errors import UsageError
from estimative.case.longform import from_long, to_long
from estimative.case.patches import merge_patch, patch_of_both
from estimative.cli.main import run
from estimative.desk.assess import assess
from estimative.desk.stress import keep, stress_case
from estimative.exchange.case_files import read_case
from estimative.exchange.what_ifs import apply
from estimative.inquiry.rivals import weigh_rival
from estimative.inquiry.stress import Stress
from estimative.report.stress_words import beside, outcome
from tests.assessment.cases import bridge
from tests.inquiry.small_cases import some_case

FLAGSHIP = Path(__file__).parents[2] / "cases" / "kabul-airport-2021"
DRAWS = 12


def written(folder: Path, data: dict[str, Any]) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "case.yaml").write_text(json.dumps(data), encoding="utf-8")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    memo = {
        "title": "M",
        "passages": {"p1": {"at": [0, 4], "sha256": "0" * 16}},
        "mentions": {"guild": {"at": ["memo#p1"]}},
    }
    return written(tmp_path / "small", {"estimative": 1, **some_case(1), "sources": {"memo": memo}})


@pytest.fixture(scope="module")
def flagship(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """The worked case, stressed once, in a copy."""
    place = tmp_path_factory.mktemp("flagship")
    (place / "case.yaml").write_bytes((FLAGSHIP / "case.yaml").read_bytes())
    (place / "what-ifs").mkdir()
    for file in (FLAGSHIP / "what-ifs").iterdir():
        (place / "what-ifs" / file.name).write_bytes(file.read_bytes())
    return place, stress_case(place, Ensemble(DRAWS))


def figures(folder: Path, name: str | None, draws: int) -> dict[str, Any]:
    facts = assess(folder, Ensemble(draws), what_if=name)
    means = {key: {m: s.mean for m, s in found.supports.items()} for key, found in facts.scenarios.items()}
    return {**means, "none": {m: s.mean for m, s in facts.none.items()}}


@pytest.mark.parametrize("seed", [1, 5, 11])
def test_what_is_kept_gives_the_figures_that_stress_gave(tmp_path: Path, seed: int) -> None:
    folder = written(tmp_path, {"estimative": 1, **some_case(seed)})
    stressed = stress_case(folder, Ensemble(6))
    names = [one.id for one in stressed.found if one.change is not None]
    assert len(keep(stressed, names)) == len(names) >= 2
    for one in stressed.found:
        if one.change is not None:
            after = figures(folder, one.id, 6)
            for method, by in one.supports.items():
                assert {key: moved.after for key, moved in by.items()} == {key: after[key][method] for key in by}


def test_the_worked_case_asks_for_a_rival_without_a_name_and_answers_as_its_own_what_if(flagship: Any) -> None:
    place, stressed = flagship
    asked = {one.id: one for one in stressed.found}
    rival = asked["rival-taliban-operator"]
    assert rival.question.endswith("Who else could offer this role? The case lists nobody.")
    case, known = stressed.case, read_case(place)
    after = apply(case, known.what_ifs["rival-operator"])
    assert rival.rival == weigh_rival(case, after, "taliban", Ensemble(DRAWS))
    assert (rival.threshold, rival.overturns, rival.before) == (5.5, True, "success")
    runs = run_methods(after, Ensemble(DRAWS), only=["conflict"])
    assert rival.supports["conflict"]["success"].after == runs["conflict"].supports["success"].mean
    assert {one.kind for one in stressed.found} == {"rival", "reversed-want", "method-left-out", "rule-lifted"}
    assert all(one.not_computed is None for one in stressed.found)
    assert "uzbeks" in rival.others
    assert "turkey" not in rival.others


def test_the_worked_cases_rival_is_kept_and_assessed_with_the_same_figures(flagship: Any) -> None:
    place, stressed = flagship
    one = next(one for one in stressed.found if one.id == "rival-taliban-operator")
    (path,) = keep(stressed, [one.id])
    text = path.read_text(encoding="utf-8")
    assert text.startswith(
        "# Taliban: what it lets Turkey do at the airport (now for Turkey). Who else could offer this"
    )
    assert "        airport-works: {that: (airport-open) or taliban.rival}\n" in text
    assert "never: taliban.rival and taliban.operator >= technicians" in text
    facts = assess(place, Ensemble(DRAWS), what_if=one.id)
    assert facts.rival is not None
    assert facts.rival.threshold == 5.5
    for method, by in one.supports.items():
        after = {**{key: found.supports[method] for key, found in facts.scenarios.items()}, "none": facts.none[method]}
        assert {key: moved.after for key, moved in by.items()} == {key: after[key].mean for key in by}


def test_a_change_on_top_of_a_what_if_is_kept_with_it(folder: Path) -> None:
    first = stress_case(folder, Ensemble(6))
    keep(first, ["rival-a-grant"])
    again = stress_case(folder, Ensemble(6), what_if="rival-a-grant")
    assert "rival-a-grant" not in {one.id for one in again.found}
    one = next(one for one in again.found if one.kind in ("reversed-want", "rule-lifted", "mention"))
    keep(again, [one.id])
    whole = read_case(folder).what_ifs[one.id]
    assert "rival" in whole.change["actors"]["a"]["options"]
    assert "It goes with the what-if rival-a-grant." in whole.because
    twice = merge_patch(merge_patch(to_long(first.case), first_change(first, "rival-a-grant")), one.change)
    assert merge_patch(to_long(first.case), whole.change) == twice


def first_change(stressed: Any, name: str) -> Any:
    return next(one.change for one in stressed.found if one.id == name)


def test_patches_one_after_the_other_are_one_patch() -> None:
    base = {"a": {"b": 1, "c": {"d": 2}}, "e": 3}
    one, other = {"a": {"c": None, "f": 4}}, {"a": {"f": None, "b": 9}, "e": {"g": 1}}
    assert merge_patch(base, patch_of_both(one, other)) == merge_patch(merge_patch(base, one), other)


@pytest.mark.parametrize("names, words", [
    (["nothing"], "nothing has this id"),
    (["rival-a-grnt"], "did you mean `rival-a-grant`"),
    (["rival-a-grant", "../case"], "nothing has this id"),
])  # fmt: skip
def test_what_cannot_be_kept_is_said_and_nothing_is_written(folder: Path, names: list[str], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        keep(stress_case(folder, Ensemble(2)), names)
    assert not (folder / "what-ifs").exists()


def test_a_method_left_out_is_no_change_to_a_case(tmp_path: Path) -> None:
    evidence = {"e": {"text": "quiet", "reliability": "A1", "ratings": {"built": "II", "idle": "CC"}}}
    folder = written(tmp_path, to_long(from_long(merge_patch(to_long(bridge()), {"evidence": evidence}))))
    with pytest.raises(UsageError, match="leaving a method out is no change"):
        keep(stress_case(folder, Ensemble(2)), ["without-evidence"])


def test_nothing_is_written_over_and_then_nothing_at_all(folder: Path) -> None:
    stressed = stress_case(folder, Ensemble(2))
    keep(stressed, ["rival-a-grant"])
    before = (folder / "what-ifs" / "rival-a-grant.yaml").read_bytes()
    with pytest.raises(UsageError, match="there already"):
        keep(stressed, ["actor-guild", "rival-a-grant"])
    assert [file.name for file in (folder / "what-ifs").iterdir()] == ["rival-a-grant.yaml"]
    assert (folder / "what-ifs" / "rival-a-grant.yaml").read_bytes() == before


def test_the_command_prints_questions_and_the_json_has_the_fixed_keys(
    folder: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    assert run(["stress", str(folder), "--draws", "6"]) == 0
    out = capsys.readouterr().out
    assert "Who else could offer this role? The case lists nobody." in out
    assert "gives it no place" in out
    assert "Not computed:" in out
    assert run(["stress", str(folder), "--draws", "6", "--json", "--keep", "actor-guild"]) == 0
    read = capsys.readouterr()
    assert "kept: " in read.err
    found = json.loads(read.out)
    assert set(found) == {"case", "what_if", "stress", "seed", "draws"}
    for one in found["stress"]:
        assert {"id", "kind", "path", "change", "question", "threshold", "from", "to", "overturns"} <= set(one)
        assert isinstance(one["overturns"], bool)
    assert run(["stress", str(folder), "--draws", "6", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["stress"] == found["stress"]
    assert run(["stress", str(folder), "--keep", "actor-guild"]) == 2
    assert run(["check", str(folder)]) == 0


def test_a_hostile_case_commands_no_terminal(tmp_path: Path, capsys: Any) -> None:
    data = merge_patch(some_case(1), {"title": "T\u202e", "actors": {"a": {"name": "A\u2066\u202e[31m",
        "options": {"grant": {"text": "grants\u2028this", "grants": {"yes": "b"}}}}}})  # fmt: skip
    folder = written(tmp_path, {"estimative": 1, **data})
    assert run(["stress", str(folder), "--draws", "2", "--keep", "rival-a-grant"]) == 0
    out = capsys.readouterr().out
    assert not set("\u202e\u2066\u2028") & set(out)
    assert not set("\u202e\u2066\u2028") & set((folder / "what-ifs" / "rival-a-grant.yaml").read_text(encoding="utf-8"))
    assert read_case(folder).what_ifs.keys() == {"rival-a-grant"}


def test_every_outcome_is_said() -> None:
    case = bridge()
    assert outcome(case, Stress("x", "mention", "", "?", {}, not_computed="too odd")) == ("Not computed: too odd.",)
    left = Stress("x", "method-left-out", "settings", "?", None, "evidence", ("conflict",), None, None)
    assert outcome(case, left) == ("Nothing leads, before and after.",)
    still = Stress("x", "rule-lifted", "rules/r", "?", {}, None, ("conflict",), "built", "built", ("built", "built"))
    assert outcome(case, still) == ("Built still leads in conflict analysis.", "No support moves.")
    assert beside(case, Stress("x", "mention", "sources/s/mentions/m", "?", {}, see=("rival-a-b",))) == (
        "Could it have a role that the case grants? Then see rival-a-b.",
    )
