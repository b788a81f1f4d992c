"""`estimative check`: what is printed where, and with which exit code."""

import json

import pytest

from estimative.cli.main import run
from tests.case.sample import FULL, changed


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "case.yaml").write_text(FULL, encoding="utf-8")
    return tmp_path


def write(folder, text):
    (folder / "case.yaml").write_text(text, encoding="utf-8")


def test_a_sound_case_ends_with_its_size(folder, capsys):
    assert run(["check", str(folder)]) == 0
    out, err = capsys.readouterr()
    assert out == f"{folder}/case.yaml is sound: 3 actors, 3 options, 24 states (16 feasible), 19 judgments; 1 note\n"
    assert err.startswith(f"{folder}/case.yaml:33:3: note: sources/brief: ")


def test_errors_stand_on_lines_that_editors_understand(folder, capsys):
    write(folder, changed("pay: {that: company.offer = full", "pay: {that: company.offer = ful"))
    assert run(["check", str(folder)]) == 1
    out, err = capsys.readouterr()
    assert out == f"{folder}/case.yaml: 1 error\n"
    assert err == (
        f"{folder}/case.yaml:62:35: error: actors/union/wants/pay/that: `company.offer` has no variant `ful`; "
        "it has `nothing`, `half`, `full`; did you mean `full`?\n"
    )


def test_warnings_are_fine_unless_asked_for(folder, capsys):
    write(folder, changed("[Dockers, Local 9]", "[Dockers, port company]"))
    assert run(["check", str(folder)]) == 0
    assert "1 warning, 1 note" in capsys.readouterr().out
    assert run(["check", str(folder), "--strict"]) == 1


def test_notes_are_always_fine(folder):
    assert run(["check", str(folder), "--strict"]) == 0


def test_json_is_all_that_is_printed(folder, capsys):
    write(folder, changed("as_of: 2024-05-10", "as_of: soon"))
    assert run(["check", str(folder), "--json"]) == 1
    out, err = capsys.readouterr()
    assert err == ""
    (problem,) = json.loads(out)["problems"]
    assert list(problem) == ["severity", "code", "path", "line", "column", "message"]
    assert (problem["path"], problem["line"], problem["column"]) == ("as_of", 4, 8)


def test_what_ifs_are_named_by_their_files(folder, capsys):
    (folder / "what-ifs").mkdir()
    (folder / "what-ifs" / "calm.yaml").write_text("estimative_what_if: 1\nchange: {}\n", encoding="utf-8")
    assert run(["check", str(folder)]) == 1
    assert f"{folder}/what-ifs/calm.yaml:1:1: error: what-ifs/calm: `base` is missing" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["nowhere"], [".", "--sources", "nowhere"]])
def test_what_is_not_there_is_wrong_use(folder, capsys, monkeypatch, arguments):
    monkeypatch.chdir(folder)
    assert run(["check", *arguments]) == 2
    assert "nowhere" in capsys.readouterr().err


def test_nothing_from_a_file_commands_the_terminal(folder, capsys):
    write(folder, FULL.replace("as_of: 2024-05-10", '"\u202eas_of": 1'))
    assert run(["check", str(folder)]) == 1
    assert "\u202e" not in capsys.readouterr().err
