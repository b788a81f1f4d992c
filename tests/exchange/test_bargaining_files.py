"""Files of issues: casebook JSON and the lines of exchange programs, in and out, every finding with its place."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimative.base.errors import ProblemsError
from estimative.exchange.bargaining_files import read_bargaining_from
from estimative.exchange.bargaining_lines import bargaining_lines
from estimative.exchange.casebook_bargaining import BargainingBook, bargaining_from, bargaining_json
from estimative.methods.bargaining import compromise, solve
from estimative.testing.bargainings import bargainings

ACTORS = [
    {"id": "DE", "position": 4, "capability": 2, "salience": 80},
    {"id": "FR", "position": 10, "votes": 3, "salience": 60},
]
GOOD = {"id": "delay", "scale": {"min": 4, "max": 10}, "actors": ACTORS}

EXPECTED = {
    "unweighted_mean": "plain_mean",
    "unweighted_lower_median": "plain_median",
    "salience_weighted_mean": "salience_weighted_mean",
    "compromise_mean": "weighted_mean",
    "weighted_median": "weighted_median",
}


def found(data):
    with pytest.raises(ProblemsError) as caught:
        bargaining_from(data)
    return {problem.path: problem.message for problem in caught.value.problems}


def test_an_issue_is_read():
    """Salience out of 100, votes for capability, a status quo under either name."""
    book = bargaining_from({**GOOD, "reference_point": 7, "outcome": 8.8, "published": {"any": "thing"}})
    issue = book.issues["delay"]
    assert issue.salience.tolist() == [0.8, 0.6]
    assert issue.capability.tolist() == [2.0, 3.0]
    assert (issue.status_quo, book.outcomes, book.single) == (7.0, {"delay": 8.8}, True)


def test_every_finding_at_once_with_its_place():
    """Ten things wrong, each named."""
    wrong = {
        "id": "x",
        "scale": {"min": 0, "max": 100},
        "status_quo": 120,
        "actors": [
            {"id": "a", "position": "far", "capability": 1, "salience": 50},
            {"id": "b", "position": 101, "capability": -1, "salience": 150},
            {"id": "", "position": 5, "salience": 5},
            {"id": "c", "capability": 1, "saliance": 5},
            7,
        ],
    }
    assert found(wrong) == {
        "status_quo": "a number from 0 to 100 is due, found 120",
        "actors/0/position": "a number is due, found text",
        "actors/1/position": "a number from 0 to 100 is due, found 101",
        "actors/1/capability": "a number from 0 to 1e+15 is due, found -1",
        "actors/1/salience": "a number from 0 to 100 is due, found 150",
        "actors/2/id": "a name is due, found text",
        "actors/2": "'actors/2' has neither `capability` nor `votes`",
        "actors/3": "'c' has no `salience`; did you mean `saliance`?",
        "actors/4": "an actor is an object with `id` and position, capability, salience, found a number",
    }


@pytest.mark.parametrize(
    ("data", "path", "words"),
    [
        ([], "", "a JSON object"),
        ({"issues": {}}, "issues", "a list of one or more issues"),
        ({"issues": [3]}, "issues/0", "an issue is a JSON object"),
        ({"issues": [GOOD, GOOD]}, "issues", "two issues have the id 'delay'"),
        ({**GOOD, "actors": []}, "actors", "one or more actors"),
        ({**GOOD, "actors": [ACTORS[0], ACTORS[0]]}, "actors", "two actors have the id 'DE'"),
        ({**GOOD, "scale": {"min": 5, "max": 5}}, "scale", "`min` lies below `max`"),
        ({**GOOD, "scale": {"min": 5}}, "scale/max", "a number is due"),
        ({**GOOD, "scale": 5}, "scale", "`min` and `max`"),
        ({**GOOD, "salience_unit": "share"}, "salience_unit", "`percent` or `fraction`"),
        ({**GOOD, "outcome": True}, "outcome", "a number is due, found a truth value"),
        ({"id": "x", "actors": [{**ACTORS[0], "salience": 0}]}, "actors", "nobody counts"),
    ],
)
def test_what_is_wrong_is_named(data, path, words):
    """One at a time."""
    assert words in found(data)[path]


def test_salience_that_may_be_a_fraction_is_noted():
    """All of 0.8, 0.6 out of 100 is hardly meant."""
    actors = [{**actor, "salience": actor["salience"] / 100} for actor in ACTORS]
    assert "salience_unit" in bargaining_from({**GOOD, "actors": actors}).notes[0]
    assert bargaining_from({**GOOD, "actors": actors, "salience_unit": "fraction"}).notes == ()


@given(st.lists(bargainings(), min_size=1, max_size=3), st.booleans())
@settings(max_examples=40)
def test_what_is_written_is_read_again(problems, single):
    """The same issues, to the last digit."""
    issues = {f"i{k}": problem for k, problem in enumerate(problems)}
    issues = dict(list(issues.items())[:1]) if single else issues
    book = BargainingBook("a book", issues, {"i0": 1.5}, single)
    again = bargaining_from(json.loads(json.dumps(bargaining_json(book))))
    assert (again.name, again.outcomes, again.single) == (book.name, book.outcomes, book.single)
    assert {name: each.digest for name, each in again.issues.items()} == {
        name: each.digest for name, each in issues.items()
    }


def test_the_emission_standards(shared):
    """The published case: baselines as its file has them."""
    path = shared / "casebook" / "bargaining" / "emission_standards_1994.json"
    due = json.loads(path.read_text(encoding="utf-8"))["computed"]["baselines"]
    (issue,) = read_bargaining_from(path).issues.values()
    table = solve(issue, rounds=0).baselines
    assert table["weighted_mean"] == pytest.approx(due["weighted_mean"], abs=1e-6)
    assert table["weighted_median"] == due["weighted_median"]
    assert table["plain_mean"] == pytest.approx(due["unweighted_mean"])
    assert table["plain_median"] == due["unweighted_lower_median"]


def test_issues_of_european_law_making(shared):
    """Twelve issues, every expected figure, the expected-utility model after two rounds among them."""
    path = shared / "casebook" / "bargaining" / "deu_sample.json"
    raw = {each["id"]: each for each in json.loads(path.read_text(encoding="utf-8"))["issues"]}
    book = read_bargaining_from(path)
    assert list(book.issues) == list(raw)
    for name, issue in book.issues.items():
        result = solve(issue, rounds=2)
        for theirs, ours in EXPECTED.items():
            assert result.baselines[ours] == pytest.approx(raw[name]["expected"][theirs], abs=1e-3), (name, theirs)
        for preset in ("EQUATIONS", "PRINTED"):
            for figure in ("mean", "median"):
                due = raw[name]["expected"][f"eum_{preset.lower()}_2_rounds_{figure}"]
                assert getattr(result.eum[preset], figure)[2] == pytest.approx(due, abs=1e-3), (name, preset, figure)
        assert issue.status_quo == raw[name]["reference_point"]
        assert book.outcomes[name] == raw[name]["outcome"]


LINES = """#/ made by hand
#A;LDC;Least developed countries;a note
#A;EU;Europe
#P;who;who pays
#P;how much;finance volume
#M;who;10;nobody
#M;who;50;everybody
#0;whatever;stands;here

