"""Every part of the real brief has a place in the flagship, and each place cites the paragraphs it was taken from.

The table follows the inventory of the brief row by row: the part, and for each place in the case the numbers of the
passages that the place must cite.
"""

import json
import re
import subprocess
import sys

import pytest

from estimative.case import paths
from estimative.case.citations import cited_passages
from estimative.case.longform import case_digest
from estimative.desk.check import check
from estimative.exchange.case_files import read_case

FOLDER = "cases/kabul-airport-2021"

ROWS = {
    "setting and dates": {
        "timeline/isaf-join": [3],
        "timeline/isaf-end": [3],
        "timeline/airport-force": [3],
        "timeline/june-understanding": [4],
        "timeline/kabul-taken": [4],
        "timeline/request-refused": [4],
        "timeline/withdrawal-begins": [5],
        "timeline/us-leaves": [4],
        "actors/turkey/options/withdraw": [4, 5],
        "actors/turkey/wants/soldiers-stay": [6],
        "actors/taliban/wants/troops-out": [4],
        "actors/qatar/wants/ally-inside": [4],
    },
    "said, with a speaker": {
        "said/erdogan-trust": [5],
        "said/kalin-return": [5, 6],
        "said/erdogan-culture": [12],
        "said/erdogan-reception": [12],
        "said/no-refuge": [13],
        "said/limits": [12],
        "said/only-help": [19],
        "said/no-contact": [19],
    },
    "aim": {"actors/turkey/wants/foothold": [6], "objectives/turkish-foothold": [6]},
    "motive 1": {"arguments/regional-influence": [9], "actors/turkey/wants/projects": [9], "drivers/recognition": [9]},
    "motive 2": {"arguments/mend-us": [10], "actors/turkey/wants/us-content": [10], "actors/us/wants/proxy": [10]},
    "motive 3": {"arguments/kinship": [11], "actors/uzbeks": [11], "actors/russia/wants/no-turkish-weight": [11]},
    "motive 4": {"arguments/ideology": [12], "actors/qatar": [12], "actors/taliban/wants/western-line": [12]},
    "motive 5": {"arguments/refugees": [13], "influence/turkey/eu": [13], "actors/eu": [13]},
    "leverage 1": {"arguments/goodwill": [15]},
    "leverage 2": {"arguments/uzbek-ties": [16], "influence/turkey/uzbeks": [16], "actors/uzbeks": [16]},
    "leverage 3": {
        "arguments/pakistan-road": [17],
        "influence/pakistan/taliban": [17],
        "influence/turkey/pakistan": [17],
        "actors/pakistan/wants/turkish-weight": [17],
    },
    "further levers, scattered": {
        "arguments/qatar-channel": [4, 19],
        "arguments/airport-need": [19],
        "arguments/money": [19, 25],
        "arguments/defying-sanctions": [19],
        "arguments/g7": [25],
        "actors/turkey/options/stimulus": [19, 25],
        "actors/taliban/wants/airport-works": [19],
        "actors/taliban/wants/money": [19, 25],
        "drivers/g7-pressure": [25],
    },
    "challenge 1": {
        "arguments/troops-first": [19],
        "arguments/nato-member": [19],
        "arguments/recognition-belief": [19],
        "arguments/kandahar": [19],
        "arguments/modest-offer": [19],
        "actors/taliban/wants/withdrawal-first": [19],
        "actors/taliban/wants/no-nato": [19],
        "actors/turkey/options/technical": [19],
        "evidence/kandahar": [19],
        "evidence/invitations-refused": [19],
    },
    "challenge 2": {
        "arguments/rival-russia": [20],
        "arguments/rival-china": [20],
        "arguments/rival-india": [20],
        "arguments/stability-pitch": [20],
        "actors/china/wants/linked-country": [20],
        "actors/india/wants/no-partner-of-pakistan": [20],
        "evidence/rivals-on-the-spot": [20],
    },
    "challenge 3": {"arguments/track-record": [21], "reference_classes/brokering-islamists": [21]},
    "scenario 1: success": {
        "scenarios/success": [23],
        "scenarios/success/stated": [24],
        "scenarios/success/effects/china": [23],
        "scenarios/success/effects/iran": [24],
        "scenarios/success/effects/russia": [24],
        "scenarios/success/effects/pakistan": [24],
        "scenarios/success/effects/turkey": [23],
        "actors/taliban/options/agencies": [23],
        "arguments/iran-suspicion": [24],
    },
    "scenario 2: failure": {
        "scenarios/failure": [25],
        "scenarios/failure/stated": [25],
        "scenarios/failure/effects/turkey": [25],
        "evidence/inducements": [25],
        "evidence/g7-statement": [25],
    },
    "conclusion": {
        "scenarios/success/stated": [29],
        "actors/turkey/options/withdraw": [26],
        "arguments/goodwill": [27],
        "arguments/pakistan-road": [27, 29],
        "arguments/nato-member": [28],
        "arguments/us-support": [29],
        "actors/us/options/back": [29],
    },
}
CARRYING = frozenset(range(3, 30)) - {7, 14, 18, 22}  # without title, date, headings and the line after the text
AUTHORS_WORDS = {"success": "likely", "failure": "unlikely"}


