"""Can every statement of a case be read, and do its names mean something?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from estimative.base.errors import Problem
from estimative.base.logic.parsing import StatementError, parse_statement
from estimative.base.logic.space import Factor, Vocabulary, resolve
from estimative.base.logic.tree import Compare, Named, Statement, walk
from estimative.case.codes import error
from estimative.case.models import Case
from estimative.case.space import factors

MOST_FINDINGS = 200
MOST_COMPARISONS = 100_000
"""Looking for the nearest known name takes time; a case with more errors than this has been told enough."""


@dataclass(frozen=True)
class Statements:
    """The statements of a case that can be read, by the path at which they stand, and what is wrong with the others.

    `sound` is true where every statement can be read and every name in it means something.
    """

    read: Mapping[str, Statement]
    vocabulary: Vocabulary
    problems: tuple[Problem, ...]

    @property
    def sound(self) -> bool:
        """Whether all statements can be evaluated."""
        return not self.problems

    def issues(self, statement: Statement) -> set[str]:
        """The issues that a statement names itself; its terms are not opened."""
        return {
            part.name for part in walk(statement) if isinstance(part, Compare | Named) and self._is_issue(part.name)
        }

    def issue_in(self, statement: Statement) -> str | None:
        """An issue that a statement speaks of, by itself or through its terms; None where it speaks of none."""
        for part in walk(statement):
            if isinstance(part, Compare | Named):
                if self._is_issue(part.name):
                    return part.name
                if part.name in self._issue_of_terms:
                    return self._issue_of_terms[part.name]
        return None

    def _is_issue(self, name: str) -> bool:
        factor = self.vocabulary.factors.get(name)
        return factor is not None and factor.numbers is not None

    @cached_property
    def _issue_of_terms(self) -> Mapping[str, str]:
        """The terms that speak of an issue, each with one; from the terms that name one to those that need them."""
        users: dict[str, list[str]] = {}
        found: dict[str, str] = {}
        for name, term in self.vocabulary.terms.items():
            for part in walk(term):
                if isinstance(part, Named) and part.name in self.vocabulary.terms:
                    users.setdefault(part.name, []).append(name)
            if own := self.issues(term):
                found[name] = min(own)
        waiting = list(found)
        while waiting:
            name = waiting.pop()
            for user in users.get(name, ()):
                if user not in found:
                    found[user] = found[name]
                    waiting.append(user)
        return found


def statement_texts(case: Case) -> Iterator[tuple[str, str]]:
    """Every statement of the case as it was written, with its path; terms first.

    >>> from estimative.case.longform import from_long
    >>> list(statement_texts(from_long({"id": "tiny", "terms": {"t": "a.go"}})))
    [('terms/t/means', 'a.go')]
    """
    yield from ((f"terms/{name}/means", term.means) for name, term in case.terms.items())
    for name, rule in case.rules.items():
        yield from ((f"rules/{name}/{field}", text) for field in ("never", "always") if (text := getattr(rule, field)))
    for name, actor in case.actors.items():
        yield from ((f"actors/{name}/wants/{want_id}/that", want.that) for want_id, want in actor.wants.items())
    for name, issue in case.issues.items():
        yield from (
            (f"issues/{name}/marks/{place}/means", mark.means) for place, mark in enumerate(issue.marks) if mark.means
        )
    yield from ((f"scenarios/{name}/when", scenario.when) for name, scenario in case.scenarios.items())


def read_statements(case: Case) -> Statements:
    """All statements of the case, read and with their names looked up.

    Expects that factors have distinct ids and variants (`check_names`).
    """
    read: dict[str, Statement] = {}
    problems: list[Problem] = []
    for path, text in statement_texts(case):
        try:
            read[path] = parse_statement(text)
        except StatementError as wrong:
            problems.append(error("statement", path, wrong.message, wrong.offset))
    known = {**{factor.id: factor for factor in factors(case)}, **{name: Factor.issue(name) for name in case.issues}}
    terms = {name: read[path] for name in case.terms if (path := f"terms/{name}/means") in read}
    unread = {name: parse_statement("true") for name in case.terms if name not in terms}
    vocabulary = Vocabulary(known, {**terms, **unread})
    statements = Statements(read, vocabulary, ())
    enough = max(10, min(MOST_FINDINGS, MOST_COMPARISONS // max(1, len(known) + len(terms))))
    for path, statement in read.items():
        if len(problems) >= enough:
            break
        problems += _meaning(path, statement, statements)
    for name, rule in case.rules.items():
        if (rule.never is None) == (rule.always is None):
            problems.append(error("rule-without-statement", f"rules/{name}", "a rule says either `never` or `always`"))
    return Statements(read, vocabulary, tuple(problems))


def _meaning(path: str, statement: Statement, statements: Statements) -> Iterator[Problem]:
    section = path.split("/", maxsplit=1)[0]
    for finding in resolve(statement, statements.vocabulary):
        if finding.code != "term-cycle" or section == "terms":
            yield error(finding.code, path, finding.message, finding.offset)
    issue = statements.issue_in(statement) if section in ("rules", "actors", "issues") else None
    if issue is not None:
        what = {"rules": "a rule", "actors": "a want", "issues": "what a mark means"}[section]
        message = f"{what} is about options, drivers and terms made of them; `{issue}` is an issue"
        yield error("issue-out-of-place", path, message)
