"""What-ifs after their case was edited: what is said of each, and that binding writes one line and no more."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimative.base.errors import UsageError
from estimative.case.longform import case_digest
from estimative.cli.main import run
from estimative.desk.rebase import rebase, what_ifs
from estimative.exchange.case_files import read_case

CASE = """\
estimative: 1
id: bridge
actors:
  east:
    options: {pay: {}}
    wants:
      bridge: {that: east.pay and west.pay, rank: 1}
      money: {that: not east.pay, rank: {value: 2, range: [1, 3]}}
  west: {options: {pay: {}}, wants: {money: {that: not west.pay, rank: 1}}}
now: {east.pay: no}
influence: {east: {west: 2}}
"""
HEAD = "# what if?   \nestimative_what_if: 1\nbase:   BASE   # bound by hand\n\nchange:  # the point\n"
CHANGES = {
    "cheap": "  actors: {east: {wants: {money: {rank: {value: 4, range: null}}}}}\n",
    "gone": "  actors: {east: {wants: {bridge: {rank: {value: 4}}}}}\n",
    "removes": "  influence: {east: {west: null}}\n",
    "idle": "  now: {west.pay: yes}\n",
    "broken": "  rules: {calm: {never: east.sail}}\n",
    "adds": "  influence: {west: {east: {value: 1}}}\n",
}


@pytest.fixture
def folder(tmp_path):
    """A case that was edited after its what-ifs were written."""
    (tmp_path / "case.yaml").write_text(CASE + "drivers: {}\n")
    digest = case_digest(read_case(tmp_path).case)
    (tmp_path / "what-ifs").mkdir()
    for name, change in CHANGES.items():
        (tmp_path / "what-ifs" / f"{name}.yaml").write_text(HEAD.replace("BASE", digest) + change)
    (tmp_path / "what-ifs" / "no-map.yaml").write_text("- 1\n")
    edited = CASE.replace("      bridge: {that: east.pay and west.pay, rank: 1}\n", "")
    edited = edited.replace("influence: {east: {west: 2}}\n", "").replace("no}", "no, west.pay: yes}")
    (tmp_path / "case.yaml").write_text(edited)
    return tmp_path


def states(found):
    return {item.id: item.state for item in found.found}


def test_every_what_if_is_told_and_nothing_is_written(folder):
    before = {path: path.read_bytes() for path in folder.rglob("*.yaml")}
    found = what_ifs(folder)
    assert states(found) == {
        "adds": "stale",
        "broken": "broken",
        "cheap": "stale",
        "gone": "broken",
        "idle": "broken",
        "no-map": "unreadable",
        "removes": "broken",
    }
    told = {item.id: item for item in found.found}
    assert [(piece.path, piece.change) for piece in told["cheap"].pieces] == [
        ("actors/east/wants/money/rank", "changed")
    ]
    assert told["adds"].adds == ("influence/west/east",)
    assert "`actors/east/wants/bridge` is not in the case any more" in told["gone"].reasons[0]
    assert "it removes `influence/east/west`, which the case no longer has: take that out" in told["removes"].reasons[0]
    assert "changes nothing any more; the case says so already: delete the file" in told["idle"].reasons[0]
    assert told["idle"].already == ("now/west.pay",)
    assert "line 6: rules/calm/never" in told["broken"].reasons[0]
    assert "expected a what-if" in told["no-map"].reasons[0]
    assert {path: path.read_bytes() for path in folder.rglob("*.yaml")} == before


def test_rebasing_writes_the_line_with_the_base_and_no_more(folder):
    before = {path.stem: path.read_text() for path in (folder / "what-ifs").glob("*.yaml")}
    found = rebase(folder)
    assert {item.id for item in found.found if item.bound} == {"adds", "cheap"}
    for name, text in before.items():
        after = (folder / "what-ifs" / f"{name}.yaml").read_text()
        if name not in ("adds", "cheap"):
            assert after == text
            continue
        lines, new = text.splitlines(keepends=True), after.splitlines(keepends=True)
        assert [n for n, (one, other) in enumerate(zip(lines, new, strict=True)) if one != other] == [2]
        assert new[2] == f'base:   "{found.digest}"   # bound by hand\n'
    again = what_ifs(folder)
    assert states(again)["cheap"] == "fits"
    assert set(read_case(folder).what_ifs) == {"adds", "cheap"}
    assert not any(item.bound for item in rebase(folder).found)


def test_only_those_named_are_bound(folder):
    assert [item.id for item in rebase(folder, ["cheap"]).found] == ["cheap"]
    assert states(what_ifs(folder))["adds"] == "stale"
    with pytest.raises(UsageError, match=r"has no what-if `cheep`.*did you mean `cheap`"):
        rebase(folder, ["cheep"])


def test_a_bound_one_that_the_case_cannot_take_is_broken(tmp_path):
    (tmp_path / "case.yaml").write_text(CASE)
    digest = case_digest(read_case(tmp_path).case)
    (tmp_path / "what-ifs").mkdir()
    (tmp_path / "what-ifs" / "w.yaml").write_text(HEAD.replace("BASE", digest) + CHANGES["broken"])
    assert states(what_ifs(tmp_path)) == {"w": "broken"}


def test_a_link_that_leads_out_of_the_folder_is_not_written(folder, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "mine.yaml"
    link = folder / "what-ifs" / "cheap.yaml"
    outside.write_text(link.read_text())
    link.unlink()
    link.symlink_to(outside)
    before = outside.read_text()
    (item,) = rebase(folder, ["cheap"]).found
    assert item.state == "broken"
    assert "leads out of the folder" in item.reasons[0]
    assert outside.read_text() == before


def test_the_command_says_it_and_ends_with_1_while_one_does_not_fit(folder, capsys):
    assert run(["what-if", str(folder), "cheap"]) == 1
    out = capsys.readouterr().out
    assert "cheap: written for another state of the case" in out
    assert "    actors/east/wants/money/rank: 2 (1 to 3) → 4\n" in out
    assert f"  estimative what-if {folder} --rebase cheap\n" in out
    assert run(["check", str(folder)]) == 1
    assert "bind it with `estimative what-if CASE --rebase cheap`" in capsys.readouterr().err
    assert run(["what-if", str(folder), "--rebase", "cheap", "adds"]) == 0
    assert "cheap: bound to the case as it is now\n" in capsys.readouterr().out
    assert run(["what-if", str(folder), "cheap", "--json"]) == 0
    assert '"state": "fits"' in capsys.readouterr().out
    assert run(["what-if", str(folder), "other"]) == 2


COMMENT = st.sampled_from(["", "   # a: remark", "\n# before\n"])
STYLE = st.sampled_from(["BASE", '"BASE"', "'BASE'", "  BASE"])


@settings(max_examples=25, deadline=None)
@given(COMMENT, STYLE, st.sampled_from(["\n", "\r\n"]), st.booleans(), st.booleans())
def test_whatever_the_file_looks_like_all_but_the_base_stays(tmp_path_factory, comment, style, end, mark, first):
    folder = tmp_path_factory.mktemp("case")
    (folder / "case.yaml").write_text(CASE)
    (folder / "what-ifs").mkdir()
    old = "sha256:" + "0" * 64
    base = f"base: {style.replace('BASE', old)}{comment}\n"
    text = (
        (base if first else "")
        + "estimative_what_if: 1  # v\n"
        + ("" if first else base)
        + "change:\n  now: {west.pay: yes}\n"
    )
    data = ("\ufeff" if mark else "") + text.replace("\n", end)
    path = folder / "what-ifs" / "w.yaml"
    path.write_bytes(data.encode())
    found = rebase(folder)
    assert states(found) == {"w": "fits"}
    after = path.read_bytes().decode()
    assert after.replace(found.digest, "X").replace('"X"', "X") == data.replace(old, "X").replace('"X"', "X").replace(
        "'X'", "X"
    )
