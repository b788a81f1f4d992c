"""Canonical text and passages: one text whatever saved it, every slice equal to its digest, hostile bytes refused."""

import codecs
import hashlib
import os
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimative.base.errors import LimitError, UnsupportedError, UsageError
from estimative.documents import text as canonical
from estimative.documents.readers import READERS, for_file, named, parsed, read_document
from estimative.documents.text import canonical_text, passage_digest, passage_number

PLAIN = named("text/1")
STRANGE = st.text(
    st.one_of(st.sampled_from("a1.-*>#|`~[]:! \t\n\r\x0b\x0c\x85\xa0\u2028\u200b\ufeff\x07é\u0301"), st.characters()),
    max_size=120,
).filter(lambda text: "\0" not in text)

PLAIN_READERS = [reader for reader in READERS if reader.id in {"text", "markdown"}]


def encoded(text):
    return text.encode("utf-8", "replace")


def test_the_brief_has_the_numbers_of_its_inventory(shared):
    document = read_document(shared / "brief" / "epc-2021-09-02.txt")
    # Digests of the title, motives 1 and 5, leverage 1, challenge 1, both possibilities and the conclusion.
    digests = {
        "p1": "47f664cf1e200947",
        "p9": "0274b2e7aa2a2e5b",
        "p13": "77837ace0f59057f",
        "p15": "43449980214e9118",
        "p19": "d9c69c9093555f4d",
        "p23": "33561707acb20517",
        "p25": "fca29a9eb3d72960",
        "p29": "81b4146805a42118",
    }
    assert {item: document.passage(item).sha256 for item in digests} == digests
    assert {item: document.passage(item).text[:2] for item in ("p9", "p13", "p15", "p19", "p29")} == {
        "p9": "1.",
        "p13": "5.",
        "p15": "1.",
        "p19": "1.",
        "p29": "• ",
    }
    assert len(document.passages) == 30
    assert document.reader == "text/1"


@pytest.mark.parametrize("reader", PLAIN_READERS, ids=lambda reader: reader.name)
@given(text=STRANGE)
def test_every_slice_equals_its_digest_and_the_numbers_count_up(reader, text):
    document = parsed(encoded(text), reader)
    assert [p.id for p in document.passages] == [f"p{n}" for n in range(1, len(document.passages) + 1)]
    last = -1
    for passage in document.passages:
        words = document.text[passage.start : passage.end]
        assert words == passage.text
        assert words.strip()
        assert hashlib.sha256(words.encode()).hexdigest()[:16] == passage.sha256 == passage_digest(words)
        assert passage.start > last
        last = passage.end
        assert document.passage(passage.id) is passage
    assert document.text_sha256 == hashlib.sha256(document.text.encode()).hexdigest()
    assert document.file_sha256 == hashlib.sha256(encoded(text)).hexdigest()


@given(STRANGE)
def test_canonical_text_is_a_fixed_point_in_normal_form(text):
    found = canonical_text(encoded(text).decode())
    assert canonical_text(found) == found
    assert unicodedata.is_normalized("NFC", found)
    assert all(line == line.strip() for line in found.split("\n"))
    assert not set(found) & set("\r\x0b\x0c\x85\u2028\u2029\x07\x1b")
    assert [p.text for p in parsed(encoded(found), PLAIN).passages] == [line for line in found.split("\n") if line]


LINES = st.lists(st.text("aé ü.,–’\tñ한क़", max_size=12), max_size=8)


@given(LINES, st.sampled_from(["\n", "\r\n", "\r"]), st.sampled_from(["NFC", "NFD"]), st.booleans(), st.integers(0, 2))
def test_line_ends_normal_form_and_byte_order_mark_change_nothing(lines, end, form, mark, trailing):
    plain = parsed("\n".join(lines).encode(), PLAIN)
    saved = unicodedata.normalize(form, end.join(f" {line}\t\u00a0" for line in lines) + end * trailing)
    other = parsed((codecs.BOM_UTF8 if mark else b"") + saved.encode(), PLAIN)
    assert other.text == plain.text
    assert other.passages == plain.passages
    assert other.text_sha256 == plain.text_sha256


