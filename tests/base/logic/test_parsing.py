"""Statements from text: what is read, where an error points, and that nothing but a StatementError comes out."""

import pickle
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimative.base.logic import parsing
from estimative.base.logic.parsing import MAX_CHARACTERS, MAX_DEPTH, StatementError, parse_statement
from estimative.base.logic.tree import (
    RESERVED,
    And,
    Compare,
    Count,
    Iff,
    Implies,
    Named,
    Not,
    Or,
    Truth,
    levels,
    unparse,
    walk,
)
from estimative.testing.statements import sentences

A, B, C, D = Named("a"), Named("b"), Named("c"), Named("d")

READ = {
    "a bare option": ("taliban.agencies", Named("taliban.agencies")),
    "hyphens and digits": ("us-2021.g7-line", Named("us-2021.g7-line")),
    "a keyword inside a name": ("notable and android", And((Named("notable"), Named("android")))),
    "a keyword before the dot": ("not.or", Named("not.or")),
    "equal": ("recognition = wide", Compare("recognition", "=", "wide")),
    "a hyphen in the variant": (
        "taliban.operator = services-and-security",
        Compare("taliban.operator", "=", "services-and-security"),
    ),
    "yes and no are variants": ("a = yes and b != no", And((Compare("a", "=", "yes"), Compare("b", "!=", "no")))),
    "order": ("taliban.operator >= technicians", Compare("taliban.operator", ">=", "technicians")),
    "a number": ("role >= 60", Compare("role", ">=", "60")),
    "a decimal": ("role < 0.5", Compare("role", "<", "0.5")),
    "a negative number, without spaces": ("role>-3.25", Compare("role", ">", "-3.25")),
    "mathematical signs": ("a ≥ x", Compare("a", ">=", "x")),
    "mathematical signs too": ("a ≤ x or a ≠ y", Or((Compare("a", "<=", "x"), Compare("a", "!=", "y")))),
    "true, false": ("true or false", Or((Truth(True), Truth(False)))),
    "not binds tighter than and": ("not a and b", And((Not(A), B))),
    "not takes a comparison": ("not a = x", Not(Compare("a", "=", "x"))),
    "not twice": ("not not a", Not(Not(A))),
    "and binds tighter than or": ("a or b and c", Or((A, And((B, C))))),
    "or binds tighter than implies": ("a implies b or c", Implies(A, Or((B, C)))),
    "implies binds tighter than iff": ("a iff b implies c", Iff(A, Implies(B, C))),
    "implies to the right": ("a implies b implies c", Implies(A, Implies(B, C))),
    "iff to the left": ("a iff b iff c", Iff(Iff(A, B), C)),
    "many": ("a and b and c", And((A, B, C))),
    "brackets keep their group": ("(a and b) and c", And((And((A, B)), C))),
    "brackets loosen": ("not (a or b)", Not(Or((A, B)))),
    "at least": ("at least 2 of (a; b or c; d)", Count("at least", 2, (A, Or((B, C)), D))),
    "at most, with commas": ("at most 1 of (a, b)", Count("at most", 1, (A, B))),
    "exactly, of one": ("exactly 0 of (a)", Count("exactly", 0, (A,))),
    "a count within": ("not at least 1 of (a;b)", Not(Count("at least", 1, (A, B)))),
    "a count in a count": (
        "at least 1 of (a; exactly 1 of (b; c))",
        Count("at least", 1, (A, Count("exactly", 1, (B, C)))),
    ),
    "lines": ("a\n  and\n\tb\r\n", And((A, B))),
    "a no-break space": ("a\u00a0and b", And((A, B))),
    "redundant brackets": ("((a)) and (b)", And((A, B))),
}


@pytest.mark.parametrize("text, expected", READ.values(), ids=READ.keys())
def test_text_is_read_as(text, expected):
    assert parse_statement(text) == expected


