"""Reading YAML from strangers: what is read, what is refused and where, and that nothing else ever happens."""

# ruff: noqa: E501 - one line for each example reads best

import contextlib
import copy
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimative.base.errors import EstimativeError, LimitError, ProblemsError, UsageError
from estimative.exchange.case_files import checked, parse_case
from estimative.exchange.scalars import Refused, plain_scalar
from estimative.exchange.yaml_reading import MOST_BYTES, MOST_DEEP, MOST_NODES, parse_yaml, read_yaml
from tests.case.sample import FULL, marked


def refused(text):
    with pytest.raises(ProblemsError) as caught:
        parse_yaml(text)
    return [(problem.code, problem.line, problem.column) for problem in caught.value.problems]


@pytest.mark.parametrize(
    "word, value",
    [
        ("no", "no"), ("yes", "yes"), ("on", "on"), ("N", "N"), ("y", "y"),
        ("true", True), ("False", False), ("TRUE", True), ("tRue", "tRue"),
        ("null", None), ("~", None), ("", None), ("none", "none"), ("nul", "nul"),
        ("0", 0), ("-7", -7), ("+7", 7), ("1.5", 1.5), (".5", 0.5), ("5.", 5.0), ("-1e3", -1000.0), ("1E-2", 0.01),
        ("2021-08-14", "2021-08-14"), ("2021-08", "2021-08"), ("12:30", "12:30"), ("1_000", "1_000"), ("1,5", "1,5"),
        ("1e", "1e"), ("e1", "e1"), (".", "."), ("-", "-"), ("++1", "++1"), ("0.5", 0.5), ("-0", 0),
        ("9007199254740992", 2**53), ("\u0661", "\u0661"),
    ],
)  # fmt: skip
def test_words_without_quotes(word, value):
    found = plain_scalar(word)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "word, why",
    [
        ("010", "`010` is 10 to one reader and 8 to another"),
        ("-017", "`-017` is -17 to one reader and -15 to another"),
        ("08", "begins with a nought"),
        ("00", "`00` is 0 to one reader and 0 to another"),
        ("01.5", "begins with a nought"),
        ("0x1F", "another base than ten"),
        ("0o17", "another base than ten"),
        (".inf", "no finite number"),
        ("-.INF", "no finite number"),
        (".NaN", "no finite number"),
        ("1e999", "larger than any number"),
        ("9007199254740993", "beyond 2^53"),
        ("9" * 61, "more than 60 digits"),
        ("1" + "0" * 5000, "more than 60 digits"),
    ],
)
def test_words_that_two_readers_read_differently(word, why):
    found = plain_scalar(word)
    assert isinstance(found, Refused)
    assert why in found.reason
    assert parse_yaml(f"a: '{word}'").value == {"a": word}


@pytest.mark.parametrize(
    "code, text",
    [
        ("anchor", "a: §&x 1"),
        ("anchor", "a: 1\nb: §*x"),
        ("anchor", "§&x a: 1"),
        ("anchor", "b: 1\n§*x : 1"),
        ("anchor", "§&x {a: 1}"),
        ("tag", "a: §!!str 1"),
        ("tag", "a: §!!python/object/apply:os.system [echo]"),
        ("tag", "a: §!<x:y> b"),
        ("tag", "§!!binary a: b"),
        ("merge-key", "a: {b: 1}\nc:\n  §<<: {d: 1}"),
        ("merge-key", "c: {§<<: [1]}"),
        ("duplicate-key", "a: 1\nb: 2\n§a: 3"),
        ("duplicate-key", 'x: {a: 1, §"a": 2}'),
        ("duplicate-key", "yes: 1\n§true: 2"),
        ("key", "§1: 2"),
        ("key", "§~: 2"),
        ("key", "? §[a]\n: 2"),
        ("key", "{§{a: b}: 2}"),
        ("key", "a: {§2021: b}"),
        ("several-documents", "--- a\n§--- b"),
        ("several-documents", "a: 1\n...\n§--- {}\n"),
        ("directive", "%YAML 1.1\n§---\na: no"),
        ("directive", "%TAG ! tag:x,2000:\n§--- a"),
        ("number", "a: §.nan"),
        ("number", "a: [1, §0x10]"),
        ("characters", 'a: §"\\0"'),
        ("characters", 'a: §"\\ud800"'),
        ("characters", 'a: §"\\e[31m"'),
        ("characters", "a: b§\x01"),
        ("yaml", "a: b§: c"),
        ("yaml", "a: §@b"),
        ("yaml", "a: [b, c§"),
        ("yaml", "a: 'b§"),
        ("yaml", "a:\n  b: 1\n §c: 2"),
        ("yaml", "a: [1, 2§}"),
    ],
)  # fmt: skip
def test_what_is_refused_is_refused_in_its_place(code, text):
    text, place = marked(text)
    assert (code, *place) in refused(text)


