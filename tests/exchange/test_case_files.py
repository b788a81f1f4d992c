"""Case files: versions, places, what-ifs beside them."""

# ruff: noqa: E501 - one line for each example reads best

from pathlib import Path

import pytest

from estimative import __version__
from estimative.base.errors import ProblemsError, UsageError
from estimative.case.longform import case_digest
from estimative.exchange.case_files import checked, parse_case, read_case
from estimative.exchange.what_ifs import WhatIf, apply, read_what_if
from estimative.exchange.yaml_reading import parse_yaml
from tests.case.sample import FULL, changed, marked

DIGEST = case_digest(parse_case(FULL))


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "case.yaml").write_text(FULL, encoding="utf-8")
    (tmp_path / "what-ifs").mkdir()
    return tmp_path


def what_if(folder, name, change, base=DIGEST, **more):
    lines = ["estimative_what_if: 1", f"base: {base}", *(f"{key}: {value}" for key, value in more.items())]
    path = folder / "what-ifs" / f"{name}.yaml"
    path.write_text("\n".join([*lines, f"change: {change}", ""]), encoding="utf-8")
    return path


def problems(text):
    with pytest.raises(ProblemsError) as caught:
        parse_case(text)
    return caught.value.problems


# --- The case itself ----------------------------------------------------------------------------------------------------


def test_a_case_is_a_folder_or_a_file(folder):
    assert read_case(folder).case == read_case(folder / "case.yaml").case == parse_case(FULL)
    assert read_case(folder).path == folder / "case.yaml"


def test_what_is_not_there_is_said(tmp_path):
    with pytest.raises(UsageError, match=r"case\.yaml does not exist"):
        read_case(tmp_path)


def test_an_error_names_the_file(folder):
    (folder / "case.yaml").write_text("estimative: 1\nid: Bad\n", encoding="utf-8")
    with pytest.raises(ProblemsError) as caught:
        read_case(folder)
    assert caught.value.source == str(folder / "case.yaml")
    assert (caught.value.problems[0].line, caught.value.problems[0].column) == (2, 5)


@pytest.mark.parametrize(
    "text, words",
    [
        ("§id: x\n", "`estimative: 1`, the version of the format, is missing: a case begins with it"),
        ("§[1]", "expected a case, a map that begins with `estimative: 1`; found a list"),
        ("§just words", "found the text `just words`"),
        ("§estimative_what_if: 1\n", "this is a what-if; its case is the file to name"),
        ("id: x\nestimative: §2\n", f"format version 2 is newer than 1, the newest that Estimative {__version__} reads: get a newer one"),
        ("estimative: §0\n", "there is no format version 0"),
        ("estimative: §'1'\n", "expected the version of the format, `estimative: 1`; found the text `1`"),
        ("estimative: §true\n", "found `true`"),
        ("estimative: §1.0\n", "found the number 1.0"),
        ("§estimative:\nid: x\n", "found nothing"),
    ],
)  # fmt: skip
def test_the_version_is_looked_at_before_anything_else(text, words):
    text, place = marked(text)
    (problem,) = problems(text + "unknown_field: 1\n" if text.endswith("\n") else text)
    assert (problem.code, problem.line, problem.column) == ("version", *place)
    assert words in problem.message


@pytest.mark.parametrize(
    "text",
    [
        changed("name: Port company", "§nmae: Port company"),
        changed("  company: {at: {value: 2}", "  company: {§att: {value: 2}").replace("      company: {§", "      company: {§"),
        changed("as_of: 2024-05-10", "as_of: §10 May"),
        changed("rank: 2, range: [2, 3]", "rank: §two"),
        changed("rank: 2, range: [2, 3]", "rank: 2, range: [2, §three]"),
        changed("state: {company: 2", "state: {company: §many"),
        changed("settled: company.offer", "§Settled: company.offer"),
        changed("  calm: {means", "  §and: {means"),
        changed("never: union.leave and union.strike,", "never: §[union.leave],"),
        changed("\n  limit: {text: how far the company would go, ", "\n  limit: §{"),
        changed("quality: caveated", "quality: §perhaps"),
        changed("variants: [nothing, half, full]", "variants: [nothing, §Half, full]"),
        changed("cites: [brief#p1], carries", "cites: [brief#p1, §brief p2], carries"),
        changed("now: {union.strike: yes", "now: {§strike!: yes"),
        changed("\nheld: [price]", "\nheld: §{price: 1}"),
    ],
)  # fmt: skip
def test_errors_of_shape_stand_where_the_mistake_is(text):
    text, place = marked(text)
    assert place in [(problem.line, problem.column) for problem in problems(text)], problems(text)


