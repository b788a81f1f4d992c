"""The kit finds what is wrong: a method that breaks one law fails the test of that law, and says what it broke."""

from __future__ import annotations

import itertools
import os
from dataclasses import dataclass, replace

import numpy as np
import pytest

from estimative.base.errors import UsageError
from estimative.testing import method_kit as kit
from estimative.testing.under_test import MethodUnderTest, RoundTrip, Witnesses, contained, same, snapshot
from tests.testing.test_toy import RECORD, Choice, Undominated, choices, faults, renamed, solve


def method(**changes):
    whole = MethodUnderTest(
        RECORD,
        choices(),
        lambda choice, seed: solve(choice),
        beyond={"options": lambda: Choice({"A": {f"o{k}": k for k in range(51)}})},
        examples=20,
    )
    return replace(whole, **changes)


def record(**changes):
    return method(record=replace(RECORD, **changes))


def changed(**changes):
    """A method whose results are changed before anybody sees them."""
    return method(solve=lambda choice, seed: replace(solve(choice), **{k: f() for k, f in changes.items()}))


pytest_plugins = ["pytester"]

COUNT = itertools.count()
LAW = kit.MethodKit()


def changes_its_problem(choice, seed):
    result = solve(choice)
    next(iter(choice.worth.values())).clear()
    return result


def of_two_types(choice, seed):
    return (Twin if len(choice.options) > 1 else Undominated)(**vars(solve(choice)))


@dataclass(frozen=True)
class Twin(Undominated):
    pass


def loose(choice, seed):
    return Thawed(**vars(solve(choice)))


@dataclass
class Thawed:
    """A result that anybody may change."""

    problem: str
    options: tuple
    because: tuple
    complete: bool
    warnings: tuple


def prints(choice, seed):
    print("solving")  # noqa: T201 - what the kit is to find
    return solve(choice)


def writes(choice, seed):
    os.write(2, b"solving\n")
    return solve(choice)


def wrong_error():
    raise UsageError("Choice: more than 50 options")


@pytest.mark.parametrize(
    "law, broken",
    [
        (LAW.test_the_record_says_what_the_method_is, record(id="Not an id")),
        (LAW.test_the_record_says_what_the_method_is, record(question=" ")),
        (LAW.test_the_record_says_what_the_method_is, record(references=())),
        (LAW.test_the_record_says_what_the_method_is, record(references=RECORD.references * 2)),
        (LAW.test_the_record_says_what_the_method_is, record(limits={"options": 0})),
        (LAW.test_the_same_seed_gives_the_same_bytes, changed(options=lambda: (str(next(COUNT)),))),
        (
            LAW.test_where_the_record_says_exact_no_seed_matters,
            method(solve=lambda choice, seed: replace(solve(choice), options=(str(seed),))),
        ),
        (LAW.test_the_problem_is_left_as_it_was, method(solve=changes_its_problem)),
        (LAW.test_results_are_frozen_and_of_one_type, method(solve=of_two_types)),
        (LAW.test_results_are_frozen_and_of_one_type, method(solve=lambda choice, seed: {})),
        (LAW.test_an_answer_is_plain_json_that_names_its_problem, changed(problem=lambda: "")),
        (LAW.test_an_answer_is_plain_json_that_names_its_problem, changed(complete=lambda: None)),
        (
            LAW.test_an_answer_is_plain_json_that_names_its_problem,
            method(answer=lambda result: {**result.to_dict(), "options": result.options}),
        ),
        (LAW.test_what_is_not_complete_says_why, changed(complete=lambda: False)),
        (LAW.test_declared_limits_raise_the_declared_error, method(beyond={})),
        (LAW.test_declared_limits_raise_the_declared_error, record(limits={"options": 5})),
    ],
)
def test_a_broken_method_fails(law, broken):
    with pytest.raises(AssertionError):
        law(broken)


def test_a_result_that_can_be_changed_fails():
    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        LAW.test_results_are_frozen_and_of_one_type(method(solve=loose))


@pytest.mark.parametrize("solver", [prints, writes])
def test_a_method_that_prints_fails(solver, capfd):
    with pytest.raises(AssertionError):
        LAW.test_nothing_is_printed(method(solve=solver), capfd)


@pytest.mark.parametrize("call", [wrong_error, lambda: None])
def test_a_limit_without_its_error_fails(call):
    with pytest.raises((UsageError, pytest.fail.Exception)):
        LAW.test_declared_limits_raise_the_declared_error(method(beyond={"options": call}))


