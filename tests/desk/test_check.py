"""What `check` brings together: the case, its what-ifs, its sources; and how large what is sound is."""

import pytest

from estimative.base.errors import UsageError
from estimative.case.longform import case_digest
from estimative.desk.check import Checked, Size, check
from estimative.exchange.case_files import parse_case
from tests.case.sample import FULL, changed


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "case.yaml").write_text(FULL, encoding="utf-8")
    return tmp_path


def codes(checked):
    return [(problem.severity, problem.code) for problem in checked.problems]


def test_a_sound_case_is_measured(folder):
    checked = check(folder)
    assert codes(checked) == [("note", "source-not-at-hand")]
    assert checked.size == Size(actors=3, options=3, states=24, feasible=16, judgments=19)
    assert checked.summary == (
        f"{folder / 'case.yaml'} is sound: 3 actors, 3 options, 24 states (16 feasible), 19 judgments; 1 note"
    )


def test_a_case_that_cannot_be_run_has_no_size(folder):
    (folder / "case.yaml").write_text(changed("rank: 2, range: [2, 3]", "rank: 4, range: [3, 2]"), encoding="utf-8")
    checked = check(folder)
    assert codes(checked) == [("error", "range-reversed")]
    assert checked.size is None
    assert checked.summary == f"{folder / 'case.yaml'}: 1 error"


def test_citations_are_verified_where_the_source_is_at_hand(folder):
    (folder / "brief.txt").write_text("first\n\nsecond\n", encoding="utf-8")
    found = codes(check(folder))
    assert ("error", "citation-lost") in found  # the digests of the sample are no digests of these words
    assert ("warning", "source-changed") in found


def test_sources_may_lie_elsewhere(folder, tmp_path_factory):
    other = tmp_path_factory.mktemp("sources")
    (other / "brief.txt").write_text("first\n\nsecond\n", encoding="utf-8")
    assert ("error", "citation-lost") in codes(check(folder, other))
    with pytest.raises(UsageError, match="no such folder"):
        check(folder, other / "nowhere")


def test_that_a_passage_is_not_recorded_is_said_once(folder):
    start = FULL.index("    passages:\n")
    text = FULL[:start] + FULL[FULL.index("    mentions:") :]
    (folder / "case.yaml").write_text(text, encoding="utf-8")
    assert [code for _, code in codes(check(folder))] == ["passage-not-recorded", "source-not-at-hand"]
    (folder / "brief.txt").write_text("first\n\nsecond\n", encoding="utf-8")
    assert [code for _, code in codes(check(folder))].count("passage-not-recorded") == 0
    assert [code for _, code in codes(check(folder))].count("citation-unrecorded") == 1


def test_problems_of_what_ifs_belong_to_their_files(folder):
    (folder / "what-ifs").mkdir()
    (folder / "what-ifs" / "late.yaml").write_text("estimative_what_if: 1\nbase: x\nchange: {}\n", encoding="utf-8")
    (folder / "what-ifs" / "early.yaml").write_text("[]\n", encoding="utf-8")
    checked = check(folder)
    assert [file.name for file in checked.by_file()] == ["case.yaml", "early.yaml", "late.yaml"]
    (problem,) = checked.by_file()[folder / "what-ifs" / "late.yaml"]
    assert (problem.code, problem.line, problem.column) == ("digest", 2, 7)


def test_json_has_these_fields_and_no_others(folder):
    (folder / "case.yaml").write_text(FULL.replace("as_of: 2024-05-10", "as_of: soon"), encoding="utf-8")
    assert check(folder).to_dict() == {
        "problems": [
            {
                "severity": "error",
                "code": "date",
                "path": "as_of",
                "line": 4,
                "column": 8,
                "message": "expected a date such as 2021, 2021-08 or 2021-08-14, found the text `soon`",
            }
        ]
    }


def test_what_is_not_there_is_wrong_use(tmp_path):
    with pytest.raises(UsageError, match="does not exist"):
        check(tmp_path / "nothing")


def test_sizes_beyond_reading_are_put_shortly(tmp_path):
    options = "".join(f"      o{number}: {{}}\n" for number in range(300))
    (tmp_path / "case.yaml").write_text(
        f"estimative: 1\nid: large\nactors:\n  a:\n    options:\n{options}    wants: {{w: {{that: a.o1, rank: 1}}}}\n",
        encoding="utf-8",
    )
    checked = check(tmp_path)
    assert "coverage-unchecked" in [problem.code for problem in checked.problems]
    assert "300 options, about 10^90 states (not counted feasible), 1 judgment" in checked.summary


def test_checking_writes_nothing(folder):
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    check(folder)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_the_digest_in_a_message_is_the_digest_of_the_case(folder):
    (folder / "what-ifs").mkdir()
    base = "sha256:" + "0" * 64
    (folder / "what-ifs" / "old.yaml").write_text(
        f"estimative_what_if: 1\nbase: {base}\nchange: {{gaps: null}}\n", encoding="utf-8"
    )
    (problem,) = [problem for problem in check(folder).problems if problem.code == "what-if-base"]
    digest = case_digest(parse_case(FULL))
    assert digest in problem.message
    (folder / "what-ifs" / "old.yaml").write_text(
        f"estimative_what_if: 1\nbase: {digest}\nchange: {{gaps: null}}\n", encoding="utf-8"
    )
    assert codes(check(folder)) == [("note", "source-not-at-hand")]


def test_nothing_found_is_said_shortly(folder):
    assert Checked(folder, (), Size(1, 1, 2, 2, 1)).summary.endswith(
        "is sound: 1 actor, 1 option, 2 states (2 feasible), 1 judgment"
    )


def with_options(count, more=""):
    options = "".join(f"      o{number}: {{}}\n" for number in range(count))
    return (
        f"estimative: 1\nid: large\nactors:\n  a:\n    options:\n{options}    wants: {{w: {{that: a.o1, rank: 1}}}}\n"
        f"scenarios:\n  s: {{when: a.o0}}\n{more}"
    )


DRIVER = "drivers: {rain: {variants: [dry, wet]}}\n"


@pytest.mark.parametrize(
    ("count", "more", "expected"),
    [
        (10, DRIVER, None),
        (11, "", ("note", "2,048 states")),
        (12, DRIVER, ("note", "4,096 states")),
        (13, "", ("warning", "8,192 states")),
        (13, "rules: {half: {never: a.o3}}\n", ("note", "4,096 states")),
        (13, "drivers: {rain: {variants: [dry, wet]}}\nnow: {rain: wet}\nrules: {r: {never: a.o0 and rain = wet}}\n",
         ("note", "4,096 states")),
        (23, "", ("warning", "up to 4,194,304 states")),
    ],
)  # fmt: skip
def test_a_conflict_too_large_to_be_played_is_said_beforehand(tmp_path, count, more, expected):
    (tmp_path / "case.yaml").write_text(with_options(count, more), encoding="utf-8")
    found = [(p.severity, p.code, p.message) for p in check(tmp_path).problems if p.code.startswith("play-")]
    if expected is None:
        assert found == []
        return
    ((severity, code, message),) = found
    assert (severity, code) == (expected[0], {"warning": "play-too-large", "note": "play-slow"}[expected[0]])
    assert expected[1] in message


def test_nothing_is_said_of_plays_where_there_are_none(tmp_path):
    text = with_options(13).replace("    wants: {w: {that: a.o1, rank: 1}}\n", "")
    (tmp_path / "case.yaml").write_text(text, encoding="utf-8")
    assert not [p for p in check(tmp_path).problems if p.code.startswith("play-")]
