"""`estimative explain`, as it is typed and as it is read."""

import json
import re
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from estimative.assessment.conflict_explained import StateExplained
from estimative.case.longform import case_digest
from estimative.case.paths import records
from estimative.cli.explained_text import drawn
from estimative.cli.explained_words import Line, wrapped
from estimative.cli.main import run
from estimative.desk.explain import explain
from estimative.exchange.case_files import read_case
from estimative.methods.conflict import CONCEPTS
from tests.assessment.witnessed import arms

FLAGSHIP = Path(__file__).parents[2] / "cases" / "kabul-airport-2021"
NOTE = re.compile(r"\[([a-z_]+/[^\]]*)\]")
LIKELIHOOD = re.compile(r"\b(un)?likel|\bprobab|\bchance|\bodds\b", re.IGNORECASE)


def write(folder, data):
    folder.mkdir(exist_ok=True)
    (folder / "case.yaml").write_text(json.dumps(data), encoding="utf-8")
    return folder


@pytest.fixture
def case(tmp_path):
    return write(tmp_path / "case", arms())


@pytest.fixture
def flagship():
    if not (FLAGSHIP / "case.yaml").is_file():
        pytest.skip("the worked case is not part of this copy")
    return FLAGSHIP


def told(capsys, *arguments):
    assert run(["explain", *map(str, arguments)]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return " ".join(out.split())


def test_a_state_is_told_in_plain_sentences_with_what_each_rests_on(case, capsys):
    out = told(capsys, case, "not north.arm, not south.arm")
    assert "Two sides arm State 1 of 4, in peace. Ranks as stated." in out
    assert "It holds: no actor would leave it by a move of its own. No deal of two would leave it." in out
    assert (
        "North would stay It has one move of its own, and it leads to a better state."
        " - North: arm (to state 2): North would gain “strength” (rank 2)."
        " [actors/north/options/arm · memo#p1; actors/north/wants/strength · memo#p3]"
        " But the answer would be South: arm (to state 4): South would gain “strength” (rank 2)."
        " [actors/south/options/arm · memo#p1; actors/south/wants/strength · memo#p3]"
        " There, compared with state 1, North would lose “safety” (rank 1). So it would rather not move."
        " [actors/north/wants/safety · memo#p2]"
    ) in out
    assert "Without any deal the play from the status quo never comes to be in this state." in out
    assert (
        "With deals of two all of the play from the status quo ends in this state. The main path there:"
        " 1. North and South agree on North: not arm; South: not arm (state 4 to 1):"
        " North would gain “safety” (rank 1); South would gain “safety” (rank 1)."
    ) in out
    assert "North, rank 1, safety: not south.arm (it fears attack)" in out
    assert "Every rank stands at its stated value" in out


def test_the_table_says_for_whom_it_holds_under_each_concept(case, capsys):
    out = told(capsys, case, "1")
    assert "Nash GMR SMR SEQ* SSEQ North leaves stays stays stays stays South leaves stays stays stays stays" in out
    assert "so the state breaks holds holds holds holds" in out


@pytest.mark.parametrize("concept", CONCEPTS)
def test_every_concept_can_be_asked_for_in_any_letters(case, capsys, concept):
    out = told(capsys, case, "1", "--concept", concept.lower())
    assert f"What follows is told under {concept}." in out
    assert ("The play is not defined for" in out) == (concept in ("SMR", "SSEQ"))


def test_under_nash_nothing_meets_a_move(case, capsys):
    out = told(capsys, case, "1", "--concept", "Nash")
    assert "It breaks: North and South would leave it by moves of their own." in out
    assert "What the others would answer is not looked at." in out


def test_a_scenario_is_told_with_its_states_what_breaks_the_others_and_where_the_play_ends(case, capsys):
    out = told(capsys, case, "peace")
    assert "Scenario peace: not north.arm and not south.arm. Ranks as stated. [scenarios/peace · memo#p1]" in out
    assert "Of the case's 4 possible states 1 are in peace." in out
    assert "state 1: nobody does anything. The play with deals ends here." in out
    out = told(capsys, case, "none")
    assert "What breaks the other 2 The commonest ways first" in out
    assert (
        "North would leave one state: North would gain “strength” (rank 2). For example from state 3 (South: arm)"
        " by North: arm (to state 4)."
    ) in out
    assert "Each of its states that hold would be left by a deal" in out


def test_words_need_no_quotation_marks_on_the_command_line(case, capsys):
    assert told(capsys, case, "not", "north.arm,", "south.arm", "=", "no") == told(capsys, case, "1")


def test_what_cannot_be_names_its_rules(tmp_path, capsys):
    rules = {"treaty": {"never": "north.arm and south.arm", "because": "They signed it.", "cites": ["memo#p1"]}}
    case = write(tmp_path / "ruled", arms(rules=rules, now={}))
    out = told(capsys, case, "north.arm, south.arm")
    assert "This state cannot be: one rule of the case forbids it." in out
    assert "Treaty: never north.arm and south.arm. Because: They signed it. [rules/treaty · memo#p1]" in out
    assert "Possible, and different in one thing - state 3: South: arm" in out


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["piece"], "did you mean `peace`"),
        (["north.arms"], "did you mean `north.arm`"),
        (["5"], "there is no state `5`"),
        (["now", "--concept", "NSH"], "allowed are `Nash`"),
        (["now", "--what-if", "war"], "has no what-if `war`"),
        ([], "Missing argument"),
    ],
)
def test_wrong_use_ends_with_2_and_says_what_there_is(case, capsys, arguments, words):
    assert run(["explain", str(case), *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err
    assert "Traceback" not in err


def test_a_case_in_which_nobody_decides_ends_with_1(tmp_path, capsys):
    case = write(tmp_path / "empty", {"estimative": 1, "id": "empty"})
    assert run(["explain", str(case), "now"]) == 1
    assert "at least one actor with options" in capsys.readouterr().err


def test_a_what_if_is_applied_first_and_named(case, capsys):
    (case / "what-ifs").mkdir()
    change = {
        "estimative_what_if": 1,
        "base": case_digest(read_case(case).case),
        "because": "one side has disarmed",
        "change": {"now": {"north.arm": "no"}},
    }
    (case / "what-ifs" / "unequal.yaml").write_text(json.dumps(change), encoding="utf-8")
    out = told(capsys, case, "now", "--what-if", "unequal")
    assert "What if: unequal: one side has disarmed." in out
    assert "State 3 of 4, the status quo, in no scenario." in out


def plain_facts(value):
    """The facts as JSON has them: tuples as lists."""
    if is_dataclass(value):
        return {field.name: plain_facts(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {key: plain_facts(item) for key, item in value.items()}
    return [plain_facts(item) for item in value] if isinstance(value, tuple | list) else value


@pytest.mark.parametrize("what", ["now", "1", "peace", "none"])
def test_json_holds_the_same_facts(case, capsys, what):
    assert run(["explain", str(case), what, "--json"]) == 0
    out = capsys.readouterr().out
    found = json.loads(out)
    explanation = explain(case, what)
    head = {key: found.pop(key) for key in ("case", "what_if", "ranks", "kind")}
    assert head == {
        "case": explanation.digest,
        "what_if": None,
        "ranks": "as stated",
        "kind": "state" if isinstance(explanation.found, StateExplained) else "scenario",
    }
    assert found == plain_facts(explanation.found)
    assert str(case) not in out


HOSTILE = "\u202e[bold red]x[/] {0} %s <script> \u2028 :smile:"
FORBIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def hostile():
    data = arms(title=HOSTILE)
    for side in data["actors"].values():
        side["name"] = HOSTILE
        side["options"]["arm"]["text"] = HOSTILE + "y" * 5000
        side["wants"]["safety"]["because"] = HOSTILE * 300
    data["rules"] = {"treaty": {"never": "north.arm and not south.arm", "because": HOSTILE}}
    return data


@pytest.mark.parametrize("what", ["now", "1", "peace", "none", "north.arm, not south.arm"])
def test_nothing_in_a_case_commands_the_terminal_or_breaks_the_lines(tmp_path, capsys, what):
    case = write(tmp_path / "hostile", hostile())
    assert run(["explain", str(case), what]) == 0
    out, err = capsys.readouterr()
    assert not FORBIDDEN.search(out + err)
    assert r"\u202e[bold red]x[/] {0} %s <script> :smile:" in " ".join(out.split())
    assert max(map(len, out.splitlines())) < 300  # the table of concepts holds the names
    assert "y" * 500 not in "".join(out.split())


def test_a_hostile_question_is_refused_and_shown_plain(case, capsys):
    assert run(["explain", str(case), HOSTILE + "\x1b[2J"]) == 2
    out, err = capsys.readouterr()
    assert not FORBIDDEN.search(out + err)
    assert "is no state of this case" in err


# --- The worked case --------------------------------------------------------------------------------------------------

ASKED = ["now", "success", "failure", "none", "218", "turkey.withdraw, taliban.operator = services-and-security"]


@pytest.mark.parametrize("what", ASKED)
def test_the_worked_case_is_told_within_the_width_and_without_words_of_likelihood(flagship, what):
    page = drawn(explain(flagship, what))
    lines = [text for line in page.lines if isinstance(line, Line) for text in wrapped(line, 80)]
    longest = max(map(len, records(page.case)))
    assert all(len(line) <= 80 for line in lines)
    assert longest < 80
    said = " ".join(line.text for line in page.lines if isinstance(line, Line) and not line.text.startswith("["))
    for because in {change.because for change in page.wants.values() if change.because}:
        said = said.replace(because.rstrip("."), "")
    assert not LIKELIHOOD.search(said)


@pytest.mark.parametrize("what", ASKED)
def test_every_note_of_the_worked_case_leads_to_an_address_and_to_passages_that_it_cites(flagship, what):
    page = drawn(explain(flagship, what))
    known = records(page.case)
    notes = [match for line in page.lines if isinstance(line, Line) for match in NOTE.findall(line.text)]
    assert notes
    for note in notes:
        for part in note.split("; "):
            path, passages = part.split(" · ")
            record = known[path]
            own = {*record.cites, *(record.rank.cites if hasattr(record, "rank") else ())}
            assert set(passages.split(", ")) == (own or {"no passage"})


def test_the_worked_case_says_why_the_talks_lead_nowhere_without_a_deal(flagship, capsys):
    out = told(capsys, flagship, "now")
    assert "the status quo, in failure" in out
    assert "Each of them would cost it “withdrawal first” (rank 1)" in out
    assert "Turkey and Taliban agree" in out
    out = told(capsys, flagship, "success")
    assert "Without any deal the play from the status quo never comes to be in success." in out
    assert "With deals of two all of the play from the status quo ends in success." in out