def test_all_that_is_refused_is_reported_at_once():
    assert [code for code, _, _ in refused("a: &x 1\nb: 010\nb: .inf\nc: !!str d\n1: 2")] == [
        "anchor", "number", "duplicate-key", "number", "tag", "key"
    ]  # fmt: skip


def test_problems_name_the_path_and_the_way_out():
    with pytest.raises(ProblemsError, match=r"line 2, column 6, a/b: `010` is 10 .* write 10, or put it in quotes"):
        parse_yaml("a:\n  b: 010")


@pytest.mark.parametrize("depth, fits", [(MOST_DEEP, True), (MOST_DEEP + 1, False)])
def test_depth_has_a_limit(depth, fits):
    text = "[" * depth + "]" * depth
    if fits:
        parse_yaml(text)
    else:
        assert refused(text) == [("too-deep", 1, depth)]


def test_the_number_of_values_has_a_limit():
    parse_yaml("[" + "1," * (MOST_NODES - 1) + "]")
    assert refused("[" + "1," * MOST_NODES + "]")[0][0] == "too-many-values"


def test_size_has_a_limit():
    parse_yaml("a: " + "x" * (MOST_BYTES - 3))
    assert refused("a: " + "x" * MOST_BYTES) == [("too-large", None, None)]
    assert refused(("a: " + "é" * (MOST_BYTES // 2)).encode()) == [("too-large", None, None)]


def test_a_file_that_is_too_large_is_not_read_to_its_end(tmp_path):
    path = tmp_path / "case.yaml"
    with path.open("wb") as stream:
        stream.truncate(1 << 40)  # a sparse file
    with pytest.raises(ProblemsError, match="larger than 1,048,576 bytes"):
        read_yaml(path)


def test_what_is_no_file_is_said(tmp_path):
    with pytest.raises(UsageError, match="does not exist"):
        read_yaml(tmp_path / "nothing.yaml")
    with pytest.raises(UsageError, match="is a folder"):
        read_yaml(tmp_path)


BURSTING = {
    "billion laughs": "a: &a [x, x]\n" + "".join(f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(24)),
    "brackets": "[" * 500_000,
    "braces": "{a: " * 200_000,
    "dashes": "- " * 400_000,
    "questions": "? " * 400_000,
    "indents": "".join(" " * i + "a:\n" for i in range(1000)),
    "one long word": "a: " + "x" * 1_000_000,
    "one long key": "x" * 1_000_000 + ": a",
    "one long quoted": "a: '" + "x " * 400_000 + "'",
    "one long double quoted": 'a: "' + "\\u0041" * 150_000 + '"',
    "one long folded": "a: >\n" + "  x\n" * 200_000,
    "many lines of one word": "a:\n" + "  x\n" * 200_000,
    "many keys": "".join(f"k{i}: 1\n" for i in range(60_000)),
    "many duplicates": "a: 1\n" * 100_000,
    "many anchors": "".join(f"a{i}: &b 1\n" for i in range(30_000)),
    "many tags": "- !!str x\n" * 60_000,
    "many documents": "---\n" * 200_000,
    "many comments": "# x\n" * 200_000,
    "many directives": "%X y\n" * 150_000,
    "many colons": ":" * 500_000,
    "many quotes": "'" * 500_001,
    "many commas": "[" + "," * 300_000,
    "many marks": "a: x" + "\u0301\u0327" * 200_000,
    "many digits": "a: " + "9" * 1_000_000,
    "many dots": "a: ." + "." * 500_000,
    "numbers": "[" + "1e308, " * 40_000 + "]",
    "spaces": " " * 1_000_000,
    "newlines": "\n" * 1_000_000,
    "carriage returns": "\r" * 1_000_000,
    "flow in block": "".join(f"a{i}: [{{b: [c, {{d: e}}]}}]\n" for i in range(8_000)),
}  # fmt: skip


@pytest.mark.parametrize("name", BURSTING)
def test_files_made_to_burst_end_in_words(name):
    """Their time is bounded by the limits; a test that never ends is how this fails."""
    words = ""
    try:
        parse_case(BURSTING[name])
    except EstimativeError as error:
        words = str(error)
    assert len(words) < 60_000


def test_text_comes_in_one_form():
    assert parse_yaml("\ufeffa: cafe\u0301\r\nb: |\r\n  x\r  y\r\n".encode()).value == {"a": "caf\u00e9", "b": "x\ny\n"}


@pytest.mark.parametrize(
    "data, place", [(b"a: \xff", (1, 1)), (b"a: b\nc: \xe9\n", (2, 1)), ("a: b".encode("utf-16"), (1, 1))]
)
def test_other_encodings_are_refused(data, place):
    assert refused(data) == [("encoding", *place)]


@pytest.mark.parametrize("text", ["", " \n", "# nothing\n", "---\n", "--- # nothing\n...\n"])
def test_nothing_is_read_as_nothing(text):
    assert parse_yaml(text).value is None


def test_values_are_plain():
    value = parse_yaml(FULL).value

    def plain(item):
        if type(item) is dict:
            return all(type(key) is str and plain(part) for key, part in item.items())
        return all(map(plain, item)) if type(item) is list else type(item) in (str, int, float, bool, type(None))

    assert plain(value)


# --- Fuzzing -----------------------------------------------------------------------------------------------------------

YAML_SIGNS = st.text(st.sampled_from(list("ab1 \n\t:-?[]{},#&*!|>'\"%@`~.=<\\0é\u0301\x85\u2028")), max_size=60)


def survives(data):
    """Whatever the text, it ends in a case or in problems with a place; nothing else is ever raised."""
    problems = ()
    try:
        document = parse_yaml(data)
        for path in document.positions.spots:
            spot = document.positions.locate("/".join(map(str, path)))
            assert spot is not None
            assert spot >= (1, 1)
        checked(document, "")
    except ProblemsError as error:
        problems = error.problems
        assert problems, "an error without a problem"
    for problem in problems:
        assert problem.message
        assert problem.line is None or (problem.line >= 1 and (problem.column or 0) >= 1)


@given(st.binary(max_size=200))
def test_any_bytes(data):
    survives(data)


@given(st.text(max_size=100))
def test_any_text(text):
    survives(text)


@settings(max_examples=150)
@given(YAML_SIGNS)
def test_any_yaml_signs(text):
    survives(text)


LINES = FULL.splitlines(keepends=True)
FULL_DATA = parse_yaml(FULL).value


@settings(max_examples=100)
@given(st.randoms(use_true_random=False), st.integers(1, 4))
def test_a_good_case_with_something_wrong(chance, times):
    lines = list(LINES)
    for _ in range(times):
        place = chance.randrange(len(lines))
        lines[place] = mutated(lines[place], chance)
    survives("".join(lines))


def mutated(line, chance):
    """The line without a stretch, with something put in, twice, cut, or moved in."""
    start = chance.randrange(len(line) + 1)
    end = min(len(line), start + chance.randrange(1, 6))
    inserted = chance.choice(["", " ", ":", ": ", "- ", "[", "]", "{", "}", "#", "&a ", "*a", "!!str ", '"', "'", "null", "{}", "[]",
                              "999", "-1", "1e400", "\x00", "\t", "\n", "x-y: 1, ", "é", "\u0301" * 40, "not ", "and", "(", "yes", "~"])  # fmt: skip
    return chance.choice(
        [
            line[:start] + line[end:],
            line[:start] + inserted + line[start:],
            line[:start] + inserted + line[end:],
            line + line,
            "  " + line,
            line.lstrip(),
            "",
            line[:start] + "\n" + line[start:],
            "".join(chance.sample(line, len(line))),
        ]
    )


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.binary(max_size=3) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6) | st.integers(), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=100)
@given(st.data())
def test_a_good_case_with_any_object_in_any_place(data):
    """The library's door: whatever a program puts into the map ends in a case or in problems."""
    from estimative.case.check import check
    from estimative.case.longform import case_digest, from_long

    value = copy.deepcopy(FULL_DATA)
    here = value
    for _ in range(data.draw(st.integers(0, 6))):
        keys = [
            key
            for key, item in (here.items() if isinstance(here, dict) else enumerate(here))
            if isinstance(item, dict | list) and item
        ]
        if not keys:
            break
        here = here[data.draw(st.sampled_from(keys))]
    key = data.draw(st.sampled_from(list(here) if isinstance(here, dict) else list(range(len(here)))))
    here[key] = data.draw(VALUES)
    with contextlib.suppress(ProblemsError, LimitError):
        case = from_long(value)
        assert all(problem.code for problem in check(case))
        assert case_digest(case).startswith("sha256:")


def test_the_mutations_are_not_all_alike():
    chance = random.Random(1)
    assert len({mutated("  a: {b: 1, c: [d, e]}\n", chance) for _ in range(200)}) > 60
