"""Laws that every method keeps, as pytest classes: inherit them, say by a fixture or two what your method is.

`MethodKit` is for all: the same seed gives the same bytes, the problem stays as it was, declared limits raise the
declared error, nothing is printed. The others are for what a method offers: `RelabellingKit`, `RoundTripKit`,
`WitnessKit`, `OracleKit`, `StoppingKit`.

    class TestMine(MethodKit, WitnessKit):
        @pytest.fixture
        def method(self):
            return MethodUnderTest(RECORD, problems(), lambda problem, seed: solve(problem))

        @pytest.fixture
        def witnesses(self):
            return Witnesses(found, faults, spoiled)
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from estimative.base.canonical import canonical_json
from estimative.base.errors import LimitError
from estimative.testing.under_test import (
    MethodUnderTest,
    Relabelled,
    RoundTrip,
    Witnesses,
    contained,
    same,
    snapshot,
)


def _due(name: str) -> Any:
    return pytest.fail(f"the kit asks for the fixture `{name}`: write one in your class that returns it")


class NeedsMethod:
    """What every part of the kit asks for."""

    @pytest.fixture
    def method(self) -> MethodUnderTest[Any, Any]:
        """The method: to be written by who inherits."""
        return _due("method")  # type: ignore[no-any-return]


class MethodKit(NeedsMethod):
    """What holds for any method. Asks for the fixture `method`."""

    def test_the_record_says_what_the_method_is(self, method: MethodUnderTest[Any, Any]) -> None:
        """Help, docs and page are made from it."""
        record = method.record
        assert re.fullmatch(r"[a-z][a-z0-9-]*", record.id), f"{record.id!r} is no id: [a-z][a-z0-9-]* is due"
        for name in ("title", "question", "not_for"):
            assert getattr(record, name).strip(), f"the record's {name} is empty"
        assert record.names, "the record names nothing that the literature calls it"
        assert record.references, "the record cites nothing"
        keys = [reference.key for reference in record.references]
        assert len(set(keys)) == len(keys), f"two references have one key: {keys}"
        assert all(limit > 0 for limit in record.limits.values()), f"limits are above zero: {dict(record.limits)}"

    def test_the_same_seed_gives_the_same_bytes(self, method: MethodUnderTest[Any, Any]) -> None:
        """Also in a second run of the same process, where caches are warm."""

        def law(problem: Any) -> None:
            first, second = (canonical_json(method.answer(method.solve(problem, 7))) for _ in range(2))
            assert first == second, f"first {first!r}, then {second!r}"

        method.every_problem(law)

    def test_where_the_record_says_exact_no_seed_matters(self, method: MethodUnderTest[Any, Any]) -> None:
        """A method with chance in it says so in its record."""
        if not method.record.exact:
            return

        def law(problem: Any) -> None:
            one, other = method.answered(problem, 1), method.answered(problem, 2)
            assert one == other, f"with seed 1 {one}, with seed 2 {other}"

        method.every_problem(law)

    def test_the_problem_is_left_as_it_was(self, method: MethodUnderTest[Any, Any]) -> None:
        """Field by field and byte by byte."""

        def law(problem: Any) -> None:
            before = snapshot(problem)
            method.solve(problem, 1)
            after = snapshot(problem)
            assert after == before, f"before {before}, after {after}"

        method.every_problem(law)

    def test_results_are_frozen_and_of_one_type(self, method: MethodUnderTest[Any, Any]) -> None:
        """Whatever the problem; who reads a result need not look at what was asked."""
        kinds = set()

        def law(problem: Any) -> None:
            result = method.solve(problem, 1)
            assert dataclasses.is_dataclass(result), f"{type(result).__name__} is no dataclass"
            with pytest.raises(dataclasses.FrozenInstanceError):
                setattr(result, dataclasses.fields(result)[0].name, None)
            kinds.add(type(result))

        method.every_problem(law)
        assert len(kinds) == 1, f"several types of result: {sorted(kind.__name__ for kind in kinds)}"

    def test_an_answer_is_plain_json_that_names_its_problem(self, method: MethodUnderTest[Any, Any]) -> None:
        """It carries the problem's digest, whether it is complete, and warnings."""

        def law(problem: Any) -> None:
            answer = method.answer(method.solve(problem, 1))
            assert method.answered(problem) == answer, "the answer is changed by writing it as JSON and reading it"
            assert str(answer.get("problem", "")).startswith("sha256:"), "`problem` is to hold the problem's digest"
            assert isinstance(answer.get("complete"), bool), "`complete` is to be true or false"
            assert isinstance(answer.get("warnings"), list), "`warnings` is to be a list"

        method.every_problem(law)

    def test_what_is_not_complete_says_why(self, method: MethodUnderTest[Any, Any]) -> None:
        """An answer that leaves something out has a warning."""

        def law(problem: Any) -> None:
            answer = method.answered(problem)
            assert answer["complete"] or answer["warnings"], "not complete, and no warning says what is missing"

        method.every_problem(law)

    def test_nothing_is_printed(self, method: MethodUnderTest[Any, Any], capfd: pytest.CaptureFixture[str]) -> None:
        """Neither on standard output nor on standard error, by whatever means."""

        def law(problem: Any) -> None:
            method.solve(problem, 1)
            printed = capfd.readouterr()
            assert printed == ("", ""), f"printed: {printed}"

        capfd.readouterr()
        method.every_problem(law)

    def test_declared_limits_raise_the_declared_error(self, method: MethodUnderTest[Any, Any]) -> None:
        """Each limit of the record has a call in `beyond`, which raises LimitError and names the limit."""
        assert method.beyond.keys() == method.record.limits.keys(), "`beyond` is to have a call for each limit"
        for name, limit in method.record.limits.items():
            with pytest.raises(LimitError) as caught:
                method.beyond[name]()
            assert {f"{limit}", f"{limit:,}"} & set(re.findall(r"\d[\d,]*\d|\d", str(caught.value))), (
                f"the error does not name the limit {limit:,} of {name!r}: {caught.value}"
            )


