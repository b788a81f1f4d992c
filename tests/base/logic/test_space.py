"""The states in which a statement holds, checked state by state against a plain reading of the statement."""

import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimative.base.errors import LimitError, UsageError
from estimative.base.logic import space as space_module
from estimative.base.logic.parsing import parse_statement
from estimative.base.logic.space import MAX_STATES, Factor, StateSpace, issue_cells, resolve
from estimative.base.logic.tree import And, Compare, Count, Iff, Implies, Named, Not, Or, Truth
from estimative.testing.statements import spaces, statements


def true_in(statement, state, space):
    """The meaning of a statement in one state ({factor: variant}), word for word and without arrays."""
    factors = {factor.id: factor for factor in space.factors}
    match statement:
        case Truth(value):
            return value
        case Named(name):
            return true_in(space.terms[name], state, space) if name in space.terms else state[name] == "yes"
        case Compare(name, operator, value):
            variants, numbers = factors[name].variants, factors[name].numbers
            left = variants.index(state[name])
            right = variants.index(value) if numbers is None else float(value)
            left = left if numbers is None else numbers[left]
            return {
                "=": left == right,
                "!=": left != right,
                ">=": left >= right,
                ">": left > right,
                "<=": left <= right,
                "<": left < right,
            }[operator]
        case Not(item):
            return not true_in(item, state, space)
        case And(items):
            return all(true_in(item, state, space) for item in items)
        case Or(items):
            return any(true_in(item, state, space) for item in items)
        case Implies(left, right):
            return true_in(right, state, space) if true_in(left, state, space) else True
        case Iff(left, right):
            return true_in(left, state, space) is true_in(right, state, space)
        case Count(kind, number, items):
            count = sum(1 for item in items if true_in(item, state, space))
            return {"at least": count >= number, "at most": count <= number, "exactly": count == number}[kind]
    raise AssertionError(statement)


@given(spaces(), st.data())
@settings(max_examples=200)
def test_a_statement_holds_where_its_plain_reading_does(space, data):
    statement = data.draw(statements(space.factors, tuple(space.terms)))
    states = [space.assignment(code) for code in range(space.size)]
    holds = space.holds(statement)
    assert holds.dtype == bool
    assert holds.tolist() == [true_in(statement, state, space) for state in states]
    feasible = [all(true_in(rule, state, space) for rule in space.rules) for state in states]
    assert space.feasible.tolist() == feasible
    example = next((state for code, state in enumerate(states) if feasible[code] and holds[code]), None)
    assert space.find(holds) == example


@given(spaces(), st.data())
def test_states_given_as_rows_agree_with_all_states(space, data):
    statement = data.draw(statements(space.factors, tuple(space.terms)))
    codes = data.draw(st.lists(st.integers(0, space.size - 1), max_size=8))
    rows = np.array([[space.digits(factor.id)[code] for factor in space.factors] for code in codes], int)
    rows = rows.reshape(len(codes), len(space.factors))
    assert space.holds_at(statement, rows).tolist() == space.holds(statement)[codes].tolist()


@given(spaces(max_factors=4), st.data())
def test_laws_of_logic(space, data):
    draw = statements(space.factors, tuple(space.terms), max_leaves=4)
    a, b, c = (data.draw(draw) for _ in range(3))
    same = lambda left, right: np.array_equal(space.holds(left), space.holds(right))
    assert same(Not(And((a, b))), Or((Not(a), Not(b))))
    assert same(Not(Or((a, b, c))), And((Not(a), Not(b), Not(c))))
    assert same(Implies(a, b), Or((Not(a), b)))
    assert same(Iff(a, b), And((Implies(a, b), Implies(b, a))))
    assert same(Iff(Iff(a, b), c), Iff(a, Iff(b, c)))
    assert same(Count("at least", 1, (a, b, c)), Or((a, b, c)))
    assert same(Count("at most", 1, (a, b, c)), Not(Count("at least", 2, (a, b, c))))
    assert same(Count("exactly", 3, (a, b, c)), And((a, b, c)))


