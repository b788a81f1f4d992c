"""What `check` says of citations, what `cite` lists, and what `cite --sync` writes."""

import re
import shutil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimative.base.errors import UsageError
from estimative.case.longform import case_digest
from estimative.desk.citations import table, verify
from estimative.desk.citing import sync
from estimative.documents.readers import read_document
from estimative.exchange.case_files import read_case
from tests.desk.sourced import CASE, SOURCE, write_case, write_source


def codes(problems):
    return [(problem.severity, problem.code, problem.path) for problem in problems]


@pytest.fixture
def folder(tmp_path):
    """A case whose record of its source is in order."""
    sync(write_case(tmp_path / "case"))
    return tmp_path / "case"


def bytes_of(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_before_the_first_record_check_says_what_to_do(tmp_path):
    found = verify(write_case(tmp_path / "case"))
    assert codes(found) == [("warning", "citation-unrecorded", "sources/brief")]
    assert "4 cited passages of `brief` are not recorded yet (`p1`, `p2`, `p3`, `p4`)" in found[0].message
    assert (found[0].line, found[0].column) == (4, 3)


def test_the_record_is_written_where_it_belongs_and_nothing_else_changes(tmp_path):
    case_file = write_case(tmp_path / "case")
    outcome = sync(case_file)
    text = (tmp_path / "case" / "case.yaml").read_text()
    document = read_document(tmp_path / "case" / "brief.txt")
    added = "".join(
        [
            '    reader: "text/1"\n',
            f'    text_sha256: "{document.text_sha256}"\n    file_sha256: "{document.file_sha256}"\n    passages:\n',
            *(f'      {p.id}: {{at: [{p.start}, {p.end}], sha256: "{p.sha256}"}}\n' for p in document.passages),
        ]
    )
    assert text == CASE.replace("    mentions:\n", f"{added}    mentions:\n")
    assert (outcome.renewed, outcome.followed, outcome.rebound) == (("brief",), {}, ("quiet",))
    assert outcome.written
    assert not outcome.problems


def test_a_second_time_nothing_is_written(folder):
    before, times = bytes_of(folder), {p: p.stat().st_mtime_ns for p in folder.rglob("*")}
    outcome = sync(read_case(folder))
    assert not outcome.written
    assert outcome.renewed == outcome.rebound == ()
    assert bytes_of(folder) == before
    assert {p: p.stat().st_mtime_ns for p in folder.rglob("*")} == times


def test_what_ifs_stay_bound_to_their_case(folder):
    case_file = read_case(folder)
    assert list(case_file.what_ifs) == ["quiet"]
    assert case_file.what_ifs["quiet"].base == case_digest(case_file.case)
    text = (folder / "what-ifs" / "quiet.yaml").read_text()
    assert text.startswith("# what if nobody strikes\n")
    assert '"   # bound\n' in text


def test_the_table_says_who_cites_what_where(folder):
    (row,) = table(read_case(folder)).sources
    assert [(p.id, p.at, p.state, p.cited_by) for p in row.passages] == [
        ("p1", (0, 5), "same", ("what-ifs/quiet/gaps/money",)),
        ("p2", (7, 32), "same", ("sources/brief/mentions/union", "actors/union/wants/pay")),
        ("p3", (34, 62), "same", ("actors/company", "what-ifs/quiet/gaps/money")),
        ("p4", (64, 86), "same", ("actors/union/wants/calm/rank", "actors/company")),
    ]
    assert row.passages[1].text == SOURCE[1]


def test_without_the_source_the_record_is_shown_unverified(folder):
    (folder / "brief.txt").unlink()
    (row,) = table(read_case(folder)).sources
    assert {p.state for p in row.passages} == {"unverified"}
    assert row.passages[1].at == (7, 32)
    found = verify(read_case(folder))
    assert codes(found) == [("note", "source-not-at-hand", "sources/brief")]
    assert found[0].message == (
        "source `brief` is not at hand; its 4 cited passages are not verified; give --sources DIR"
    )
    outcome = sync(read_case(folder))
    assert not outcome.written


def test_the_folder_given_is_searched_by_words(folder, tmp_path):
    texts = tmp_path / "texts"
    texts.mkdir()
    shutil.move(folder / "brief.txt", texts / "any name.md")
    assert codes(verify(read_case(folder), texts)) == []
    assert "called `brief.txt`" in verify(read_case(folder), folder)[0].message


def test_words_under_another_number_are_an_error_and_the_record_stays(folder):
    write_source(folder, SOURCE[0], "A new line.", *SOURCE[1:])
    before = bytes_of(folder)
    found = verify(read_case(folder))
    assert codes(found) == [
        ("error", "citation-moved", "sources/brief/passages/p2"),
        ("error", "citation-moved", "sources/brief/passages/p3"),
        ("error", "citation-moved", "sources/brief/passages/p4"),
        ("warning", "source-changed", "sources/brief/text_sha256"),
    ]
    assert "p2 now names other words; the cited words stand at p3 [20, 45] (cited by" in found[0].message
    assert (found[0].line, found[0].column) == (12, 11)
    outcome = sync(read_case(folder))
    assert not outcome.written
    assert codes(outcome.problems) == codes(found)
    assert bytes_of(folder) == before


def test_following_points_every_citation_to_its_words(folder):
    before = (folder / "case.yaml").read_text()
    write_source(folder, SOURCE[0], "A new line.", *SOURCE[1:])
    outcome = sync(read_case(folder), follow=True)
    assert outcome.followed == {"brief#p2": "brief#p3", "brief#p3": "brief#p4", "brief#p4": "brief#p5"}
    after = (folder / "case.yaml").read_text()
    moved = re.sub(r"brief#p(\d)", lambda found: f"brief#p{int(found[1]) + 1}", before)
    body = lambda text: text[text.index("    mentions:") :]
    assert body(after) == body(moved)
    assert "cites: [brief#p4, brief#p1]" in (folder / "what-ifs" / "quiet.yaml").read_text()
    case_file = read_case(folder)
    assert not verify(case_file)
    assert not case_file.problems
    assert list(case_file.what_ifs) == ["quiet"]
    words = {p.id: p.text for row in table(case_file).sources for p in row.passages}
    assert words == {"p1": SOURCE[0], "p3": SOURCE[1], "p4": SOURCE[2], "p5": SOURCE[3]}


def test_changed_words_are_lost_until_somebody_accepts_them(folder):
    write_source(folder, *SOURCE[:2], "The company is making money.", SOURCE[3])
    found = verify(read_case(folder))
    assert codes(found) == [
        ("error", "citation-lost", "sources/brief/passages/p3"),
        ("warning", "source-changed", "sources/brief/text_sha256"),
    ]
    assert "the words cited as p3 are lost" in found[0].message
    assert not sync(read_case(folder), follow=True).written
    with pytest.raises(UsageError, match=r"nothing in the case cites that; did you mean `brief#p\d`"):
        sync(read_case(folder), accept=["brief#p33"])
    assert sync(read_case(folder), accept=["brief#p3"]).written
    assert not verify(read_case(folder))


def test_lost_words_are_looked_for_and_cited_elsewhere_only_where_somebody_says_so(folder):
    """A paragraph is divided, one gets a sentence more: proved by the digest, proposed, and taken by --point alone."""
    write_source(folder, SOURCE[0], "The union wants", "more pay.", SOURCE[2], "Note: Talks begin on Monday. Perhaps.")
    before = bytes_of(folder)
    found = {problem.path.split("/")[-1]: problem.message for problem in verify(read_case(folder))}
    assert (
        "the cited words are divided among p2 and p3: read it, then `estimative cite CASE --sync --point" in found["p2"]
    )
    assert "--point brief#p2=p2" in found["p2"]
    assert "the cited words stand in p5, with others: read it" in found["p4"]
    (row,) = table(read_case(folder)).sources
    assert {p.id: p.proposed for p in row.passages} == {"p1": (), "p2": ("p2", "p3"), "p3": (), "p4": ("p5",)}
    assert not sync(read_case(folder), follow=True).written
    assert bytes_of(folder) == before
    outcome = sync(read_case(folder), follow=True, point={"brief#p2": "p2", "brief#p4": "brief#p5"})
    assert outcome.followed == {"brief#p2": "brief#p2", "brief#p3": "brief#p4", "brief#p4": "brief#p5"}
    assert not verify(read_case(folder))
    text = (folder / "case.yaml").read_text()
    assert "cites: ['brief#p4', brief#p5]" in text


@pytest.mark.parametrize(
    "point, words",
    [
        ({"brief#p9": "p1"}, "nothing in the case cites that"),
        ({"brief#p2": "p9"}, "the text has no such passage; the last one is p4"),
        ({"brief#p2": "other#p1"}, "give a passage of `brief`"),
        ({"brief#p2": "2"}, "the text has no such passage"),
    ],
)
def test_what_cannot_be_pointed_to_is_refused(folder, point, words):
    before = bytes_of(folder)
    with pytest.raises(UsageError, match=words):
        sync(read_case(folder), point=point)
    assert bytes_of(folder) == before


def test_words_that_stand_twice_are_a_choice_that_somebody_makes(folder):
    write_source(folder, SOURCE[0], "New.", SOURCE[1], SOURCE[1], *SOURCE[2:])
    (message,) = [p.message for p in verify(read_case(folder)) if p.path.endswith("passages/p2")]
    assert "choose one with `estimative cite CASE --sync --point brief#p2=p3" in message
    assert not sync(read_case(folder), follow=True).written
    outcome = sync(read_case(folder), follow=True, point={"brief#p2": "p4"})
    assert outcome.followed == {"brief#p2": "brief#p4", "brief#p3": "brief#p5", "brief#p4": "brief#p6"}
    assert not verify(read_case(folder))


def test_what_ifs_that_do_not_fit_cite_the_moved_words_too_and_stay_unbound(folder):
    """Else they would cite other words once they are bound anew."""
    stale = folder / "what-ifs" / "stale.yaml"
    text = (
        'estimative_what_if: 1\nbase: "sha256:{}"\ncites: [brief#p4]  # why\n'
        "change: {{gaps: {{g: {{text: x, cites: [brief#p2]}}}}}}\n"
    )
    stale.write_text(text.format("0" * 64))
    write_source(folder, SOURCE[0], "A new line.", *SOURCE[1:])
    outcome = sync(read_case(folder), follow=True)
    assert outcome.rebound == ("quiet",)
    moved = text.format("0" * 64).replace("brief#p4", "brief#p5").replace("brief#p2", "brief#p3")
    assert stale.read_text() == moved


def test_what_only_a_what_if_that_does_not_fit_cites_stays_recorded(folder):
    path = folder / "case.yaml"
    quiet = folder / "what-ifs" / "quiet.yaml"
    path.write_text(path.read_text().replace("title: The brief\n", "title: The brief, again\n"))
    assert sync(read_case(folder)).written is False
    assert "p1" in read_case(folder).case.sources["brief"].passages  # cited by the what-if alone
    (row,) = table(read_case(folder)).sources
    assert row.cited["p1"] == ("what-ifs/quiet",)
    quiet.unlink()
    assert sync(read_case(folder)).written
    assert "p1" not in read_case(folder).case.sources["brief"].passages


def test_a_changed_text_whose_cited_words_stand_is_a_warning(folder):
    write_source(folder, *SOURCE, "A postscript.")
    found = verify(read_case(folder))
    assert codes(found) == [("warning", "source-changed", "sources/brief/text_sha256")]
    assert sync(read_case(folder)).written
    assert not verify(read_case(folder))


def test_a_file_saved_anew_with_the_same_text_is_a_note(folder):
    (folder / "brief.txt").write_text("\r\n\r\n".join(SOURCE))
    assert codes(verify(read_case(folder))) == [("note", "source-file", "sources/brief/file_sha256")]


def test_a_passage_that_the_text_does_not_have_is_an_error_where_it_is_cited(tmp_path):
    case_file = write_case(tmp_path / "case", text=CASE.replace("[brief#p2]}   #", "[brief#p9]}   #"), what_if=False)
    found = verify(case_file)
    assert codes(found)[0] == ("error", "citation-missing", "actors/union/wants/pay")
    assert found[0].line == 15
    assert found[0].message.endswith("the last one is p4")


def test_a_passage_missing_in_a_what_if_is_placed_in_its_file(folder):
    path = folder / "what-ifs" / "quiet.yaml"
    path.write_text(path.read_text().replace("brief#p1", "brief#p8"))
    (found,) = verify(read_case(folder))
    assert codes([found]) == [("error", "citation-missing", "what-ifs/quiet/gaps/money")]
    assert found.line == 6


def test_a_tampered_position_is_found_and_put_right(folder):
    path = folder / "case.yaml"
    path.write_text(path.read_text().replace("at: [34, 62]", "at: [34, 61]"))
    assert codes(verify(read_case(folder))) == [("warning", "citation-shifted", "sources/brief/passages")]
    assert sync(read_case(folder)).written
    assert not verify(read_case(folder))


def test_passages_that_nothing_cites_any_more_leave_the_record(folder):
    path = folder / "case.yaml"
    path.write_text(path.read_text().replace(", brief#p4]", "]").replace(', cites: ["brief#p4"]', ""))
    (folder / "what-ifs" / "quiet.yaml").unlink()
    assert sync(read_case(folder)).written
    assert list(read_case(folder).case.sources["brief"].passages) == ["p2", "p3"]


def test_a_file_changed_meanwhile_is_not_overwritten(tmp_path):
    case_file = write_case(tmp_path / "case")
    path = tmp_path / "case" / "case.yaml"
    path.write_text(path.read_text().replace("The company,", "The other company,"))
    before = path.read_bytes()
    with pytest.raises(UsageError, match="changed by somebody else meanwhile"):
        sync(case_file)
    assert path.read_bytes() == before


def test_line_ends_and_mark_of_the_file_stay(tmp_path):
    write_case(tmp_path / "case", what_if=False)
    path = tmp_path / "case" / "case.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + CASE.replace("\n", "\r\n").encode())
    assert sync(read_case(path)).written
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\n") == data.count(b"\r\n") > CASE.count("\n")


def test_the_flagships_record_is_in_order(root, shared, tmp_path):
    """The worked case against the real brief: found by its words alone, every slice equal to its digest."""
    case_file = read_case(root / "cases" / "kabul-airport-2021")
    texts = tmp_path / "texts"
    texts.mkdir()
    shutil.copy(shared / "brief" / "epc-2021-09-02.txt", texts / "renamed.txt")
    assert verify(case_file, texts) == []
    (row,) = table(case_file, texts).sources
    assert {passage.state for passage in row.passages} == {"same"}
    document = row.at_hand.document
    assert all(document.text[p.at[0] : p.at[1]] == p.text for p in row.passages)


@settings(max_examples=25)
@given(st.data())
def test_whatever_happens_to_the_source_sync_is_idempotent_and_never_changes_what_is_cited(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("case")
    sync(write_case(folder))
    words = {p.id: p.text for row in table(read_case(folder)).sources for p in row.passages}
    lines = data.draw(st.permutations(SOURCE))
    drop, add = data.draw(st.integers(0, 4)), data.draw(st.lists(st.sampled_from(["x", "y", SOURCE[1]]), max_size=2))
    write_source(folder, *add, *lines[drop:])
    follow = data.draw(st.booleans())
    outcome = sync(read_case(folder), follow=follow)
    before = bytes_of(folder)
    again = sync(read_case(folder), follow=follow)
    assert not again.written
    assert bytes_of(folder) == before
    if not any(problem.severity == "error" for problem in outcome.problems):
        after = {p.id: p.text for row in table(read_case(folder)).sources for p in row.passages}
        cited = {old: outcome.followed.get(f"brief#{old}", f"brief#{old}").removeprefix("brief#") for old in words}
        assert {old: after[new] for old, new in cited.items()} == words