class RelabellingKit(NeedsMethod):
    """Names and order carry no meaning. Asks for `method`, and for `relabellings`: per problem a strategy of others."""

    @pytest.fixture
    def relabellings(self) -> Callable[[Any], SearchStrategy[Relabelled[Any]]]:
        """Of a problem, the same in other names and another order: to be written by who inherits."""
        return _due("relabellings")  # type: ignore[no-any-return]

    def test_relabelling_permutes_the_answer(
        self, method: MethodUnderTest[Any, Any], relabellings: Callable[[Any], SearchStrategy[Relabelled[Any]]]
    ) -> None:
        """The answer to the other problem is the translated answer to the one."""
        pairs = method.problems.flatmap(lambda problem: st.tuples(st.just(problem), relabellings(problem)))

        def law(pair: tuple[Any, Relabelled[Any]]) -> None:
            problem, other = pair
            due, found = other.translate(method.answered(problem)), method.answered(other.problem)
            due, found = ({**answer, "problem": ""} for answer in (due, found))
            assert same(due, found, method.record.exact), f"due {due}, found {found}"

        dataclasses.replace(method, problems=pairs).every_problem(law)


class RoundTripKit(NeedsMethod):
    """Problems can be written and read. Asks for `method` and for `problem_json`."""

    @pytest.fixture
    def problem_json(self) -> RoundTrip[Any]:
        """How a problem is written and read: to be written by who inherits."""
        return _due("problem_json")  # type: ignore[no-any-return]

    def test_a_problem_comes_back_from_json(
        self, method: MethodUnderTest[Any, Any], problem_json: RoundTrip[Any]
    ) -> None:
        """With the same answer, and written again with the same bytes."""

        def law(problem: Any) -> None:
            written = canonical_json(problem_json.write(problem))
            again = problem_json.read(problem_json.write(problem))
            rewritten = canonical_json(problem_json.write(again))
            assert rewritten == written, f"written {written!r}, read and written again {rewritten!r}"
            one, other = ({**method.answered(each), "problem": ""} for each in (problem, again))
            assert one == other, f"answer {one}, after reading {other}"

        method.every_problem(law)


class WitnessKit(NeedsMethod):
    """Every reason can be checked. Asks for `method` and for `witnesses`."""

    @pytest.fixture
    def witnesses(self) -> Witnesses[Any, Any, Any]:
        """The reasons and their check: to be written by who inherits."""
        return _due("witnesses")  # type: ignore[no-any-return]

    def test_every_witness_checks_against_the_definition(
        self, method: MethodUnderTest[Any, Any], witnesses: Witnesses[Any, Any, Any]
    ) -> None:
        """Over all problems there is at least one."""
        checked = 0

        def law(problem: Any) -> None:
            nonlocal checked
            for claim in witnesses.found(problem, method.solve(problem, 1)):
                faults = list(witnesses.faults(problem, claim))
                assert faults == [], f"{claim}: {faults}"
                checked += 1

        method.every_problem(law)
        assert checked, "no problem had a witness"

    def test_a_spoiled_witness_is_found_out(
        self, method: MethodUnderTest[Any, Any], witnesses: Witnesses[Any, Any, Any]
    ) -> None:
        """The check can say no."""
        refused = 0

        def law(problem: Any) -> None:
            nonlocal refused
            for claim in witnesses.found(problem, method.solve(problem, 1)):
                for wrong in witnesses.spoiled(problem, claim):
                    assert witnesses.faults(problem, wrong), f"nothing was found wrong with {wrong}"
                    refused += 1

        method.every_problem(law)
        assert refused, "no witness could be spoiled"


class OracleKit(NeedsMethod):
    """What is called complete is all there is. Asks for `method` and for `oracle`."""

    @pytest.fixture
    def oracle(self) -> Callable[[Any], Any]:
        """Of a problem, (a part of) its answer, found slowly from the definitions: to be written by who inherits."""
        return _due("oracle")  # type: ignore[no-any-return]

    def test_a_complete_answer_is_what_the_definitions_say(
        self, method: MethodUnderTest[Any, Any], oracle: Callable[[Any], Any]
    ) -> None:
        """Wherever `complete` is true, and it is for some problem."""
        complete = 0

        def law(problem: Any) -> None:
            nonlocal complete
            answer = method.answered(problem)
            if answer["complete"]:
                due = oracle(problem)
                assert contained(due, answer), f"due {due}, found {answer}"
                complete += 1

        method.every_problem(law)
        assert complete, "no answer was complete"


class StoppingKit(NeedsMethod):
    """A run that is cut short says so. Asks for `method`, and for `stopped`: solves, but stops before the end."""

    @pytest.fixture
    def stopped(self) -> Callable[[Any], Any]:
        """Of a problem, a result that must lack something: to be written by who inherits."""
        return _due("stopped")  # type: ignore[no-any-return]

    def test_a_run_cut_short_is_not_complete(
        self, method: MethodUnderTest[Any, Any], stopped: Callable[[Any], Any]
    ) -> None:
        """And a warning says what is missing."""

        def law(problem: Any) -> None:
            answer = method.answer(stopped(problem))
            assert answer["complete"] is False, "it was cut short and calls itself complete"
            assert answer["warnings"], "it was cut short, and no warning says what is missing"

        method.every_problem(law)
