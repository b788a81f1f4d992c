"""Files: what is read has a limit, what is written is whole or not there, and nothing of the user's is lost."""

import os
import stat

import pytest

from estimative.base import files
from estimative.base.errors import LimitError, UsageError
from estimative.base.files import create_text, read_bytes, read_text, replacing, write_text


def only(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_file_of_the_limit_is_read_and_one_byte_more_is_not(tmp_path):
    (tmp_path / "fits").write_bytes(b"x" * 10)
    (tmp_path / "large").write_bytes(b"x" * 11)
    assert read_bytes(tmp_path / "fits", limit=10) == b"x" * 10
    with pytest.raises(LimitError, match="larger than 10 bytes"):
        read_bytes(tmp_path / "large", limit=10)


@pytest.mark.parametrize("name, words", [("absent", "does not exist"), ("", "is a folder"), ("a\0b", "does not exist")])
def test_what_is_no_file_is_refused_in_words(tmp_path, name, words):
    with pytest.raises(UsageError, match=words):
        read_bytes(tmp_path / name)


def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UsageError, match="not a regular file"):
        read_bytes(tmp_path / "pipe")


def test_a_name_too_long_is_refused_in_words(tmp_path):
    with pytest.raises(UsageError, match="cannot be read"):
        read_bytes(tmp_path / ("x" * 300))


def test_a_byte_order_mark_is_left_out(tmp_path):
    (tmp_path / "a").write_bytes(b"\xef\xbb\xbfKabul")
    assert read_text(tmp_path / "a") == "Kabul"


def test_text_that_is_not_utf_8_names_the_byte(tmp_path):
    (tmp_path / "a").write_bytes("Erdoğan".encode("iso-8859-9"))
    with pytest.raises(UsageError, match="byte 4"):
        read_text(tmp_path / "a")


def test_lines_are_written_as_they_are(tmp_path):
    write_text(tmp_path / "a", "é\r\nb\n")
    assert (tmp_path / "a").read_bytes() == b"\xc3\xa9\r\nb\n"


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o755])
def test_permissions_are_kept(tmp_path, mode):
    path = tmp_path / "a"
    path.write_text("old")
    path.chmod(mode)
    write_text(path, "new")
    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == mode


@pytest.mark.parametrize("write", [write_text, create_text])
def test_a_new_file_has_the_permissions_that_the_user_gives_new_files(tmp_path, write):
    before = os.umask(0o027)
    try:
        write(tmp_path / "a", "x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640


def test_a_link_stays_and_what_it_points_to_is_written(tmp_path):
    (tmp_path / "far").mkdir()
    (tmp_path / "far" / "file").write_text("old")
    (tmp_path / "link").symlink_to("far/file")
    write_text(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "far" / "file").read_text() == "new"
    assert only(tmp_path / "far") == ["file"]


def test_links_in_a_circle_are_refused_in_words(tmp_path):
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(UsageError, match="cannot be written"):
        write_text(tmp_path / "a", "x")


def test_a_pipe_is_written_to_and_not_replaced(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_text(path, "hello\n")
        assert os.read(reader, 100) == b"hello\n"
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(path.stat().st_mode)


class DiskFullError(OSError):
    def __init__(self):
        super().__init__(28, "No space left on device")


def fails(*_args, **_more):
    raise DiskFullError


@pytest.mark.parametrize("step", ["os.fsync", "pathlib.Path.replace", "pathlib.Path.chmod"])
def test_the_old_file_survives_a_failure_and_no_rubbish_stays(tmp_path, monkeypatch, step):
    path = tmp_path / "a"
    path.write_text("old")
    monkeypatch.setattr(step, fails)
    with pytest.raises(UsageError, match="No space left"):
        write_text(path, "new")
    monkeypatch.undo()
    assert path.read_text() == "old"
    assert only(tmp_path) == ["a"]


def test_the_old_file_survives_an_interruption(tmp_path, monkeypatch):
    path = tmp_path / "a"
    path.write_text("old")

    def interrupted(_descriptor):
        raise KeyboardInterrupt

    monkeypatch.setattr(files.os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_text(path, "new")
    monkeypatch.undo()
    assert path.read_text() == "old"
    assert only(tmp_path) == ["a"]


@pytest.mark.parametrize("write", [write_text, create_text])
def test_a_folder_that_is_not_there_is_refused_in_words(tmp_path, write):
    with pytest.raises(UsageError, match="cannot be written"):
        write(tmp_path / "absent" / "a", "x")


def test_a_folder_is_not_overwritten(tmp_path):
    (tmp_path / "folder").mkdir()
    with pytest.raises(UsageError, match="cannot be written"):
        write_text(tmp_path / "folder", "x")
    assert only(tmp_path) == ["folder"]


@pytest.mark.parametrize("write", [write_text, create_text])
def test_the_longest_name_that_the_disk_allows_can_be_written(tmp_path, write):
    write(tmp_path / ("x" * 255), "x")
    assert only(tmp_path) == ["x" * 255]


def test_creating_writes_the_whole_text(tmp_path):
    create_text(tmp_path / "a", "é\n")
    assert (tmp_path / "a").read_bytes() == b"\xc3\xa9\n"
    assert only(tmp_path) == ["a"]


@pytest.mark.parametrize(
    "make", [lambda p: p.write_text("old"), lambda p: p.symlink_to("nowhere"), lambda p: p.mkdir()]
)
def test_creating_leaves_alone_whatever_has_the_name(tmp_path, make):
    make(tmp_path / "a")
    before = (tmp_path / "a").lstat()
    with pytest.raises(UsageError, match="exists already"):
        create_text(tmp_path / "a", "new")
    assert (tmp_path / "a").lstat() == before
    assert only(tmp_path) == ["a"]


def test_a_stream_replaces_the_file_at_the_end_and_keeps_its_permissions(tmp_path):
    place = tmp_path / "big.csv"
    place.write_text("before")
    place.chmod(0o640)
    with replacing(place) as stream:
        stream.write(b"part one, ")
        assert place.read_text() == "before"
        stream.write(b"part two")
    assert place.read_text() == "part one, part two"
    assert stat.S_IMODE(place.stat().st_mode) == 0o640
    assert only(tmp_path) == ["big.csv"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError, LimitError])
def test_a_stream_that_breaks_off_leaves_the_old_file_and_no_rubbish(tmp_path, error):
    place = tmp_path / "big.csv"
    place.write_text("before")

    def break_off():
        with replacing(place) as stream:
            stream.write(b"half")
            raise error

    with pytest.raises(error):
        break_off()
    assert place.read_text() == "before"
    assert only(tmp_path) == ["big.csv"]


def test_a_stream_into_nowhere_is_refused_in_words(tmp_path):
    for place in (tmp_path / "absent" / "x", tmp_path):
        with pytest.raises(UsageError, match="cannot be written"), replacing(place):
            pass


def test_a_stream_goes_through_a_link_and_to_a_device(tmp_path):
    (tmp_path / "real").write_text("before")
    (tmp_path / "link").symlink_to("real")
    with replacing(tmp_path / "link") as stream:
        stream.write(b"after")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "after"
    with replacing(type(tmp_path)(os.devnull)) as stream:
        stream.write(b"gone")