@given(spaces())
def test_numbers_and_states_are_one_to_one(space):
    assert space.size == np.prod(space.shape)
    digits = [space.digits(factor.id) for factor in space.factors]
    assert np.array_equal(
        sum(stride * digit for stride, digit in zip(space.strides, digits, strict=True)), np.arange(space.size)
    )
    for code in range(min(space.size, 50)):
        state = space.assignment(code)
        assert space.code(state) == code
        assert state == {factor.id: factor.variants[d[code]] for factor, d in zip(space.factors, digits, strict=True)}


def small():
    return StateSpace(
        (Factor("turkey.offer", owner="turkey"), Factor("recognition", ("none", "regional", "wide"), ordered=True)),
        {"known": parse_statement("recognition >= regional")},
        (parse_statement("not (turkey.offer and recognition = wide)"),),
    )


def test_the_first_factor_changes_fastest():
    space = small()
    assert (space.shape, space.strides, space.size) == ((2, 3), (1, 2), 6)
    assert [tuple(space.assignment(code).values()) for code in range(4)] == [
        ("no", "none"),
        ("yes", "none"),
        ("no", "regional"),
        ("yes", "regional"),
    ]
    assert space.digits("recognition").tolist() == [0, 0, 1, 1, 2, 2]
    assert space.holds(parse_statement("known")).tolist() == [False, False, True, True, True, True]
    assert space.feasible.tolist() == [True, True, True, True, True, False]


def test_an_issue_compares_by_number():
    space = StateSpace((Factor("a"), Factor.issue("role", issue_cells(0, 100, [60]))))
    assert space.holds(parse_statement("role >= 60")).tolist() == [False, False, True, True, True, True]
    assert space.holds(parse_statement("role > 60.0 or a")).tolist() == [False, True, False, True, True, True]


def test_find_returns_the_first_feasible_state_or_nothing():
    space = small()
    assert space.find(space.holds(parse_statement("recognition = wide"))) == {
        "turkey.offer": "no",
        "recognition": "wide",
    }
    assert space.find(space.holds(parse_statement("turkey.offer and recognition = wide"))) is None
    nothing = StateSpace((Factor("a"),), {}, (Truth(False),))
    assert nothing.find(np.ones(2, bool)) is None


def test_labels_say_what_has_moved():
    space = small()
    assert [space.label(code) for code in (0, 1, 3, 4)] == [
        "all at their first variant",
        "turkey.offer",
        "turkey.offer, recognition = regional",
        "recognition = wide",
    ]
    assert space.label(3, ["recognition"]) == "recognition = regional"
    assert space.label(3, []) == "all at their first variant"


def test_arrays_that_are_kept_cannot_be_spoilt():
    space = small()
    space.holds(Named("known"))[:] = False
    assert space.holds(Named("known")).any()
    with pytest.raises(ValueError, match="read-only"):
        space.feasible[0] = False


def test_a_space_travels_without_its_tables():
    space = small()
    space.holds(Named("known"))
    assert space.feasible.any()
    again = pickle.loads(pickle.dumps(space))  # noqa: S301 - our own bytes
    assert set(vars(again)) == {"factors", "terms", "rules"}
    assert np.array_equal(again.feasible, space.feasible)


def test_many_factors_of_one_variant_do_no_harm():
    space = StateSpace((*(Factor(f"d{place}", ("only",)) for place in range(100)), Factor("a")))
    assert space.holds(parse_statement("d7 = only and a")).tolist() == [False, True]


def test_no_factors_are_one_state():
    space = StateSpace(())
    assert (space.size, space.holds(Truth(True)).tolist(), space.assignment(0)) == (1, [True], {})


@pytest.mark.parametrize(
    "use",
    [
        lambda space: space.holds(Truth(True)),
        lambda space: space.feasible,
        lambda space: space.digits("d0"),
        lambda space: space.find(np.ones(1, bool)),
    ],
    ids=["holds", "feasible", "digits", "find"],
)
def test_a_space_too_large_is_not_enumerated(use):
    space = StateSpace(tuple(Factor(f"d{place}") for place in range(23)))
    with pytest.raises((LimitError, UsageError)):
        use(space)
    assert space.size == 2 * MAX_STATES