@pytest.mark.parametrize(
    "written, read",
    [
        ("a\tb", "a\tb"),
        ("a \u00a0 b", "a \u00a0 b"),  # within a line white space stays
        ("\u00a0\u2007a\u3000\u200b", "a"),
        ("\u200b\n\ufeff\na", "a"),  # lines that only look empty are
        ("a\x0bb\x0cc\x85d\u2028e\u2029f", "a\nb\nc\nd\ne\nf"),
        ("a\x1b[31mb\x7f\x9b", "a\ufffd[31mb\ufffd\ufffd"),
        ("\n\n a\n\n b \n\n", "a\n\nb"),
        ("e\u0301", "é"),
        ("a\u202eb", "a\u202eb"),  # marks of direction are text; whoever shows it makes them visible
        ("", ""),
    ],
)
def test_the_rules_one_by_one(written, read):
    assert canonical_text(written) == read


@pytest.mark.parametrize(
    "data, words",
    [
        ("naïve".encode("latin-1"), "line 1 holds the byte 0xEF"),
        (b"fine\nb\xff", "line 2 holds the byte 0xFF"),
        ("text".encode("utf-16"), "UTF-16"),
        (b"\x7fELF\x00\x01", "NUL"),
        (b"a\nb\x00", "line 2 holds a NUL"),
        (b"\xed\xa0\x80", "not UTF-8"),  # half a surrogate pair
    ],
)
def test_what_is_no_utf8_text_is_refused_with_its_place(data, words):
    with pytest.raises(UsageError, match=words):
        parsed(data, PLAIN)


@pytest.mark.parametrize("reader", PLAIN_READERS, ids=lambda reader: reader.name)
def test_a_huge_line_is_one_passage_and_more_than_16_mib_is_refused(reader, tmp_path):
    line = b"word " * 200_000
    assert len(parsed(line, reader).passages) == 1
    with pytest.raises(LimitError, match="16 MiB"):
        parsed(b"a" * ((16 << 20) + 1), reader)
    path = tmp_path / "a.txt"
    with path.open("wb") as stream:
        stream.truncate(1 << 40)  # a sparse terabyte: it must not be read whole
    with pytest.raises(LimitError):
        read_document(path, reader)


@pytest.mark.parametrize("reader", PLAIN_READERS, ids=lambda reader: reader.name)
def test_too_many_passages_or_lines_are_refused(reader, monkeypatch):
    monkeypatch.setattr(canonical, "MAX_LINES", 50)
    with pytest.raises(LimitError, match="lines"):
        parsed(b"\n" * 50 + b"a", reader)
    monkeypatch.undo()
    with pytest.raises(LimitError, match="100,000 passages"):
        parsed(b"a\n\n" * 100_001, reader)


@pytest.mark.parametrize("unit", ["- ", ">", "<!---->", "|-", "1. ", "[", "`", "<!--", "* ", "#", "a\u0301"])
def test_hostile_repetition_is_read_in_one_go(unit):
    data = ("a\n" + unit * 300_000).encode()
    for reader in PLAIN_READERS:
        assert len(parsed(data, reader).passages) <= 2


def test_readers_are_found_by_suffix_and_by_name(tmp_path):
    assert for_file(tmp_path / "A.TXT").name == "text/1"
    assert for_file(tmp_path / "notes.markdown").name == "markdown/1"
    with pytest.raises(UnsupportedError, match=r"`\.txt`.*`\.md`"):
        for_file(tmp_path / "brief.odt")
    with pytest.raises(UnsupportedError, match=r"`text/2`.*`text/1`"):
        named("text/2")


def test_names_and_suffixes_of_readers_are_their_own():
    assert len({reader.name for reader in READERS}) == len(READERS)
    suffixes = [suffix for reader in READERS for suffix in reader.suffixes]
    assert len(set(suffixes)) == len(suffixes)


def test_only_regular_files_are_read_and_the_error_names_them(tmp_path):
    (tmp_path / "folder.txt").mkdir()
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "latin.txt").write_bytes(b"\xe9")
    for name, words in {"folder": "folder", "pipe": "not a regular file", "gone": "not exist", "latin": "0xE9"}.items():
        with pytest.raises(UsageError, match=words) as caught:
            read_document(tmp_path / f"{name}.txt")
        assert f"{name}.txt" in str(caught.value)


@pytest.mark.parametrize("name", ["p0", "p01", "p-1", "p1 ", "P1", "p٣", "1", "", "p1234567890", "p1\n"])
def test_only_plain_ids_name_passages(name):
    assert passage_number(name) == 0
    assert parsed(b"a", PLAIN).passage(name) is None