#D;LDC;who;50;0.75;0.25
#D;EU;who;10;0.5;1;and a note
#D;LDC;how much;100;0.5;0.25
#D;EU;how much;0;1;1
"""


def test_lines_of_exchange_programs():
    """The scale from the marks, else 0 to 100; comments and trailing cells left alone."""
    book = bargaining_lines(LINES)
    assert list(book.issues) == ["who", "how much"]
    who, volume = book.issues.values()
    assert (who.low, who.high, who.title) == (10.0, 50.0, "who pays")
    assert (volume.low, volume.high) == (0.0, 100.0)
    assert who.salience.tolist() == [0.75, 0.5]
    assert compromise(volume) == pytest.approx(100 * 0.125 / 1.125)
    assert book.notes == ()


@pytest.mark.parametrize("change", [lambda text: text.replace(";", "\t"), lambda text: text.replace("\n", "\r\n")])
def test_the_same_in_another_dress(change):
    """Tabs; line ends of Windows; cells in quotation marks."""
    due = {name: issue.digest for name, issue in bargaining_lines(LINES).issues.items()}
    assert {name: issue.digest for name, issue in bargaining_lines(change(LINES)).issues.items()} == due
    for mark in "'\"":
        quoted = "\n".join(
            ";".join(f"{mark}{cell}{mark}" for cell in line.split(";")) if line else "" for line in LINES.split("\n")
        )
        assert {name: issue.digest for name, issue in bargaining_lines(quoted).issues.items()} == due


def test_salience_above_one_means_percent():
    """And it is said."""
    text = LINES.replace("0.75;0.25", "75;0.25").replace(";0.5;", ";50;").replace(";1;1\n", ";100;1\n")
    book = bargaining_lines(text)
    assert book.issues["who"].salience.tolist() == [0.75, 0.5]
    assert "percent" in book.notes[0]


def test_an_issue_without_anybody_is_left_out_and_said():
    """Nobody stands on it, so nothing can be computed."""
    book = bargaining_lines(LINES + "#P;lonely;an issue\n")
    assert "lonely" not in book.issues
    assert book.notes == ("lonely is left out: nobody stands on it",)


def test_all_that_is_wrong_in_lines_is_found_with_line_and_column():
    """Unknown names, twins, numbers that are none or out of range, lines that are no lines."""
    text = LINES + "#D;LDX;who;20;0.5;1\n#D;EU;who;12;0.5;1\n#D;EU;where;1;1;1\n#X;y\n#M;who;1,5;x\n#A;EU;again\n#P\n"
    text += "#A;C\n#D;C;who;60;0.5;-1\n"
    with pytest.raises(ProblemsError) as caught:
        bargaining_lines(text, Path("deal.csv"))
    places = [(problem.line, problem.column) for problem in caught.value.problems]
    assert places == [(14, 4), (15, 1), (16, 7), (17, 1), (18, 8), (19, 4), (20, 1), (22, 10), (22, 17)]
    words = str(caught.value)
    for part in ("did you mean `LDC`?", "stands on 'who' twice", "no issue", "#A, #P, #M, #D", "decimal point"):
        assert part in words
    assert "position runs from 10 to 50, found 60" in words
    assert "after #P the line lacks the issue's key" in words


def test_a_line_cut_off_names_what_it_lacks():
    """An empty cell is one that is lacking."""
    with pytest.raises(ProblemsError, match="after #D the line lacks position, power; due are the actor's key"):
        bargaining_lines("#A;a\n#P;fee\n#D;a;fee;;0.5\n")


def test_nothing_but_comments():
    """It is said what is missing."""
    with pytest.raises(ProblemsError, match="no #D line"):
        bargaining_lines("#/ nothing\n")


@given(st.text(alphabet="#APMD0;\t,'\"19.x\n-", max_size=200))
def test_no_text_is_too_strange(text):
    """Issues or findings, never anything else."""
    with contextlib.suppress(ProblemsError):
        assert bargaining_lines(text).issues


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=3),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["id", "actors", "issues", "scale", "position", "salience", "votes", "min", "max"]),
                inner,
            )
        ),
        max_leaves=12,
    )
)
def test_no_json_is_too_strange(data):
    """The same for casebook data."""
    with contextlib.suppress(ProblemsError):
        assert bargaining_from(data).issues


def test_the_content_tells_what_a_file_is(tmp_path):
    """JSON by its name or by its first character, else lines."""
    for name, text in (("a.json", json.dumps(GOOD)), ("b.txt", json.dumps(GOOD)), ("c.csv", LINES)):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        assert read_bargaining_from(path).issues


@pytest.mark.parametrize(
    ("change", "place", "meant"),
    [({"scael": {"min": 0, "max": 9}}, "scael", "scale"), ({"statusquo": 3}, "statusquo", "status_quo")],
)
def test_a_misspelt_key_of_an_issue_is_not_passed_over(change, place, meant):
    actors = [{"id": "A", "position": 0, "capability": 2, "salience": 50}]
    with pytest.raises(ProblemsError, match=f"{place}: `{place}` is not read; did you mean `{meant}`"):
        bargaining_from({"id": "delay", "actors": actors, **change})


def test_a_misspelt_key_beside_the_right_one_is_named():
    actor = {"id": "A", "position": 0, "positon": 5, "capability": 2, "salience": 50, "party": "free"}
    with pytest.raises(ProblemsError, match="actors/0/positon"):
        bargaining_from({"id": "delay", "actors": [actor]})


def test_no_actors_are_an_empty_list():
    with pytest.raises(ProblemsError, match="found an empty one"):
        bargaining_from({"id": "delay", "actors": []})