# text, the stretch that the error points at, and a part of what it says
REFUSED = {
    "nothing": ("", "", "no text"),
    "spaces": (" \n ", "", "no text"),
    "an end after and": ("a and ", "", "after `and` a statement must follow, but the text ends"),
    "an end after not": ("not", "", "after `not` a statement must follow"),
    "an end after =": ("a =", "", "after `=` a variant or a number must follow"),
    "two joins": ("a and or b", "or", "after `and` a statement must follow, but `or` was found"),
    "a join first": ("and b", "and", "cannot begin so"),
    "two names": ("a b", "b", "after `a` can follow a comparison (`=`, "),
    "an open bracket": ("a and (b or c", "", "the bracket opened at character 7 is not closed"),
    "an open bracket on an earlier line": ("a and\n (b or\n c", "", "the bracket opened at line 2, character 2"),
    "a bracket too many": ("a) or b", ")", "closes no bracket"),
    "empty brackets": ("not ()", ")", "after `(` a statement must follow"),
    "&&": ("a && b", "&&", "write `and`"),
    "&": ("a & b", "&", "write `and`"),
    "|": ("a | b", "|", "write `or`"),
    "||": ("a || b", "||", "write `or`"),
    "!": ("!a", "!", "write `not`"),
    "¬": ("a and ¬b", "¬", "write `not`"),
    "==": ("a == b", "==", "write `=`, once"),
    "=== touching": ("a===b", "===", "write `=`, once"),
    "<>": ("a <> b", "<>", "write `!=`"),
    "=<": ("a =< b", "=<", "write `<=`"),
    "=>": ("a => b", "=>", "`implies`"),
    "->": ("a -> b", "->", "write `implies`"),
    "-> touching": ("a->b", "->", "write `implies`"),
    "→": ("a → b", "→", "write `implies`"),
    "<->": ("a <-> b", "<->", "write `iff`"),
    "<=>": ("a <=> b", "<=>", "write `iff`"),
    "AND": ("a AND b", "AND", "write `and`, in small letters"),
    "Not": ("Not a", "Not", "write `not`, in small letters"),
    "capitals": ("Turkey.technical", "Turkey.technical", "write `turkey.technical`"),
    "a capital after the dot": ("not taliban.Operator", "taliban.Operator", "write `taliban.operator`"),
    "an underscore": ("g7_pressure = high", "g7_pressure", "write `g7-pressure`"),
    "accents": ("türkiye.leaves", "türkiye.leaves", "write `turkiye.leaves`"),
    "another alphabet": ("a or турция", "турция", "U+0442 (cyrillic small letter te) cannot stand here"),
    "a letter that only looks right": ("turkеy", "turkеy", "U+0435 (cyrillic small letter ie)"),
    "two dots": ("a.b.c = x", "a.b.c", "more than one dot"),
    "a path": ("actors/turkey/options/technical", None, "with a dot, as in `turkey.technical`"),
    "a space after the dot": ("turkey. technical", ".", "without a space"),
    "a full stop": ("a and b.", ".", "without a full stop"),
    "smart quotes": ("a = “wide”", "“", "without quotation marks"),
    "quotes": ("a = 'wide'", "'", "without quotation marks"),
    "an en dash": ("g7–pressure", "–", "plain hyphen"),
    "a colon": ("a: wide", ":", "write `=`"),
    "square brackets": ("at least 1 of [a; b]", "[", "write `(`"),
    "a right-to-left mark": ("a \u200f and b", "\u200f", "U+200F (right-to-left mark): it cannot be seen: delete it"),
    "a zero-width space": ("a and\u200b b", "\u200b", "cannot be seen"),
    "a byte order mark": ("\ufeffa", "\ufeff", "cannot be seen"),
    "NUL": ("a\0", "\0", "U+0000 (control character): delete it"),
    "an odd space": ("a\u2003and b", "\u2003", "U+2003 (em space): write an ordinary space"),
    "is": ("a is wide", "is", "write `=`"),
    "if, then": ("if a then b", "if", "`a implies b`"),
    "if, within": ("a and if b then c", "if", "`a implies b`"),
    "unless": ("a unless b", "unless", "`a or b`"),
    "but": ("a but not b", "but", "write `and`"),
    "neither": ("neither a nor b", "neither", "`not (a or b)`"),
    "true as a variant": ("a = true", "true", "write `yes`"),
    "false as a variant": ("a = false", "false", "write `no`"),
    "is not": ("a = not wide", "not", "`a != x`"),
    "several variants at once": ("a = (x or y)", "(", "one variant at a time"),
    "a comparison without its name": ("role > 40 and < 60", "<", "begins with a name each time"),
    "a chain": ("a = b = c", "=", "one comparison at a time"),
    "an option as a variant": ("a = b.c", "b.c", "names an option"),
    "a number first": ("60 <= role", "60", "on the right of a comparison"),
    "a decimal comma": ("role >= 0,5", ",", "with a point"),
    "a decimal comma in a count": ("at least 1 of (role >= 0,5; a)", ",", "with a point"),
    "thousands": ("role >= 1,000", ",", "thousands without a comma"),
    "a bare point": ("role >= .5", ".5", "as in `60`, `0.5`"),
    "two points": ("role >= 1.2.3", ".3", "as in `60`, `0.5`"),
    "a per cent sign": ("role >= 60 %", "%", "the number alone"),
    "a unit": ("role >= 60km", "60km", "the number alone"),
    "an exponent": ("role >= 9e5", "9e5", "in digits"),
    "an endless number": ("role >= " + "9" * 400, "9" * 400, "at most 20 digits"),
    "a number word": ("at least two of (a; b; c)", "two", "in digits"),
    "at without least": ("at 2 of (a; b)", "2", "`least` or `most`"),
    "a count without at least": ("2 of (a; b)", "2", "a count begins with"),
    "a count without of": ("at least 2 (a; b)", "(", "`of`"),
    "a count without brackets": ("at least 1 of a", "a", "`(`"),
    "of alone": ("a of b", "of", "before `of` stands a count"),
    "half of a statement": ("at least 1.5 of (a; b)", "1.5", "a whole number"),
    "less than none": ("at least -1 of (a; b)", "-1", "a whole number"),
    "more than there are": ("at least 3 of (a; b)", "3", "at least 3, but there are 2 statements"),
    "two of one": ("exactly 2 of (a)", "2", "exactly 2, but there is one statement"),
    "very many": ("exactly " + "9" * 5000 + " of (a; b)", "9" * 5000, "at most 20 digits"),
    "a name without an end": ("a or " + "b" * 41, "b" * 41, "at most 40 characters"),
    "a variant without an end": ("a = " + "b" * 41, "b" * 41, "at most 40 characters"),
    "a last semicolon": ("at least 1 of (a; b;)", ")", "after `;` a statement must follow"),
    "mixed separators": ("at least 1 of (a; b, c)", ",", "the same sign throughout"),
    "mixed separators too": ("at least 1 of (a, b; c)", ";", "the same sign throughout"),
    "a comma": ("a, b", ",", "write `and` or `or`"),
    "a semicolon": ("(a; b)", ";", "a count and nothing else"),
    "a backquote": ("`a`", "`", "a backquote"),
    "something else": ("a + b", "+", "after `a` can follow"),
}