def test_an_answer_that_hangs_on_names_fails():
    first = changed()
    broken = replace(first, solve=lambda choice, seed: replace(solve(choice), options=(choice.options[0],)))
    with pytest.raises(AssertionError):
        kit.RelabellingKit().test_relabelling_permutes_the_answer(broken, renamed)


def test_a_problem_that_comes_back_changed_fails():
    trip = RoundTrip(write=lambda choice: choice.worth, read=lambda data: Choice({"A": {"x": 1}}))
    with pytest.raises(AssertionError):
        kit.RoundTripKit().test_a_problem_comes_back_from_json(method(), trip)


def reversed_claim(choice, claim):
    return [(claim[1], claim[0])]


@pytest.mark.parametrize(
    "witnesses, law",
    [
        (Witnesses(lambda c, r: [b[::-1] for b in r.because], faults, reversed_claim), "every"),
        (Witnesses(lambda c, r: [], faults, reversed_claim), "every"),
        (Witnesses(lambda c, r: r.because, lambda c, w: [], reversed_claim), "spoiled"),
        (Witnesses(lambda c, r: r.because, faults, lambda c, w: []), "spoiled"),
    ],
)
def test_witnesses_that_do_not_hold_or_a_check_that_never_says_no_fail(witnesses, law):
    tests = {
        "every": kit.WitnessKit().test_every_witness_checks_against_the_definition,
        "spoiled": kit.WitnessKit().test_a_spoiled_witness_is_found_out,
    }
    with pytest.raises(AssertionError):
        tests[law](method(), witnesses)


def test_an_answer_that_is_not_all_there_is_fails_unless_it_says_so():
    def part(choice, seed):
        result = solve(choice)
        return replace(result, options=result.options[:1])

    def oracle(choice):
        return {"options": list(solve(choice).options)}

    law = kit.OracleKit().test_a_complete_answer_is_what_the_definitions_say
    with pytest.raises(AssertionError):
        law(method(solve=part), oracle)
    with pytest.raises(AssertionError, match="no answer was complete"):
        law(method(solve=lambda choice, seed: replace(part(choice, seed), complete=False)), oracle)


def test_a_run_that_stops_in_silence_fails():
    law = kit.StoppingKit().test_a_run_cut_short_is_not_complete
    with pytest.raises(AssertionError):
        law(method(), solve)
    with pytest.raises(AssertionError):
        law(method(), lambda choice: replace(solve(choice), complete=False))


@pytest.mark.parametrize(
    "part", ["MethodKit", "RelabellingKit", "RoundTripKit", "WitnessKit", "OracleKit", "StoppingKit"]
)
def test_a_fixture_that_is_not_written_is_asked_for(part, pytester):
    pytester.makepyfile(
        f"from estimative.testing.method_kit import {part}\nclass TestMine({part}):\n    pass\n",
    )
    outcome = pytester.runpytest("-p", "no:randomly", "-q")
    assert outcome.ret == pytest.ExitCode.TESTS_FAILED
    outcome.stdout.fnmatch_lines(["*the kit asks for the fixture `*`: write one in your class that returns it*"])


# The tools of the kit.


def test_a_snapshot_sees_every_change():
    class Plain:
        def __init__(self):
            self.inside = [1]

    value = {"array": np.arange(3), "list": [1, {2}], "plain": Plain(), "frozen": RECORD}
    before = snapshot(value)
    assert snapshot(value) == before
    for change in (
        lambda: value["array"].__setitem__(0, 9),
        lambda: value["list"][1].add(3),
        lambda: value["plain"].inside.append(2),
    ):
        change()
        assert snapshot(value) != before
        before = snapshot(value)
    assert snapshot(np.zeros(2, dtype=np.int64)) != snapshot(np.zeros(2))
    assert snapshot(value) != snapshot({key: value[key] for key in reversed(value)})


def test_answers_are_the_same_to_the_last_digit_or_within_a_named_tolerance():
    assert not same({"a": 1}, {"b": 1}, exact=False)
    assert not same([1, 2], [1], exact=False)
    assert same([1.0], [1.0 + 1e-12], exact=False)
    assert not same([1.0], [1.0 + 1e-12], exact=True)
    assert not same([1.0], [1.0001], exact=False)
    assert not contained({"a": 1}, {"b": 1})
    assert not contained({"a": [1]}, {"a": [1, 2]})