def test_paths_end_where_the_file_does():
    (problem,) = problems(changed("state: {company: 2", "state: {company: many"))
    assert problem.path == "influence/state/company"
    (problem,) = problems(changed("settled: company.offer >= half", "settled: company.offer >="))[:1]
    assert problem.path == "terms/settled"


def test_errors_come_in_the_order_of_the_file():
    text = changed("quality: caveated", "quality: perhaps").replace("as_of: 2024-05-10", "as_of: soon")
    assert [problem.path for problem in problems(text)] == ["as_of", "assumptions/one-voice/quality"]


def test_locate_finds_what_stands_at_an_address(folder):
    case_file = read_case(folder)
    line, column = case_file.locate("actors/company/wants/work/rank/range")
    assert FULL.splitlines()[line - 1][column - 1 :] == "[1, 2]"
    assert case_file.locate("actors/company/wants/work/unknown") == case_file.locate("actors/company/wants/work")


def test_warnings_do_not_stop_a_case():
    case, found = checked(parse_yaml(changed("[Dockers, Local 9]", "[Dockers, Port company]")), "")
    assert case.id == "port-strike"
    assert [problem.code for problem in found] == ["duplicate-name"]


# --- What-ifs -----------------------------------------------------------------------------------------------------------


def test_a_what_if_changes_a_case_and_leaves_it_alone(folder):
    what_if(folder, "calm", "{now: {union.strike: no}, gaps: null}", because="said on the radio", cites="[brief#p1]")
    case_file = read_case(folder)
    found = case_file.what_ifs["calm"]
    after = apply(case_file.case, found)
    assert (after.now["union.strike"], after.gaps) == ("no", {})
    assert case_file.case == parse_case(FULL)
    assert (found.because, found.cites, found.base) == ("said on the radio", ("brief#p1",), DIGEST)
    assert case_file.problems == ()


def test_a_what_if_for_another_case_names_both_digests_and_the_way_out(folder):
    other = "sha256:" + "a" * 64
    path = what_if(folder, "old", "{}", base=other)
    (problem,) = read_case(folder).problems
    assert (problem.severity, problem.code, problem.path, problem.line, problem.column) == (
        "error", "what-if-base", "what-ifs/old/base", 2, 7
    )  # fmt: skip
    assert other in problem.message
    assert f"the case is now {DIGEST}: see with `estimative what-if CASE`" in problem.message
    assert read_case(folder).what_ifs == {}
    with pytest.raises(ProblemsError, match=DIGEST):
        apply(parse_case(FULL), read_what_if(path))


def test_a_what_if_that_breaks_the_case_is_located_in_its_own_file(folder):
    text, place = marked(
        "{actors: {union: {wants: {pay: {that: company.ofr = full}}}}}".replace("company.ofr", "§company.ofr")
    )
    what_if(folder, "wrong", text)
    (problem,) = read_case(folder).problems
    assert (problem.code, problem.path) == ("unknown-name", "what-ifs/wrong/actors/union/wants/pay/that")
    assert (problem.line, problem.column) == (3, len("change: ") + place[1])


def test_what_a_what_if_breaks_elsewhere_is_located_at_its_change(folder):
    what_if(folder, "gone", "{actors: {union: {options: {leave: null}}}}")
    found = read_case(folder).problems
    assert {problem.code for problem in found} == {"unknown-factor", "unknown-name"}
    assert {problem.line for problem in found} == {3}


def test_a_what_if_of_the_wrong_shape_is_located(folder):
    what_if(folder, "shape", "{influence: {state: {union: {value: lots}}}}")
    (problem,) = read_case(folder).problems
    assert (problem.code, problem.line, problem.column) == ("number", 3, 45)