@pytest.mark.parametrize("text, stretch, says", REFUSED.values(), ids=REFUSED.keys())
def test_an_error_points_at_the_place_and_says_what_to_write(text, stretch, says):
    with pytest.raises(StatementError, match=re.escape(says)) as caught:
        parse_statement(text)
    error = caught.value
    assert text[error.offset : error.offset + error.length] == (text if stretch is None else stretch)
    assert str(error) == f"{error.place}: {error.message}"


def test_a_place_is_counted_by_lines_where_there_are_several():
    with pytest.raises(StatementError) as caught:
        parse_statement("a\nand b &\nc")
    assert (caught.value.offset, caught.value.place) == (8, "line 2, character 7")


def test_an_error_survives_the_way_between_processes():
    with pytest.raises(StatementError) as caught:
        parse_statement("a\nor")
    assert caught.value.__context__ is None  # some ways of packing take along whatever stands behind an error
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own bytes
    assert (again.message, again.offset, again.length, str(again)) == (
        caught.value.message,
        caught.value.offset,
        caught.value.length,
        str(caught.value),
    )


def test_reserved_words_are_those_of_the_grammar_and_no_names():
    words = {terminal.pattern.value for terminal in parsing._parser().terminals if terminal.pattern.value.isalpha()}
    assert words == RESERVED
    for word in RESERVED:
        with pytest.raises(StatementError):
            parse_statement(f"a = {word}")
        with pytest.raises(StatementError):
            parse_statement(f"{word} = a")


