"""Leverage as a verb: what is kept gives its figures again; the command prints, writes a page, and refuses in words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from estimative.assessment.run import Ensemble
from estimative.base.errors import UsageError
from estimative.cli.main import run
from estimative.desk.assess import assess
from estimative.desk.leverage import keep, leverage
from estimative.exchange.case_files import read_case
from tests.inquiry.small_cases import some_case


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "case.yaml").write_text(json.dumps({"estimative": 1, **some_case(2)}), encoding="utf-8")
    return tmp_path


def test_what_is_kept_gives_the_figures_that_were_told(folder: Path) -> None:
    found = leverage(folder, "b", "given", Ensemble(6))
    names = [one.id for one in found.facts.found.all if one.change is not None]
    assert len(keep(found, names)) == len(names)
    known = read_case(folder)
    assert set(known.what_ifs) == set(names)
    for one in found.facts.found.own[:4]:
        facts = assess(folder, Ensemble(6), what_if=one.id)
        after = {**{key: found.supports["conflict"] for key, found in facts.scenarios.items()}, **none_of(facts)}
        assert {key: moved.after for key, moved in one.supports["conflict"].items()} == {
            key: support.mean for key, support in after.items()
        }


def none_of(facts: Any) -> dict[str, Any]:
    return {"none": facts.none["conflict"]}


def test_a_change_goes_with_the_what_if_that_it_was_asked_of(folder: Path) -> None:
    found = leverage(folder, "b", "given", Ensemble(2))
    keep(found, ["hold-b-ask-yes"])
    again = leverage(folder, "b", "given", Ensemble(2), what_if="hold-b-ask-yes")
    keep(again, ["hold-b-pay-yes"])
    change = read_case(folder).what_ifs["hold-b-pay-yes"].change
    assert change["now"] == {"b.ask": "yes", "b.pay": "yes"}
    with pytest.raises(UsageError, match="did you mean"):
        keep(again, ["hold-b-pay-yess"])


def test_the_command_prints_writes_a_page_and_keeps(folder: Path, capsys: Any, monkeypatch: Any) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    page = folder / "leverage.html"
    words = ["leverage", str(folder), "--for", "b", "--wish", "given", "--draws", "6"]
    assert run([*words, "-o", str(page), "--keep", "hold-b-ask-yes"]) == 0
    out = capsys.readouterr().out
    assert "What b can do for given" in out
    assert "hold-b-ask-yes" in out
    assert "not how likely anything is" in out
    assert "kept: " in out
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert run([*words, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {"case", "what_if", "for", "wish", "own", "others", "support", "seed", "draws"} <= set(found)
    assert run([*words[:3], "nobody", "--wish", "given"]) == 2
    assert "no actor `nobody`" in capsys.readouterr().err
    assert run([*words, "-o", str(folder / "case.yaml")]) == 2
