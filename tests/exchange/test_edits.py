"""Edits that leave everything else as it stands, whatever the file looks like."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimative.base.errors import EstimativeError, ProblemsError
from estimative.exchange.edits import Put, Rename, Reword, edited
from estimative.exchange.yaml_reading import parse_yaml

AFTER = ("title", "date", "interest")
RECORD = {"reader": "text/1", "sha": "12345678e1234567", "passages": {"p3": {"at": [0, 5], "sha256": "0" * 16}}}


def put(text, fields=RECORD, **options):
    return edited(text, [Put(("sources", "s"), fields, after=AFTER, **options)])


@pytest.mark.parametrize(
    "before, after",
    [
        (  # below what comes before the record, above what comes after it; comments and odd spaces stay
            "sources:\n  s:\n    title:   T     # one\n    mentions: {a: {at: [s#p1]}}  # two\nend: 1\n",
            (
                "sources:\n  s:\n    title:   T     # one\n"
                '    reader: "text/1"\n    sha: "12345678e1234567"\n'
                '    passages:\n      p3: {at: [0, 5], sha256: "0000000000000000"}\n'
                "    mentions: {a: {at: [s#p1]}}  # two\nend: 1\n"
            ),
        ),
        (  # an empty map in braces makes room, its comment keeps its column
            "sources:\n  s:\n    title: T\n    reader: a\n    sha: x # q\n    passages: {}   # tool\n    date: 2021\n",
            (
                'sources:\n  s:\n    title: T\n    reader: "text/1"\n'
                '    sha: "12345678e1234567" # q\n    passages:      # tool\n'
                '      p3: {at: [0, 5], sha256: "0000000000000000"}\n    date: 2021\n'
            ),
        ),
        (  # passages come and go line by line
            (
                "sources:\n  s:\n    title: T\n    passages:\n"
                "      # kept\n      p2: {at: [9, 9], sha256: x}\n      p3: {at: [1, 5], sha256: x}  # mine\n"
                "      p9: {at: [2, 2], sha256: x}\nend: 1"
            ),
            (
                'sources:\n  s:\n    title: T\n    reader: "text/1"\n    sha: "12345678e1234567"\n    passages:\n'
                '      # kept\n      p3: {at: [0, 5], sha256: "0000000000000000"}  # mine\nend: 1'
            ),
        ),
        (  # a record in braces stays in braces
            "sources:\n  s: {title: T, date: 2021}  # one line\n",
            (
                'sources:\n  s: {title: T, date: 2021,\n      reader: "text/1",\n      sha: "12345678e1234567",\n'
                '      passages: {\n        p3: {at: [0, 5], sha256: "0000000000000000"}}}  # one line\n'
            ),
        ),
    ],
)
def test_what_comes_out(before, after):
    assert put(before) == after
    assert put(after) == after


def test_a_short_field_joins_the_others_in_braces():
    assert put("sources:\n  s: {title: T}\n", {"reader": "text/1"}) == 'sources:\n  s: {title: T, reader: "text/1"}\n'


def test_nothing_is_touched_where_nothing_changes():
    text = "sources: {s: {reader:   \"text/1\" , sha: 'a'}}   # odd\n"
    assert edited(text, [Put(("sources", "s"), {"sha": "a", "reader": "text/1"}), Reword({"b": "c"})]) is text


def test_rewording_is_done_all_at_once_and_only_to_whole_values():
    text = "a: [s#p9, \"s#p10\", 's#p9']\nb: see s#p9\ns#p9: s#p9\nx-own: {k: s#p9}\n"
    after = edited(text, [Reword({"s#p9": "s#p10", "s#p10": "s#p11"})])
    assert after == "a: [s#p10, \"s#p11\", 's#p10']\nb: see s#p9\ns#p9: s#p10\nx-own: {k: s#p9}\n"


def test_a_field_is_renamed_where_it_is():
    text = "a:\n  'b' : {c: 1}   # one\n  \"d\": [2]\n  e: {b: 3,  c: 4}  # two\n"
    after = edited(text, [Rename(("a",), "b", "x"), Rename(("a", "e"), "c", "y"), Rename(("a",), "d", "z")])
    assert after == "a:\n  'x' : {c: 1}   # one\n  \"z\": [2]\n  e: {b: 3,  y: 4}  # two\n"
    for change in (Rename(("a",), "q", "x"), Rename(("a",), "b", "e")):
        with pytest.raises(EstimativeError, match="cannot be called"):
            edited(text, [change])


@pytest.mark.parametrize(
    "inside, kept, after",
    [
        ("value: 1, range: [1, 2]", (), "{n: 3}"),
        ("value: 1, range: [1, 2], because: b  ", ("because",), "{because: b, n: 3  }"),
        ("because: b, value: 1, range: [1, 2]", ("because",), "{because: b, n: 3}"),
        (
            "value: 1, because: b, range: [1, 2], cites: [c], notes: x",
            ("because", "cites"),
            "{because: b, cites: [c], n: 3}",
        ),
        ("value: 1", (), "{n: 3}"),
    ],
)
def test_fields_in_braces_leave_with_their_commas(inside, kept, after):
    text = f"a: {{{inside}}}   # stays\n"
    old = parse_yaml(text).value["a"]
    change = Put(("a",), {**{key: old[key] for key in kept}, "n": 3}, alone=True)
    assert edited(text, [change]) == f"a: {after}   # stays\n"


def test_many_changes_at_once_come_out_as_one_after_the_other():
    text = "a: {b: 1, c: 2}\nd:\n  e: 1  # one\n  f: {g: 1}\nh: 1\n"
    changes = [
        Put(("a",), {"b": 2, "x": 1}),
        Put(("d",), {"e": 2}),
        Put(("d", "f"), {"y": {"z": {"v": 1}}}),
        Put((), {"h": 3}),
    ]
    one_by_one = text
    for change in changes:
        one_by_one = edited(one_by_one, [change])
    assert edited(text, changes) == one_by_one
    assert "# one" in one_by_one


def test_signs_that_yaml_takes_for_line_ends_are_written_as_escapes():
    text = "b" + chr(0x2028) + "c" + chr(0xFEFF)
    after = edited("a: {}\n", [Put(("a",), {"t": text})])
    assert after == 'a: {t: "b\\u2028c\\ufeff"}\n'
    assert parse_yaml(after).value == {"a": {"t": text}}


def test_a_place_that_is_not_there_is_an_error():
    with pytest.raises(EstimativeError, match="no map at `sources/s`"):
        put("sources: {t: {}}\n")


def test_what_we_do_not_read_is_not_edited():
    with pytest.raises(ProblemsError):
        put("sources: {s: &a {b: *a}}\n")


# Layouts of a source's record: each field in a style of its own, comments anywhere, any line end.
BLOCK = [
    "title: 'it''s # no comment'",
    "interest: >-\n      folded words,\n      two lines",
    "date: 2021-08",
    "reader: text/1",
    "sha:",
    "sha: old",
    "mentions:\n      a: {at: [s#p1]}",
    "notes: |\n      kept: as it is\n",
    "passages:",
    "passages: {}",
    "passages: {p1: {at: [0, 1], sha256: aa}, p7: {at: [3, 4], sha256: bb}}",
    "passages: {\n      p1: {at: [0, 1], sha256: aa},\n      p3: {at: [0, 5], sha256: bb}\n    }",
    "passages:\n      p1: {at: [0, 1], sha256: aa}\n      p7: {at: [3, 4], sha256: bb}",
    "passages:\n      p3:\n        at:\n          - 0\n          - 5\n        sha256: 'bb'\n      p20: {at: [3, 4]}",
    'passages:\n\n      p1: {at: [0, 1],\n        sha256: "aa"}\n',
]
BRACES = [
    "title: 'it''s'",
    '"date": 2021-08',
    "reader: text/1",
    "sha:",
    "sha: old",
    "interest: two words",
    "mentions: {a: {at: [s#p1, s#p2]}}",
    "passages: {}",
    "passages:",
    "passages: {p1: {at: [0, 1], sha256: aa}}",
    "passages: {\n      p1: {at: [0, 1], sha256: aa},\n      p3: {at: [0, 5], sha256: bb}\n    }",
]
NEW = st.dictionaries(
    st.sampled_from(["p1", "p3", "p5", "p7", "p12"]),
    st.fixed_dictionaries({"at": st.just([0, 5]), "sha256": st.sampled_from(["0" * 16, "aa", "1e5"])}),
)


def some(lines):
    return st.lists(
        st.sampled_from(lines), min_size=1, max_size=7, unique_by=lambda line: line.strip('"').split(":")[0].strip('"')
    )


@st.composite
def records(draw):
    """The lines of one record, and how many comments stand in them."""
    if draw(st.booleans()):
        joint = draw(st.sampled_from([", ", ",\n    ", " ,   # comment 1\n    "]))
        end = draw(st.sampled_from(["}", ",}", "\n  }  # comment 2"]))
        text = "  s: {" + joint.join(draw(some(BRACES))) + end
    else:
        text = "  s:"
        for number, line in enumerate(draw(some(BLOCK)), start=1):
            text += draw(st.sampled_from(["", f"\n    # comment {number}"])) + "\n    " + line
            if "\n" not in line:
                text += draw(st.sampled_from(["", f"   # comment {number}0"]))
    return text


@given(
    records(),
    NEW,
    st.sampled_from(["", "\n", "\n\n"]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["", "\ufeff"]),
)
def test_any_layout_can_be_edited_and_keeps_its_comments(record, new, last, end, mark):
    text = mark + f"# top\nsources:\n{record}\nlast: 1  # bottom{last}".replace("\n", end)
    wanted = {"reader": "markdown/1", "sha": "deadbeef", "passages": new}

    after = put(text, wanted)

    expected = parse_yaml(text).value
    expected["sources"]["s"] |= wanted
    assert parse_yaml(after).value == expected
    comments = re.findall(r"# [a-z]+[ 0-9]*", text)
    assert re.findall(r"# [a-z]+[ 0-9]*", after) == comments
    assert after.startswith("\ufeff") == bool(mark)
    assert after.count("\n") == after.count(end)
    assert after.endswith(f"last: 1  # bottom{last}".replace("\n", end))
    assert put(after, wanted) is after


@given(
    records(),
    st.dictionaries(st.sampled_from(["s#p1", "s#p2", "text/1", "old"]), st.sampled_from(["s#p2", "s#p9", "new"])),
)
def test_rewording_changes_the_words_and_nothing_else(record, words):
    text = f"sources:\n{record}\n"
    after = edited(text, [Reword(words)])
    pattern = "|".join(re.escape(word) for word in words)
    assert after == (re.sub(rf"(?<![\w#])(?:{pattern})(?![\w#])", lambda f: words[f.group()], text) if words else text)