@pytest.mark.parametrize(
    "text",
    [
        "(" * (MAX_DEPTH + 1) + "a" + ")" * (MAX_DEPTH + 1),
        "(" * MAX_CHARACTERS,
        "not " * MAX_DEPTH + "a",
        "not " * 2499 + "a",
        "a implies " * 999 + "a",
        "a iff " * 1600 + "a",
        "at least 1 of (" * 150 + "a" + ")" * 150,
        "not (" * 101 + "a" + ")" * 101,
    ],
    ids=lambda text: text[:12],
)
def test_deep_text_is_refused_and_never_recursed_on(text):
    with pytest.raises(StatementError, match="more than 100 deep"):
        parse_statement(text)


def test_depth_up_to_the_limit_is_fine():
    for text in ("(" * MAX_DEPTH + "a" + ")" * MAX_DEPTH, "not " * (MAX_DEPTH - 1) + "a", "a and " * 1600 + "a"):
        statement = parse_statement(text)
        assert max(level for _, level in levels(statement)) <= MAX_DEPTH
        assert parse_statement(unparse(statement)) == statement


def test_what_is_too_deep_is_pointed_at():
    with pytest.raises(StatementError) as caught:
        parse_statement("not " * 150 + "a")
    assert caught.value.offset == 4 * MAX_DEPTH


@pytest.mark.parametrize(
    "text",
    [
        "a" * 100_000,
        "a and " * 20_000,
        "(" * 100_000,
        "\0" * 100_000,
        "\u202e" * 10_001,
    ],
    ids=["name", "and", "brackets", "nul", "override"],
)
def test_long_text_is_refused_unread(text):
    with pytest.raises(StatementError, match="at most 10000 characters") as caught:
        parse_statement(text)
    assert caught.value.offset == MAX_CHARACTERS


@pytest.mark.parametrize(
    "junk", ["\0", "\u200f", "\u202e", "\u0301", "\ud800", "&", "<", "=", "-", ".", "a.", "'", "é", "\U0001f600"]
)
def test_ten_thousand_of_a_kind_end_in_one_short_sentence(junk):
    text = (junk * MAX_CHARACTERS)[:MAX_CHARACTERS]
    for hostile in (text, "a" + text[1:], "a = " + text[4:]):
        with pytest.raises(StatementError) as caught:
            parse_statement(hostile)
        assert len(str(caught.value)) < 250


# --- Properties ---------------------------------------------------------------------------------------------------


@given(sentences(max_leaves=30))
def test_unparsed_text_is_read_as_the_same_statement(statement):
    assert parse_statement(unparse(statement)) == statement


@given(sentences())
def test_canonical_text_is_its_own_canonical_text(statement):
    text = unparse(statement)
    assert unparse(parse_statement(text)) == text


