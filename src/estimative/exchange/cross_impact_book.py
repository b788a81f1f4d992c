"""A cross-impact problem as it lies in a file: the problem and what the file calls it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from estimative.base.errors import EstimativeError
from estimative.exchange.csv_tables import Cell, TableFindings
from estimative.methods.cross_impact.problem import CrossImpact

MAX_NAME = 1000


@dataclass(frozen=True)
class CrossImpactBook:
    """`name` is the title that stands in the file; it changes no answer."""

    name: str
    problem: CrossImpact


def built(
    name: str,
    descriptors: Sequence[tuple[str, Sequence[str]]],
    matrix: Sequence[Sequence[int]],
    never: Sequence[Sequence[tuple[int, int]]],
) -> CrossImpactBook:
    """The book of what was read; raises what CrossImpact raises where it is too large or does not fit."""
    problem = CrossImpact(
        tuple(title for title, _ in descriptors),
        tuple(tuple(variants) for _, variants in descriptors),
        matrix,  # type: ignore[arg-type]  # it takes whatever makes an array
        tuple(tuple(pattern) for pattern in never),
    )
    return CrossImpactBook(name, problem)


def built_or_failed(
    name: str,
    descriptors: Sequence[tuple[str, Sequence[str]]],
    matrix: Sequence[Sequence[int]],
    never: Sequence[Sequence[tuple[int, int]]],
    findings: TableFindings,
) -> CrossImpactBook:
    """The same; what is wrong becomes a finding about the file, and all findings are raised."""
    findings.stop_if_failed()
    try:
        return built(name, descriptors, matrix, never)
    except EstimativeError as error:
        findings.fail(findings.folder, str(error), "limit")
    findings.stop_if_failed()
    raise AssertionError


def spot(line: int, column: int = 1) -> Cell:
    """A place in a text, from 1."""
    return Cell("", line, column)