@pytest.fixture(scope="module")
def flagship(root):
    return read_case(root / FOLDER / "case.yaml")


@pytest.mark.parametrize(
    ("part", "place", "passages"),
    [(part, place, passages) for part, row in ROWS.items() for place, passages in row.items()],
)
def test_every_part_has_a_place_that_cites_it(flagship, part, place, passages):
    paths.at(flagship.case, place)  # raises, naming the nearest, where there is no such place
    missing = {f"epc-2021#p{number}" for number in passages} - set(paths.cites(flagship.case, place))
    assert not missing, f"{part}: {place} does not cite {sorted(missing)}"


def test_the_table_has_every_row_of_the_inventory(shared):
    text = (shared / "brief" / "inventory.md").read_text(encoding="utf-8")
    parts = re.findall(r"^\| ([^|]+?) \| [^|]+ \| [^|]+ \|$", text, re.MULTILINE)
    assert parts[0] == "part"
    assert list(ROWS) == [part for part in parts[1:] if not part.startswith("---")]


def test_every_paragraph_that_argues_is_cited(flagship):
    cited = {int(passage[1:]) for passage in cited_passages(flagship.case, "epc-2021")}
    assert cited >= CARRYING, f"no place cites {sorted(CARRYING - cited)}"


def test_every_passage_that_is_cited_is_anchored(flagship):
    assert set(cited_passages(flagship.case, "epc-2021")) <= set(flagship.case.sources["epc-2021"].passages)


def test_check_finds_no_error_and_shows_the_gap(root):
    problems = check(root / FOLDER).problems
    assert [problem for problem in problems if problem.severity == "error"] == []
    gaps = [problem for problem in problems if problem.code == "scenarios-gap"]
    assert len(gaps) == 1
    assert "for example" in gaps[0].message


def test_the_passages_still_say_what_they_said(root, shared):
    found = check(root / FOLDER, sources_dir=shared / "brief").problems
    assert [problem for problem in found if problem.severity == "error"] == []


def test_nobody_who_is_named_lacks_a_place(flagship):
    for source in flagship.case.sources.values():
        for name, mention in source.mentions.items():
            assert mention.as_ is not None, name
            assert mention.as_ != "none" or mention.because, f"{name}: `none` wants its reason"
            if mention.as_ != "none":
                paths.at(flagship.case, mention.as_)


def test_the_scenarios_keep_the_authors_words(flagship):
    stated = {name: scenario.stated for name, scenario in flagship.case.scenarios.items()}
    assert {name: (words.by, words.term, words.scale) for name, words in stated.items()} == {
        name: ("epc", term, "unstated") for name, term in AUTHORS_WORDS.items()
    }
    assert not any(scenario.assessed.signed for scenario in flagship.case.scenarios.values())


def test_a_judgment_cites_or_says_that_it_is_ours(flagship):
    def founded(address):
        parts = address.split("/")
        around = ["/".join(parts[:length]) for length in range(len(parts), 0, -1)]
        records = [paths.at(flagship.case, place) for place in around if paths.kind(place)]
        return paths.cites(flagship.case, address) or any("ours" in (record.because or "") for record in records)

    assert [address for address in paths.judgments(flagship.case) if not founded(address)] == []


def test_only_what_was_known_on_the_day_is_in_it(flagship):
    case = flagship.case
    dates = [record.date for section in (case.said, case.timeline, case.evidence) for record in section.values()]
    assert max(date for date in dates if date) <= case.as_of == "2021-09-02"


@pytest.mark.parametrize("what_if", ["rival-operator", "soldiers-gone", "west-without-washington", "recognition-comes"])
def test_what_ifs_are_bound_to_this_case(flagship, what_if):
    assert flagship.what_ifs[what_if].base == case_digest(flagship.case)


def test_each_assumption_that_names_a_what_if_has_one(flagship):
    named = {assumption.if_false for assumption in flagship.case.assumptions.values() if assumption.if_false}
    assert named == set(flagship.what_ifs)


def test_check_from_the_command_line(root):
    run = subprocess.run(
        [sys.executable, "-m", "estimative", "check", FOLDER, "--json"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert any(problem["code"] == "scenarios-gap" for problem in json.loads(run.stdout)["problems"])