def test_a_space_too_large_still_answers_about_given_states():
    space = StateSpace(tuple(Factor(f"d{place}") for place in range(100)), {"first": Named("d0")})
    rows = np.zeros((2, 100), int)
    rows[1, [0, 99]] = 1
    assert space.holds_at(parse_statement("first and d99"), rows).tolist() == [False, True]
    assert space.holds_at(Truth(True), rows).tolist() == [True, True]
    assert space.assignment(space.code(space.assignment(2**100 - 1)))["d57"] == "yes"


@pytest.mark.parametrize(
    "use, says",
    [
        (lambda space: space.holds(Named("nobody")), "nothing is called `nobody`"),
        (lambda space: space.holds_at(Named("nobody"), np.zeros((1, 2), int)), "nothing is called `nobody`"),
        (lambda space: space.holds_at(Truth(True), np.zeros((1, 3), int)), "2 columns"),
        (lambda space: space.digits("turkey.ofer"), "did you mean `turkey.offer`"),
        (lambda space: space.code({"turkey.offer": "no"}), "no variant given for `recognition`"),
        (lambda space: space.code({"turkey.offer": "no", "recogniton": "x"}), "did you mean `recognition`"),
        (lambda space: space.code({"turkey.offer": "maybe", "recognition": "none"}), "it has `no`, `yes`"),
        (lambda space: space.assignment(6), "from 0 to 5"),
        (lambda space: space.assignment(-1), "from 0 to 5"),
        (lambda space: space.find(np.ones(5, bool)), "6 states"),
        (lambda _: StateSpace((Factor("a"), Factor("a"))), "`a` named twice"),
        (lambda _: StateSpace((Factor("a"),), {"a": Truth(True)}), "`a` named twice"),
        (lambda _: StateSpace((Factor.issue("role"),)), "needs its cells"),
        (lambda _: StateSpace((), {"a": Named("b"), "b": Named("a")}).holds(Named("b")), "a → b → a"),
        (lambda _: StateSpace((), {"z": Named("b"), "b": Named("b")}, (Named("z"),)).feasible, "b → b"),
        (lambda _: StateSpace((), {"t": Named("nobody")}).holds(Named("t")), "nothing is called `nobody`"),
    ],
)
def test_misuse_is_named(use, says):
    with pytest.raises(UsageError, match=says):
        use(small())


def test_terms_within_terms_are_no_recursion():
    deep = parse_statement("not " * 99 + "t")
    terms = {f"t{place}": _renamed(deep, f"t{place - 1}" if place else "a") for place in range(60)}
    space = StateSpace((Factor("a"),), terms)
    assert space.holds(Named("t59")).tolist() == [False, True]  # 60 × 99 times not is an even number of times


def _renamed(statement, name):
    return Named(name) if isinstance(statement, Named) else Not(_renamed(statement.item, name))


def test_names_are_looked_up_once_and_new_ones_always(monkeypatch):
    looked_up = []
    monkeypatch.setattr(space_module, "resolve", lambda part, known: looked_up.append(part) or resolve(part, known))
    space = StateSpace((Factor("a"), Factor("b"), Factor("c")), {"both": parse_statement("a and b")})
    space.holds(parse_statement("both or not c"))
    assert len(looked_up) == 2
    again = [parse_statement(text) for text in ("c and both", "a implies (b or c)", "at least 2 of (a; b; c)")]
    assert [space.holds(statement).tolist() for statement in again] == [
        [False] * 7 + [True],
        [True, False, True, True, True, True, True, True],
        [False, False, False, True, False, True, True, True],
    ]
    assert len(looked_up) == 2
    for text in ("c and bth", "a = maybe", "a >= yes"):
        for _ in range(2):
            with pytest.raises(UsageError):
                space.holds(parse_statement(text))
