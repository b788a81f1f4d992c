"""One place of a case: its own value, and what it takes from the records around it."""

import pytest

from estimative.base.errors import UsageError
from estimative.case.paths import records
from estimative.desk.citing import sync
from estimative.desk.show import Person, Place, ShownPassage, ShownRecord, show
from estimative.exchange.case_files import read_case
from tests.desk.sourced import SOURCE, write_case


@pytest.fixture
def case_file(tmp_path):
    sync(write_case(tmp_path / "case"))
    return read_case(tmp_path / "case")


def test_a_judgment_with_a_judge_of_its_own(case_file):
    found = show(case_file, "actors/union/wants/calm/rank")
    assert (found.value, found.range, found.kind) == (2, (1, 3), "rank")
    assert found.judged_by == Person("ana", "Ana")
    assert (found.because, found.because_of) == (None, None)
    assert found.cites_of == "actors/union/wants/calm/rank"
    assert found.cites[0].passage.text == SOURCE[3]


def test_reason_judge_and_passages_come_from_around_where_there_are_none(case_file):
    found = show(case_file, "actors/union/wants/pay/rank")
    assert (found.value, found.range) == (1, None)
    assert (found.because, found.because_of) == ("it says so", "actors/union/wants/pay")
    assert (found.cites_of, [p.citation for p in found.cites]) == ("actors/union/wants/pay", ["brief#p2"])
    assert found.judged_by == Person("ben", "Ben")
    line = case_file.path.read_text().split("\n")[found.place.line - 1]
    assert line[found.place.column - 1 :].startswith("1, because")


def test_a_record_is_shown_as_it_stands_in_the_long_form(case_file):
    found = show(case_file, "/actors/union/wants/calm/ ")
    rank = {"value": 2, "range": [1, 3], "judged_by": "ana", "cites": ["brief#p4"]}
    assert found.fields == {"that": "not union.strike", "rank": rank}
    assert found.value is None


def test_a_mention_rests_on_where_it_is_mentioned(case_file):
    assert [p.citation for p in show(case_file, "sources/brief/mentions/union").cites] == ["brief#p2"]


def test_every_address_of_the_case_can_be_shown(case_file):
    for path in records(case_file.case):
        found = show(case_file, path)
        if isinstance(found, ShownRecord):
            assert found.place.path == path
            assert found.place.line
        else:
            assert found.citation == path.replace("sources/", "").replace("/passages/", "#")


def test_a_passage_lists_everything_that_cites_it(case_file):
    found = show(case_file, "brief#p2")
    assert isinstance(found, ShownPassage)
    assert [place.path for place in found.cited_by] == ["sources/brief/mentions/union", "actors/union/wants/pay"]
    assert all(isinstance(place, Place) and place.line for place in found.cited_by)
    assert found.passage.text == SOURCE[1]
    assert show(case_file, "sources/brief/passages/p2") == found


def test_a_passage_that_nothing_cites_is_shown_from_the_source(tmp_path):
    case_file = write_case(tmp_path / "case", source=(*SOURCE, "Uncited."))
    found = show(case_file, "brief#p5")
    assert (found.passage.text, found.passage.state, found.cited_by) == ("Uncited.", "uncited", ())


def test_without_the_source_position_and_digest_are_left(case_file):
    (case_file.path.parent / "brief.txt").unlink()
    found = show(case_file, "brief#p2")
    assert (found.passage.text, found.passage.at, found.passage.state) == (None, (7, 32), "unverified")
    assert found.passage.sha256
    with pytest.raises(UsageError, match="give --sources DIR"):
        show(case_file, "brief#p7")


@pytest.mark.parametrize(
    "path, words",
    [
        ("actors/union/wants/pya", "did you mean `actors/union/wants/pay`"),
        ("pay", "did you mean `actors/union/wants/pay`?$"),
        ("union.strike", "did you mean `actors/union/options/strike`?$"),
        ("actors/union/wants", "below it are `actors/union/wants/pay`, `actors/union/wants/calm`$"),
        ("actors", "below it are `actors/union`, `actors/company`$"),
        ("breif#p2", "no source `breif`; did you mean `brief`"),
        ("brief#p99", "did you mean `brief#p"),
        ("", "nothing at ``"),
        ("brief#", "nothing cites"),
        ("#p1", "no source ``"),
        ("zzzz", "nothing at `zzzz`$"),
        ("actors//union", "nothing at"),
        ("case", "nothing at `case`"),
    ],
)
def test_where_there_is_nothing_the_nearest_is_named(case_file, path, words):
    with pytest.raises(UsageError, match=words.replace("?$", r"\?$")):
        show(case_file, path)
