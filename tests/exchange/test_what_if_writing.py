"""What-ifs that are written: they read as they were meant, look as a person writes, and take nobody's place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimative.base.errors import ProblemsError, UsageError
from estimative.case.longform import case_digest, to_long
from estimative.case.models import Case
from estimative.exchange.case_files import read_case
from estimative.exchange.what_if_writing import what_if_text, write_what_if
from estimative.exchange.what_ifs import WhatIf, apply, read_what_if
from estimative.exchange.yaml_reading import parse_yaml
from tests.assessment.cases import bridge

ROOT = Path(__file__).parents[2]
BASE = "sha256:" + "0" * 64
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]), max_size=30)
ODD = ["yes", "no", "null", "1.0", "2021-01-01", "a: b", "a #b", "- x", "a, b", "{x}", "a\nb", " a", "true", "a:"]
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | st.sampled_from([0.5, -1e-7, 2.25e8])
    | WORDS
    | st.sampled_from(ODD),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(WORDS, VALUES, max_size=4), WORDS, WORDS)
def test_whatever_is_written_reads_as_it_was_meant(change: dict[str, Any], because: str, question: str) -> None:
    because = " ".join(because.split())
    read = parse_yaml(what_if_text(WhatIf("w", BASE, change, because=because), question)).value
    assert read.get("because", "") == nfc(because)
    assert read["change"] == nfc(change)


def nfc(value: Any) -> Any:
    import unicodedata

    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {nfc(key): nfc(item) for key, item in value.items()}
    return [nfc(item) for item in value] if isinstance(value, list) else value


def test_it_looks_as_the_worked_cases_files_do() -> None:
    change = {
        "actors": {
            "taliban": {
                "options": {"rival": {"text": "lets somebody else run the airport"}},
                "wants": {"airport-works": {"that": "(airport-open) or taliban.rival"}},
            }
        },
        "rules": {"rival-excludes": {"never": "taliban.rival and taliban.operator >= technicians", "because": "once"}},
        "now": {"turkey.withdraw": "yes", "recognition": None},
    }
    question = "What if somebody else, no less acceptable to the Taliban, could run the airport? " * 2
    text = what_if_text(
        WhatIf("rival", BASE, change, because="The brief names nobody. " * 9, cites=("epc#p9", "epc#p19")), question
    )
    assert text.splitlines()[2:4] == ["estimative_what_if: 1", f"base: {BASE}"]
    assert "because: >-\n  The brief names nobody." in text
    assert "cites: [epc#p9, epc#p19]\nchange:\n  actors:\n    taliban:\n" in text
    assert "        airport-works: {that: (airport-open) or taliban.rival}\n" in text
    assert "  now: {turkey.withdraw: yes, recognition: null}\n" in text
    assert all(len(line) <= 120 for line in text.splitlines())
    assert '"' not in text


def test_a_comment_cannot_end_before_its_line_does() -> None:
    text = what_if_text(WhatIf("w", BASE, {}), "so\nchange: {id: x}\u2028estimative_what_if: 9")
    assert parse_yaml(text).value == {"estimative_what_if": 1, "base": BASE, "change": {}}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    import json

    (tmp_path / "case.yaml").write_text(json.dumps(to_long(bridge())), encoding="utf-8")
    return tmp_path


def case_of(folder: Path) -> Case:
    return read_case(folder).case


def test_what_is_written_can_be_applied_and_is_bound(folder: Path) -> None:
    case = case_of(folder)
    path = write_what_if(case, folder / "case.yaml", "war", {"rules": {"war": {"never": "east.pay"}}}, "What if?", "so")
    assert path == folder / "what-ifs" / "war.yaml"
    read = read_what_if(path)
    assert (read.base, read.because) == (case_digest(case), "so")
    assert apply(case, read).rules["war"].never == "east.pay"
    assert read_case(folder).what_ifs.keys() == {"war"}
    assert [file.name for file in (folder / "what-ifs").iterdir()] == ["war.yaml"]


def test_nothing_is_written_over_or_outside_or_for_a_case_that_does_not_take_it(folder: Path) -> None:
    case, place = case_of(folder), folder / "case.yaml"
    taken = folder / "what-ifs" / "taken.yaml"
    taken.parent.mkdir()
    taken.write_text("mine", encoding="utf-8")
    (folder / "what-ifs" / "dangling.yaml").symlink_to(folder / "elsewhere.yaml")
    for name in ("taken", "dangling"):
        with pytest.raises(UsageError, match="exists already"):
            write_what_if(case, place, name, {"title": "x"})
    for name in ("../case", "A", "", "a/b", "x" * 41, "none", "a\n", "."):
        with pytest.raises(UsageError, match="cannot name a what-if"):
            write_what_if(case, place, name, {"title": "x"})
    with pytest.raises(ProblemsError):
        write_what_if(case, place, "wrong", {"rules": {"r": {"never": "nobody.pays"}}})
    assert taken.read_text(encoding="utf-8") == "mine"
    assert sorted(file.name for file in folder.rglob("*.yaml")) == ["case.yaml", "dangling.yaml", "taken.yaml"]


def test_a_folder_that_cannot_be_made_is_named(folder: Path) -> None:
    (folder / "what-ifs").write_text("a file", encoding="utf-8")
    with pytest.raises(UsageError, match="what-ifs"):
        write_what_if(case_of(folder), folder / "case.yaml", "w", {"title": "x"})