@st.composite
def loosely_written(draw):
    """A statement, and one of the many ways to write it: brackets, line ends and signs as they come."""
    space = st.sampled_from([" ", "  ", "\n", "\t", "\u00a0", " \r\n "])
    gap = st.sampled_from(["", " ", "\n"])
    signs = {">=": [">=", "≥"], "<=": ["<=", "≤"], "!=": ["!=", "≠"]}

    def written(part):
        inner = [bracketed(item) for item in ([part.item] if isinstance(part, Not) else getattr(part, "items", ()))]
        match part:
            case Compare(name, operator, value):
                # A hyphen before `>` reads as an arrow, so the name stands apart there.
                around = draw(gap) if not name.endswith("-") else " "
                return f"{name}{around}{draw(st.sampled_from(signs.get(operator, [operator])))}{draw(gap)}{value}"
            case Named(name):
                return name
            case Truth(value):
                return str(value).lower()
            case Not():
                return f"not{draw(space)}{inner[0]}"
            case And() | Or():
                word = "and" if isinstance(part, And) else "or"
                return f"{draw(space)}{word}{draw(space)}".join(inner)
            case Implies(left, right) | Iff(left, right):
                word = "implies" if isinstance(part, Implies) else "iff"
                return f"{bracketed(left)}{draw(space)}{word}{draw(space)}{bracketed(right)}"
            case Count(kind, number):
                first, _, second = kind.partition(" ")
                words = f"{first}{draw(space)}{second}" if second else first
                mark = draw(gap) + draw(st.sampled_from([";", ","])) + draw(gap)
                return f"{words}{draw(space)}{number} of{draw(gap)}({draw(gap)}{mark.join(inner)}{draw(gap)})"

    def bracketed(part):
        needed = 0 if isinstance(part, Compare | Named | Truth | Count) else 1
        count = draw(st.integers(needed, needed + 1))
        return "(" * count + written(part) + ")" * count

    statement = draw(sentences(max_leaves=8))
    return statement, written(statement)


@given(loosely_written())
def test_brackets_and_spaces_change_nothing(pair):
    statement, text = pair
    assert parse_statement(text) == statement


@given(loosely_written())
def test_every_part_knows_its_stretch_of_the_text(pair):
    _, text = pair
    whole = parse_statement(text)
    for part in walk(whole):
        assert parse_statement(text[part.start : part.end]) == part
    assert set(text[: whole.start] + text[whole.end :]) <= set("()")


def test_a_stretch_holds_no_bracket_that_is_not_its_own():
    text = "not ((a) and (b = x))"
    stretches = [text[part.start : part.end] for part in walk(parse_statement(text))]
    assert stretches == ["not ((a) and (b = x))", "(a) and (b = x)", "a", "b = x"]


WORDS = [
    *sorted(RESERVED),
    "a",
    "a.b",
    "c-1",
    "2",
    "-3.5",
    "(",
    ")",
    ";",
    ",",
    "=",
    ">=",
    "<",
    "!=",
    "≥",
    "&&",
    "==",
    "->",
]
ODD = [
    "A",
    "é",
    "_",
    ".",
    "/",
    "'",
    "“",
    "\0",
    "\u200f",
    "\u2003",
    "\n",
    "%",
    "`",
    "{}",
    "{0}",
    "%s",
    "\\",
    "if",
    "is",
    "٣",
]


@given(st.lists(st.sampled_from(WORDS + ODD), max_size=25), st.sampled_from(["", " ", "\n"]))
@settings(max_examples=300)
def test_soup_of_words_is_read_or_refused(words, between):
    read_or_refused(between.join(words))


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text):
    read_or_refused(text)


@given(sentences(), st.data())
def test_a_statement_with_a_slip_is_read_or_refused(statement, data):
    text = unparse(statement)
    place = data.draw(st.integers(0, len(text)))
    read_or_refused(
        text[:place] + data.draw(st.sampled_from(["", *WORDS, *ODD])) + text[place + data.draw(st.integers(0, 3)) :]
    )


def read_or_refused(text):
    """Either the text is a statement, and its canonical text says the same, or the error points into it."""
    error = None
    try:
        statement = parse_statement(text)
    except StatementError as caught:
        error = caught
    if error is None:
        assert parse_statement(unparse(statement)) == statement
    else:
        assert 0 <= error.offset <= error.offset + error.length <= len(text)
        assert error.message
        assert error.message.isprintable()
