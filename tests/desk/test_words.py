"""Words of likelihood looked up: in every scale, with what they carry, and where they part."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimative.base.errors import UsageError
from estimative.base.likelihood import scale, scales
from estimative.cli.main import run
from estimative.desk.words import look_up


@pytest.mark.parametrize("text", ["0.7", "70%", "70 %", " 70 percent ", "0,7", ".7"])
def test_a_number_may_be_written_in_several_ways(text):
    found = look_up(text)
    assert found["number"] == pytest.approx(0.7)
    assert found["scales"].keys() == scales().keys()
    assert found["scales"]["icd203"]["words"] == [{"word": "likely", "low": 0.55, "high": 0.8, "middle": 0.675}]


@given(st.floats(0, 1), st.sampled_from(sorted(scales())))
def test_a_number_stands_in_each_scale_where_the_scale_puts_it(number, name):
    found = look_up(f"{number:.12f}")["scales"][name]
    terms = scale(name).words(float(f"{number:.12f}"))
    assert [one["word"] for one in found["words"]] == [term.word for term in terms]
    assert found["in_gap"] == (len(terms) == 2)


def test_a_word_shows_where_scales_part():
    found = look_up("Likely")
    assert found["span"] == {"low": 0.55, "high": 1.0}
    assert set(found["scales"]) == {"icd203", "phia", "ipcc_ar5_ar6", "ipcc_ar4", "nato_ajp2_1"}
    pairs = [one["scales"] for one in found["mismatches"]]
    assert ["icd203", "ipcc_ar5_ar6"] in pairs
    assert "translations" not in found
    alike = look_up("about as likely as not")
    assert len(alike["scales"]) == 2
    assert alike["mismatches"] == []


def test_with_a_scale_others_say_how_they_would_put_it():
    found = look_up("likely", "icd203")
    by_scale = {one["scale"]: one for one in found["translations"]}
    assert "icd203" not in by_scale
    assert by_scale["nato_ajp2_1"]["mismatch"]
    assert [one["word"] for one in by_scale["nato_ajp2_1"]["words"]] == ["likely", "even chance"]
    assert set(look_up("0.6", "phia")["scales"]) == {"phia"}


@pytest.mark.parametrize("word", ["possible", "may", "cannot rule out"])
def test_what_carries_no_number_is_flagged(word):
    found = look_up(word)
    assert found["carries_no_number"] == [word]
    assert found["span"] is None
    assert found["scales"] == {}


@pytest.mark.parametrize(
    "text, scale_id, words",
    [
        ("likley", None, "did you mean `likely`"),
        ("70", None, "70%"),
        ("120%", None, "between 0 and 1"),
        ("likely", "icd", "did you mean `icd203`"),
        ("remote chance", "icd203", "has no word"),
    ],
)
def test_what_is_no_word_and_no_number_is_refused(text, scale_id, words):
    with pytest.raises(UsageError, match=words):
        look_up(text, scale_id)


def test_the_command_prints_tables_for_people_and_json_for_programs(capsys):
    assert run(["words", "almost", "certain", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["scales"]["phia"]["low"] == 0.95
    assert run(["words", "22%"]) == 0
    assert "between highly unlikely" in " ".join(capsys.readouterr().out.replace("│", " ").split())
    assert run(["words", "cannot", "rule", "out"]) == 0
    assert "carries no number" in capsys.readouterr().out
    assert run(["words", "likely", "--scale", "icd203"]) == 0
    assert "the word itself means 66–100 % there" in capsys.readouterr().out
    assert run(["words", "likley"]) == 2
    assert "Traceback" not in capsys.readouterr().err
