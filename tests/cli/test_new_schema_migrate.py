"""The commands new, schema and migrate, as they are typed."""

import json

import pytest

from estimative.cli.main import run


def test_new_names_the_file_and_what_to_do_next(tmp_path, capsys):
    assert run(["new", str(tmp_path / "Port Strike")]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert f"{tmp_path / 'Port Strike' / 'case.yaml'}" in out
    assert f"estimative check '{tmp_path / 'Port Strike'}'" in out


def test_new_takes_an_id(tmp_path, capsys):
    assert run(["new", str(tmp_path / "a"), "--id", "port-strike"]) == 0
    assert "id port-strike" in capsys.readouterr().out
    assert "\nid: port-strike\n" in (tmp_path / "a" / "case.yaml").read_text()


def test_new_overwrites_nothing(tmp_path, capsys):
    run(["new", str(tmp_path / "a")])
    before = (tmp_path / "a" / "case.yaml").read_bytes()
    capsys.readouterr()
    assert run(["new", str(tmp_path / "a"), "--id", "other"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "exists already" in err
    assert (tmp_path / "a" / "case.yaml").read_bytes() == before


def test_new_prints_no_name_raw(tmp_path, capsys):
    assert run(["new", str(tmp_path / "a\x1b[2J\nb")]) == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert len(out.splitlines()) == 4


def test_a_new_case_is_of_the_present_version(tmp_path, capsys):
    run(["new", str(tmp_path / "a")])
    assert run(["migrate", str(tmp_path / "a")]) == 0
    assert "version 1, the only one so far" in capsys.readouterr().out


def test_migrate_refuses_a_newer_version_at_its_place(tmp_path, capsys):
    file = tmp_path / "case.yaml"
    file.write_text("id: a\nestimative: 7\n")
    assert run(["migrate", str(tmp_path)]) == 1
    assert capsys.readouterr().err.startswith(f"{file}:2:13: error: estimative: format version 7 is newer than 1")


@pytest.mark.parametrize("name", ["absent", "empty-folder"])
def test_migrate_without_a_file_is_wrong_use(tmp_path, capsys, name):
    (tmp_path / "empty-folder").mkdir()
    assert run(["migrate", str(tmp_path / name)]) == 2
    assert "does not exist" in capsys.readouterr().err


def test_a_new_case_passes_check(tmp_path, capsys):
    run(["new", str(tmp_path / "a")])
    capsys.readouterr()
    assert run(["check", str(tmp_path / "a")]) == 0
    assert "error" not in capsys.readouterr().err


def test_schema_is_a_json_schema_that_takes_a_new_case(tmp_path, capsys):
    import jsonschema

    from estimative.exchange.yaml_reading import read_yaml

    assert run(["schema"]) == 0
    schema = json.loads(capsys.readouterr().out)
    validator = jsonschema.validators.validator_for(schema)
    validator.check_schema(schema)
    run(["new", str(tmp_path / "a")])
    case = read_yaml(tmp_path / "a" / "case.yaml").value
    assert list(validator(schema).iter_errors(case)) == []
    assert list(validator(schema).iter_errors({**case, "nonsense": 1})) != []
