"""The reference covers what there is: commands, fields of the JSON, statements, problem codes, methods."""

import json
import re
import subprocess
import sys
from fnmatch import fnmatchcase

import pytest
from scripts import figures
from scripts.marked import parts_of

from estimative.base.logic.parsing import StatementError, parse_statement
from estimative.case.codes import CODES
from estimative.cli.commands import COMMANDS
from estimative.methods.records import methods
from tests.docs.pages import DOCS, PAGES, blocks

FORMAT = DOCS / "reference" / "format.md"
COMMAND_PAGE = DOCS / "reference" / "commands.md"
JSON_PAGE = DOCS / "reference" / "json.md"


def names(entries=COMMANDS, before=""):
    for entry in entries:
        yield f"{before}{entry.name}"
        yield from names(entry.inner, f"{before}{entry.name} ")


def test_every_command_has_a_section():
    headings = re.findall(r"^##+ (.+)$", COMMAND_PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert headings == list(names())


def test_every_command_is_shown_at_work():
    shown = "\n".join(page.read_text(encoding="utf-8") for page in DOCS.rglob("*.md") if page != COMMAND_PAGE)
    for name in names():
        assert f"estimative {name}" in shown, name


@pytest.mark.parametrize("name", ["check", "solve conflict"])
def test_the_help_on_the_page_is_the_help_in_the_terminal(name, monkeypatch, capsys):
    from estimative.cli.main import run

    monkeypatch.setenv("COLUMNS", "80")
    assert run([*name.split(), "--help"]) == 0
    printed = "\n".join(line.rstrip() for line in capsys.readouterr().out.strip().splitlines())
    assert f"```text\n{printed}\n```" in COMMAND_PAGE.read_text(encoding="utf-8")


# Statements

LINES = [line for block in blocks(FORMAT) if block.kind == "statements" for line in block.text.splitlines()]


@pytest.mark.parametrize("line", [line for line in LINES if "==" in line])
def test_both_sides_of_a_line_mean_the_same(line):
    one, other = line.split("==")
    assert parse_statement(one.strip()) == parse_statement(other.strip())


@pytest.mark.parametrize("line", [line for line in LINES if "!!" in line])
def test_what_cannot_be_read_is_refused_with_these_words(line):
    text, words = (part.strip() for part in line.split("!!"))
    with pytest.raises(StatementError) as caught:
        parse_statement(text)
    assert words in (caught.value.message, "…")


def test_every_line_of_statements_is_tested():
    assert len(LINES) >= 12
    assert all(("==" in line) != ("!!" in line) for line in LINES)


def test_every_statement_of_the_table_can_be_read():
    table = FORMAT.read_text(encoding="utf-8").split("## Statements")[1].split("\n\n")[2]
    cells = [row.split("|")[1] for row in table.splitlines()[2:]]
    written = [text for cell in cells for text in re.findall(r"`([^`]+)`", cell)]
    assert len(written) >= 13
    for text in written:
        parse_statement(text)


def test_every_problem_code_is_listed():
    listed = re.findall(r"^\| `([a-z-]+)` \|", parts_of(FORMAT.read_text(encoding="utf-8"))["codes"], re.MULTILINE)
    assert listed == list(CODES)


# JSON


def documented(section):
    """The fields in the first cells of a section's table."""
    text = JSON_PAGE.read_text(encoding="utf-8").split(f"\n## {section}\n")[1].split("\n## ")[0]
    cells = [row.split("|")[1] for row in text.splitlines() if row.startswith("| `")]
    return [name for cell in cells for name in re.findall(r"`([^`]+)`", cell)]


OPAQUE = ("methods.*", "stress[].change", "own[].change", "others")
"""What each method shows of itself, in its own terms: the page of the method is its reference."""


def leaves(value, patterns, place=""):
    """The fields of a JSON value; what the page documents as one field is not looked into."""
    whole = place in patterns and not any(pattern.startswith((f"{place}.", f"{place}[")) for pattern in patterns)
    if isinstance(value, dict) and value and not whole and not any(fits(place, p) for p in OPAQUE):
        for key, item in value.items():
            yield from leaves(item, patterns, f"{place}.{key}" if place else key)
    elif isinstance(value, list) and value and isinstance(value[0], dict) and not whole:
        for item in value:
            yield from leaves(item, patterns, f"{place}[]")
    else:
        yield place


def fits(place, pattern):
    parts, wanted = place.split("."), pattern.split(".")
    return len(parts) == len(wanted) and all(map(fnmatchcase, parts, wanted))


def undotted(value):
    """Keys without dots: ids of options and ranks have one, and would look like two levels."""
    if isinstance(value, dict):
        return {key.replace(".", "_"): undotted(item) for key, item in value.items()}
    return [undotted(item) for item in value] if isinstance(value, list) else value


def compare(values, section):
    patterns = documented(section)
    found = {place for value in values for place in leaves(undotted(value), patterns)}
    assert [place for place in sorted(found) if not any(fits(place, p) for p in patterns)] == []
    assert [p for p in patterns if not any(fits(place, p) for place in found)] == []


def signed(assessment):
    """The same assessment, had somebody signed it and asked for a pool: a case of our own would show no more."""
    from dataclasses import fields

    from estimative.assessment.pooling import PoolSwing
    from estimative.report.facts import AssessedLine

    line = {field.name: None for field in fields(AssessedLine)}
    first = next(iter(assessment["scenarios"]))
    swing = {field.name: 1 for field in fields(PoolSwing)}
    pooled = {
        "pooled": {first: 1},
        "exponents": {"together": {"conflict": 1}},
        "by_floor": {"0_01": {first: 1}},
        "swings": {"influence/a/b": {first: swing}},
    }
    return {
        "scenarios": {first: {"assessed": line, "author": None}},
        "assumptions": {"a": {"impact": None}},
        "pool": pooled,
    }


def test_every_field_of_an_assessment_is_documented_and_there():
    base, rival = figures.recorded(), figures.recorded(figures.WHAT_IF)
    compare([base, rival, signed(base)], "assess")


def test_every_field_of_a_stress_is_documented_and_there(capsys, tmp_path):
    from estimative.case.longform import from_long, to_long
    from estimative.case.patches import merge_patch
    from estimative.cli.main import run
    from tests.assessment.cases import bridge

    change = {
        "actors": {"east": {"options": {"pay": {"grants": {"yes": "west"}}}}},
        "rules": {"r": {"never": "east.pay and not west.pay"}},
        "sources": {"memo": {"mentions": {"guild": {}}}},
        "evidence": {"e": {"text": "quiet", "reliability": "A1", "ratings": {"built": "I", "idle": "C"}}},
    }
    data = to_long(from_long(merge_patch(to_long(bridge()), change)))
    (tmp_path / "case.yaml").write_text(json.dumps(data), encoding="utf-8")
    assert run(["stress", str(tmp_path), "--draws", "5", "--json"]) == 0
    compare([json.loads(capsys.readouterr().out)], "stress")


def test_every_field_of_leverage_is_documented_and_there(capsys):
    from estimative.cli.main import run

    words = ["leverage", str(figures.CASE), "--for", "turkey", "--wish", "success", "--draws", "3", "--json"]
    assert run(words) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["others"][0].keys() == found["own"][0].keys()
    compare([{**found, "others": []}], "leverage")


def test_every_field_of_a_diff_and_of_what_ifs_is_documented_and_there(tmp_path, capsys):
    from estimative.cli.main import run
    from tests.cli.test_diff import CASE

    one, other, third = (tmp_path / name for name in ("one.yaml", "other.yaml", "third.yaml"))
    one.write_text(CASE, encoding="utf-8")
    other.write_text(CASE.replace("rank: 3", "rank: 1").replace("rank: 2", "rank: 4"), encoding="utf-8")
    third.write_text(CASE.replace("  built: {", "  done: {"), encoding="utf-8")
    answers = []
    for words in ([other, "--compare", "--runs", "4"], [other], [third, "--match"]):
        assert run(["diff", str(one), *map(str, words), "--draws", "5", "--json"]) == 0
        answers.append(json.loads(capsys.readouterr().out))
    compare(answers, "diff")
    (tmp_path / "what-ifs").mkdir()
    text = "estimative_what_if: 1\nbase: sha256:" + "0" * 64 + "\nchange: {now: {east.pay: yes}}\n"
    (tmp_path / "what-ifs" / "pays.yaml").write_text(text, encoding="utf-8")
    assert run(["what-if", str(one), "--json"]) == 1
    compare([json.loads(capsys.readouterr().out)], "what-if")


def test_every_field_of_a_check_is_documented_and_there(capsys):
    from estimative.cli.main import run

    run(["check", str(figures.CASE), "--json"])
    compare([json.loads(capsys.readouterr().out)], "check")


CHICKEN = {
    "decision_makers": ["A", "B"],
    "options": [{"dm": "A", "name": "swerve"}, {"dm": "B", "name": "swerve"}],
    "preferences": {"A": {"ranking": [3, 4, 2, 1]}, "B": {"ranking": [2, 4, 3, 1]}},
}

THREE = {"decision_makers": ["A", "B", "C"], "options": [{"dm": name, "name": "go"} for name in "ABC"]}
WANTS = {"A": ["YY-", "--N", "N--"], "B": ["YY-", "--N", "-N-"], "C": ["YYY", "NYY", "--N"]}


def test_every_field_of_a_solved_conflict_is_documented_and_there(tmp_path, capsys, monkeypatch):
    from estimative.cli.main import run
    from estimative.desk import solve

    unknown = {"A": {"ranking": [3, 4, 2, 1]}, "B": {"certain": [[2, 4], [4, 3]]}}
    hidden = {**CHICKEN, "preferences": unknown, "misperceived": {"A": [1]}}
    file = tmp_path / "chicken.json"
    answers = []
    for conflict, most in ((CHICKEN, solve.LISTED_UP_TO), (CHICKEN, 1), (hidden, solve.LISTED_UP_TO)):
        file.write_text(json.dumps(conflict), encoding="utf-8")
        monkeypatch.setattr(solve, "LISTED_UP_TO", most)
        assert run(["solve", "conflict", str(file), "--json", *(["--coalitions"] if most == 1 else [])]) == 0
        answers.append(json.loads(capsys.readouterr().out))
    wants = {name: {"prioritised": [[pattern] for pattern in own]} for name, own in WANTS.items()}
    file.write_text(json.dumps({**THREE, "preferences": wants}), encoding="utf-8")
    for state in map(str, range(1, 9)):
        asked = ["--coalitions", "--from", state, "--wish", "YYN", "--explain", state]
        assert run(["solve", "conflict", str(file), "--json", *asked]) == 0
        answers.append(json.loads(capsys.readouterr().out))
    compare(answers, "solve conflict")


# Methods


def test_every_method_has_a_page_and_every_page_a_method():
    assert {page.stem for page in (DOCS / "methods").glob("*.md")} == set(methods())


@pytest.mark.parametrize("name", sorted(methods()))
def test_a_method_page_holds_its_record_and_says_how_it_is_tested(name):
    text = (DOCS / "methods" / f"{name}.md").read_text(encoding="utf-8")
    assert f"method-{name}" in parts_of(text)
    assert f"# {methods()[name].title}\n" in text
    for heading in ("What its answer means", "How it is tested"):
        assert f"\n## {heading}\n" in text


def test_the_glossary_is_in_order_and_has_the_field_s_words():
    entries = re.findall(r"^\*\*([^*]+)\.\*\* ", (DOCS / "glossary.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert entries == sorted(entries, key=str.lower)
    for word in ("Case", "Driver", "Judgment", "State", "Statement", "Support", "Want", "What-if"):
        assert word in entries


def test_the_scripts_can_be_run_as_the_makefile_does(root):
    done = subprocess.run(
        [sys.executable, "-c", "import scripts.generate"], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_every_target_of_make_that_a_page_names_is_there(root):
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    targets = set(re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)[1].split())
    for page in PAGES:
        for block in blocks(page):
            named = re.findall(r"^(?:\$ )?make ([a-z-]+)", block.text, re.MULTILINE)
            assert set(named) <= targets, f"{page.name}:{block.line}"


def test_every_command_in_a_block_that_is_not_run_exists():
    known = {entry.name for entry in COMMANDS}
    for page in PAGES:
        for block in blocks(page):
            if block.kind == "sh":
                assert set(re.findall(r"^(?:\S*/)?estimative ([a-z]+)", block.text, re.MULTILINE)) <= known, page.name
