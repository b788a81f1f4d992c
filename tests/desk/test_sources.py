"""Finding a case's sources: by path, name, id, words and beginning; and never outside the folder."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimative.base.errors import UsageError
from estimative.case.models_sources import Source
from estimative.desk.sources import inside, locate
from estimative.documents.readers import read_document


def source(**fields):
    return Source.model_validate({"title": "T", **fields})


@pytest.fixture
def folders(tmp_path):
    case, given_folder = tmp_path / "case", tmp_path / "texts"
    case.mkdir()
    given_folder.mkdir()
    return case, given_folder


def found(folders, given_too=True, **fields):
    case, given_folder = folders
    return locate({"brief": source(**fields)}, case, given_folder if given_too else None)


def test_the_cases_own_folder_comes_first(folders):
    for folder in folders:
        (folder / "b.txt").write_text(folder.name)
    assert found(folders, path="b.txt").at_hand["brief"].document.text == "case"


@pytest.mark.parametrize(
    "name", ["texts/b.txt", "b.txt", "brief.txt", "brief.md", "brief-2021-09-02.txt", "brief_v2.md"]
)
def test_names_in_the_folder_given(folders, name):
    (folders[1] / "texts").mkdir()
    (folders[1] / name).write_text("words")
    (folders[1] / "briefing.txt").write_text("something else")
    assert found(folders, path="texts/b.txt").at_hand["brief"].file.name == name.rsplit("/", 1)[-1]
    assert not found(folders, given_too=False, path="texts/b.txt").at_hand


def test_two_files_whose_names_begin_alike_are_a_choice_for_people(folders):
    for name in ("brief-1.txt", "brief-2.txt"):
        (folders[1] / name).write_text("words")
    result = found(folders)
    assert not result.at_hand
    assert not result.problems


def test_the_words_are_found_whatever_the_file_is_called(folders):
    file = folders[1] / "download (3).txt"
    file.write_text("\ufeffThe words\r\nof it")
    (folders[1] / "binary.txt").write_bytes(b"\0\xff")
    (folders[1] / "other.txt").write_text("other words")
    os.mkfifo(folders[1] / "pipe.txt")
    digest = read_document(file).text_sha256
    for recorded in (digest, digest[:16]):
        result = found(folders, text_sha256=recorded, path="gone.pdf", reader="text/1")
        assert result.at_hand["brief"].file == file
        assert not result.problems
    assert not found(folders, text_sha256="0" * 64).at_hand


def test_the_recorded_reader_decides_how_a_file_is_read(folders):
    (folders[0] / "b.txt").write_text("# A\nb\nc")
    assert len(found(folders, path="b.txt").at_hand["brief"].document.passages) == 3
    assert len(found(folders, path="b.txt", reader="markdown/1").at_hand["brief"].document.passages) == 2
    unknown = found(folders, path="b.txt", reader="text/9")
    assert [(p.severity, p.code, p.path) for p in unknown.problems] == [
        ("warning", "unknown-reader", "sources/brief/reader")
    ]
    assert unknown.at_hand["brief"].document.reader == "text/1"


@pytest.mark.parametrize(
    "name, data, severity",
    [
        ("b.txt", b"\xe9", "error"),
        ("b.txt", b"a\0", "error"),
        ("b.pdf", b"%PDF", "error"),
        ("b.odt", b"PK", "warning"),
        ("folder", None, "warning"),
        ("f.txt", None, "error"),
    ],
)
def test_what_cannot_be_read_is_a_problem_with_the_sources_address(folders, name, data, severity):
    if data is None:
        (folders[0] / name).mkdir()
    else:
        (folders[0] / name).write_bytes(data)
    result = found(folders, path=name)
    assert not result.at_hand
    assert [(p.severity, p.code, p.path) for p in result.problems] == [(severity, "source-unreadable", "sources/brief")]
    assert name in result.problems[0].message


def test_a_pipe_is_never_waited_for(folders):
    os.mkfifo(folders[0] / "b.txt")
    result = found(folders, path="b.txt")
    assert "not a regular file" in result.problems[0].message


@pytest.mark.parametrize(
    "path",
    [
        "../secret.txt",
        "a/../../secret.txt",
        "/etc/hostname",
        "C:/x.txt",
        "..\\secret.txt",
        "link.txt",
        "out/secret.txt",
        "loop.txt",
        "x" * 300,
    ],
)
def test_no_path_leads_out_of_the_folder(folders, path):
    case, texts = folders
    (case.parent / "secret.txt").write_text("secret")
    (case / "link.txt").symlink_to(case.parent / "secret.txt")
    (case / "out").symlink_to(case.parent)
    (case / "loop.txt").symlink_to(case / "loop.txt")
    (texts / "secret.txt").write_text("fine there, but not by that path")
    result = found(folders, path=path)
    assert not result.at_hand
    assert [(p.severity, p.code, p.path) for p in result.problems] == [("error", "source-path", "sources/brief/path")]


def test_a_link_within_the_folder_is_followed(folders):
    case, _ = folders
    (case / "real.txt").write_text("words")
    (case / "link.txt").symlink_to(case / "real.txt")
    assert found(folders, path="link.txt").at_hand["brief"].document.text == "words"


def test_a_case_in_a_linked_folder_works(folders, tmp_path):
    (folders[0] / "b.txt").write_text("words")
    (tmp_path / "alias").symlink_to(folders[0])
    assert locate({"brief": source(path="b.txt")}, tmp_path / "alias", None).at_hand


@given(st.text(max_size=30))
def test_any_name_stays_inside_or_is_refused(tmp_path_factory, name):
    folder = tmp_path_factory.getbasetemp() / "inside"
    folder.mkdir(exist_ok=True)
    try:
        file = inside(folder, name)
    except UsageError:
        return
    assert file.resolve().is_relative_to(folder.resolve())


def test_a_folder_that_is_none_is_wrong_use(folders, tmp_path):
    with pytest.raises(UsageError, match="no such folder"):
        locate({}, folders[0], tmp_path / "nowhere")