def test_a_what_if_may_make_a_scenario_impossible(folder):
    what_if(folder, "never", "{rules: {never: {never: settled}}}")
    case_file = read_case(folder)
    assert case_file.problems == ()
    assert "never" in apply(case_file.case, case_file.what_ifs["never"]).rules


def test_what_is_wrong_with_one_what_if_does_not_touch_the_others(folder):
    what_if(folder, "good", "{gaps: null}")
    what_if(folder, "bad", "[]")
    (folder / "what-ifs" / "worse.yaml").write_bytes(b"\xff")
    (folder / "what-ifs" / "case.yaml").write_text(FULL, encoding="utf-8")
    (folder / "what-ifs" / "notes.txt").write_text("nothing", encoding="utf-8")
    (folder / "what-ifs" / "folder.yaml").mkdir()
    case_file = read_case(folder)
    assert list(case_file.what_ifs) == ["good"]
    assert sorted(problem.path.split("/")[1] for problem in case_file.problems) == ["bad", "case", "folder", "worse"]


def test_oddities_are_said(folder):
    what_if(folder, "idle", "{title: null, x-more: null}".replace("title: null, ", ""))
    what_if(folder, "Not an id", "{gaps: null}")
    what_if(folder, "cited", "{gaps: null}", cites="[nowhere#p1]")
    assert sorted(problem.code for problem in read_case(folder).problems) == ["id", "unknown-source", "what-if-idle"]


def test_what_ifs_that_are_named_must_be_there(folder):
    text = changed("quality: caveated,", "quality: caveated, if_false: §silence,").replace(
        "text: the state will step in}", "text: the state will step in, what_if: calm}"
    )
    text, place = marked(text)
    (folder / "case.yaml").write_text(text, encoding="utf-8")
    found = [problem for problem in read_case(folder).problems if problem.code == "unknown-what-if"]
    assert [problem.path for problem in found] == ["assumptions/one-voice/if_false", "dissents/ben/what_if"]
    assert (found[0].line, found[0].column) == place
    what_if(folder, "silence", "{}")
    what_if(folder, "calm", "{}")
    assert "unknown-what-if" not in [problem.code for problem in read_case(folder).problems]


def test_only_so_many_what_ifs_are_read(folder):
    for number in range(201):
        (folder / "what-ifs" / f"w{number}.yaml").write_text("estimative_what_if: 1\n", encoding="utf-8")
    found = read_case(folder).problems
    assert "too-many-what-ifs" in [problem.code for problem in found]
    assert len({problem.path.split("/")[1] for problem in found if "/" in problem.path}) == 200


def test_what_ifs_can_be_made_without_a_file():
    case = parse_case(FULL)
    assert apply(case, WhatIf("mine", DIGEST, {"now": {"price": "high"}})).now["price"] == "high"
    with pytest.raises(ProblemsError, match="unknown field `nwo`"):
        apply(case, WhatIf("mine", DIGEST, {"nwo": {}}))


# --- The worked sketch ------------------------------------------------------------------------------------------------------


def test_the_sketch_loads_apart_from_what_is_wrong_in_it(shared):
    """Two of its texts hold commas between braces, where YAML splits them; its what-if and digests are dummies."""
    text = (shared / "case-sketch.yaml").read_text(encoding="utf-8")
    assert {problem.path for problem in problems(text)} == {
        "question/criteria/strong/alone or with others",
        "question/criteria/strong/airport services",
        "evidence/refused-visits/Moscow and Beijing and not to Ankara",
    }
    for field in ("text: a contract gives a Turkish body, ", "text: delegations went to Tehran, "):
        start = text.index(field) + len("text: ")
        end = min(place for sign in (", deadline", ", date") if (place := text.find(sign, start)) > 0)
        text = f"{text[:start]}'{text[start:end]}'{text[end:]}"
    case, found = checked(parse_yaml(text), "")
    assert [(problem.severity, problem.code) for problem in found] == [
        ("warning", "passage-not-recorded"),
        ("warning", "scenarios-gap"),
    ]
    assert case.arguments["goodwill"].shifts == {"actors/taliban/wants/no-nato/rank": -1}


def test_the_worked_cases_are_sound(root):
    for path in sorted(Path(root / "cases").glob("*/case.yaml")):
        assert [problem for problem in read_case(path).problems if problem.severity == "error"] == [], path
