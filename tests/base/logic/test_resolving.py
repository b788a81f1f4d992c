"""Names that mean nothing: every finding, its place, and the way out that it offers."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimative.base.logic.parsing import parse_statement
from estimative.base.logic.resolving import MAX_FINDINGS, Vocabulary, leaves, resolve, term_names, term_order
from estimative.base.logic.space import Factor
from estimative.base.logic.tree import Named, Or
from estimative.testing.statements import spaces, statements

FACTORS = (
    Factor("turkey.withdraw", owner="turkey", moves="forward"),
    Factor("turkey.technical", owner="turkey"),
    Factor("taliban.operator", ("nothing", "technicians", "service-contract"), ordered=True, owner="taliban"),
    Factor("recognition", ("none", "regional", "wide"), ordered=True),
    Factor("g7-pressure", ("low", "high")),
    Factor.issue("role"),
)
TERMS = {"turkish-role": parse_statement("taliban.operator >= technicians")}
VOCABULARY = Vocabulary({factor.id: factor for factor in FACTORS}, TERMS)


@pytest.mark.parametrize(
    "text",
    [
        "turkey.withdraw and not turkish-role",
        "recognition = wide or g7-pressure != low",
        "role >= 60 and role < 80.5",
        "at least 1 of (turkish-role; turkey.technical = no)",
        "true",
    ],
)
def test_what_means_something_has_no_findings(text):
    assert resolve(parse_statement(text), VOCABULARY) == []


FOUND = {
    "a slip": ("not turkey.withdrew", "unknown-name", "turkey.withdrew", "did you mean `turkey.withdraw`?"),
    "an option without its actor": ("technical", "unknown-name", "technical", "did you mean `turkey.technical`?"),
    "an actor alone": ("turkey", "unknown-name", "turkey", "name one of its options: `turkey.withdraw`, `turkey.techn"),
    "a slip in a comparison": ("recogniton = wide", "unknown-name", "recogniton", "did you mean `recognition`?"),
    "something unlike all": ("zzz", "unknown-name", "zzz", "nothing is called `zzz`"),
    "a slip in a variant": (
        "recognition = regonal",
        "unknown-variant",
        "regonal",
        "it has `none`, `regional`, `wide`; did you mean `regional`?",
    ),
    "a variant left alone": (
        "recognition = regional or wide",
        "unknown-name",
        "wide",
        "`wide` is a variant and says nothing alone: write `recognition = wide`",
    ),
    "a variant of no yes or no": ("turkey.withdraw = maybe", "unknown-variant", "maybe", "it has `no`, `yes`"),
    "several variants, none named": ("recognition", "not-yes-no", "recognition", "`none`, `regional`, `wide`"),
    "two variants that are not yes and no": ("g7-pressure", "not-yes-no", "g7-pressure", "`g7-pressure = high`"),
    "an issue alone": ("role", "not-yes-no", "role", "compare it with a number, as in `role >= 60`"),
    "an issue and a word": ("role = wide", "needs-number", "wide", "compare it with a number"),
    "a driver and a number": ("recognition >= 2", "needs-variant", "2", "one of its variants `none`"),
    "an order that is not there": ("g7-pressure >= low", "no-order", "g7-pressure >= low", "`ordered: true`"),
    "yes above no": ("turkey.withdraw > no", "no-order", "turkey.withdraw > no", "write `=` or `!=`"),
    "a term compared": ("turkish-role = yes", "compared-term", "turkish-role = yes", "write `turkish-role` or `not"),
}


@pytest.mark.parametrize("text, code, stretch, says", FOUND.values(), ids=FOUND.keys())
@pytest.mark.parametrize("around", ["{}", "at least 1 of (true;\n not ({}))"], ids=["alone", "within"])
def test_a_finding_points_and_offers_a_way_out(text, code, stretch, says, around):
    written = around.format(text)
    (finding,) = resolve(parse_statement(written), VOCABULARY)
    assert finding.code == code
    assert written[finding.offset : finding.offset + finding.length] == stretch
    assert says in finding.message


def test_all_findings_come_at_once_in_the_order_of_the_text():
    findings = resolve(parse_statement("role = x and nobody or g7-pressure > medium and taliban.operator"), VOCABULARY)
    assert [finding.code for finding in findings] == [
        "needs-number",
        "unknown-name",
        "no-order",
        "unknown-variant",
        "not-yes-no",
    ]


def test_with_nothing_to_name_it_says_so():
    (finding,) = resolve(Named("a"), Vocabulary({}, {}))
    assert "no factors and no terms yet" in finding.message


def test_findings_of_a_hostile_statement_are_bounded():
    assert len(resolve(Or(tuple(Named(f"n{place}") for place in range(3000))), VOCABULARY)) == MAX_FINDINGS


# --- Terms --------------------------------------------------------------------------------------------------------


def terms_of(**texts):
    return {name: parse_statement(text) for name, text in texts.items()}


def circle_findings(terms):
    vocabulary = Vocabulary({"x": Factor("x")}, terms)
    return {
        name: [finding.message for finding in resolve(term, vocabulary) if finding.code == "term-cycle"]
        for name, term in terms.items()
    }


@pytest.mark.parametrize(
    "terms, where, path",
    [
        (terms_of(a="not a"), "a", "a → a"),
        (terms_of(b="c", c="x and b"), "b", "b → c → b"),
        (terms_of(z="b", b="c or z", c="b"), "b", "b → c → b"),  # z, b and c need each other: one circle is named
        (terms_of(outside="b", b="c", c="a", a="b", last="x"), "a", "a → b → c → a"),
    ],
)
def test_resolving_every_term_names_a_circle_once(terms, where, path):
    found = circle_findings(terms)
    (message,) = found.pop(where)
    assert f": {path};" in message
    assert not any(found.values())


def test_two_circles_are_two_findings():
    found = circle_findings(terms_of(a="b", b="a", c="d and a", d="c"))
    assert {name: len(messages) for name, messages in found.items()} == {"a": 1, "b": 0, "c": 1, "d": 0}


def test_a_statement_that_uses_a_circle_is_told():
    terms = terms_of(a="b", b="a")
    (finding,) = resolve(parse_statement("not b"), Vocabulary({}, terms))
    assert (finding.code, finding.offset, finding.length) == ("term-cycle", 4, 1)


def test_a_vocabulary_that_travelled_knows_its_terms():
    vocabulary = Vocabulary({}, terms_of(a="b", b="a"))
    assert resolve(vocabulary.terms["b"], vocabulary) == []
    again = pickle.loads(pickle.dumps(vocabulary))  # noqa: S301 - our own bytes
    assert resolve(again.terms["b"], again) == []
    assert len(resolve(again.terms["a"], again)) == 1


def test_a_chain_of_thousands_of_terms_is_no_recursion():
    terms = {f"t{place}": Named(f"t{place + 1}") for place in range(5000)} | {"t5000": Named("t0")}
    assert len(Vocabulary({}, terms).circles["t17"]) == 5001
    terms["t5000"] = Named("x")
    assert term_order(terms, ["t0"])[0] == "t5000"


@given(st.dictionaries(st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdef"), min_size=1, max_size=3)))
def test_terms_run_in_circles_as_reachability_says(graph):
    terms = {name: Or((*(Named(other) for other in named), Named("x"))) for name, named in graph.items()}
    names = {name: [other for other in named if other in graph] for name, named in graph.items()}

    def reached(start):
        found, waiting = set(), [start]
        while waiting:
            for other in names[waiting.pop()]:
                if other not in found:
                    found.add(other)
                    waiting.append(other)
        return found

    circles = Vocabulary({}, terms).circles
    assert set(circles) == {name for name in graph if name in reached(name)}
    for name, circle in circles.items():
        assert all(after in names[before] for before, after in zip(circle, (*circle[1:], circle[0]), strict=True))
        assert circle[0] == min(other for other in reached(name) if name in reached(other))
    found = circle_findings(terms)
    assert {name for name, messages in found.items() if messages} == {circle[0] for circle in circles.values()}


@given(spaces(), st.data())
def test_what_the_strategies_make_resolves(space, data):
    for statement in (*space.terms.values(), *space.rules):
        assert resolve(statement, space.vocabulary) == []
    statement = data.draw(statements(space.factors, tuple(space.terms)))
    opened = {leaf.name for leaf in leaves(statement, space.terms)}
    assert opened <= {factor.id for factor in space.factors}
    order = term_order(space.terms, term_names(statement, space.terms))
    for place, name in enumerate(order):
        assert set(term_names(space.terms[name], space.terms)) <= set(order[:place])
