"""Random evidence tables over every feature, and the definitions written down a second time, without arrays."""

from __future__ import annotations

import math
import re
import statistics
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import strategies as st

from estimative.methods.evidence import LEVELS, Conventions, EvidenceTable, Item, Member, ReferenceClass
from estimative.testing.under_test import Relabelled

GRADES = [None, "A1", "B2", "B3", "C", "4", "E5", "F", "6", "F6", "D6"]


def members(draw):
    one = st.tuples(st.none() | st.sampled_from([0.0, 0.25, 1.0]), st.none() | st.booleans())
    return tuple(Member(f"m{k}", *found) for k, found in enumerate(draw(st.lists(one, max_size=3))))


@st.composite
def classes(draw, count):
    found = []
    for k in range(draw(st.integers(0, 4))):
        weight = draw(st.sampled_from([1.0, 1.0, 0.5, 0.0]))
        by_author = draw(st.booleans())
        if draw(st.integers(0, 3)) == 0:
            counts = tuple(draw(st.lists(st.integers(0, 9), min_size=count, max_size=count).filter(any)))
            found.append(ReferenceClass(f"k{k}", counts=counts, by_author=by_author, weight=weight))
            continue
        of = draw(st.integers(1, 30))
        found.append(
            ReferenceClass(
                f"k{k}",
                happened=draw(st.integers(0, of)),
                of=of,
                hypothesis=draw(st.none() | st.integers(0, count - 1)),
                by_author=by_author,
                weight=weight,
                members=members(draw),
            )
        )
    return tuple(found)


@st.composite
def conventions(draw):
    if draw(st.booleans()):
        return Conventions(prior=draw(st.sampled_from(["equal", "classes"])))
    ratios = sorted(draw(st.lists(st.sampled_from([0.1, 0.25, 0.5, 1.0, 1.5, 3.0, 10.0]), min_size=5, max_size=5)))
    return Conventions(
        ratios=dict(zip(LEVELS, ratios, strict=True)),
        source={"B": draw(st.sampled_from([0.0, 0.7, 1.0]))},
        item={"3": draw(st.sampled_from([0.0, 0.3, 1.0]))},
        item_cap=draw(st.sampled_from([1.0, 1.5, 4.0, 1000.0])),
        total_cap=draw(st.sampled_from([1.0, 3.0, 20.0, 1e6])),
        prior=draw(st.sampled_from(["equal", "classes"])),
    )


@st.composite
def tables(draw, most_items: int = 7, most_hypotheses: int = 4):
    count, rows = draw(st.integers(2, most_hypotheses)), draw(st.integers(0, most_items))
    items = tuple(
        Item(
            f"i{k}",
            draw(st.sampled_from(GRADES)),
            draw(st.sampled_from([1.0, 1.0, 0.5, 0.0])),
            draw(st.sampled_from([None, None, "g", "h"])),
            draw(st.sampled_from([False, False, False, True])),
        )
        for k in range(rows)
    )
    ratings = draw(st.lists(st.lists(st.integers(0, 5), min_size=count, max_size=count), min_size=rows, max_size=rows))
    names = tuple(f"h{k}" for k in range(count))
    return EvidenceTable(names, items, ratings, draw(classes(count)), draw(conventions()))


@st.composite
def relabelled(draw, problem: EvidenceTable) -> Relabelled[EvidenceTable]:
    """The same table with hypotheses, items and classes renamed and in another order."""
    columns = draw(st.permutations(range(len(problem.hypotheses))))
    rows = draw(st.permutations(range(len(problem.items))))
    order = draw(st.permutations(range(len(problem.classes))))
    hypotheses = [problem.hypotheses[k] for k in columns]
    names = {name: f"x{k}" for k, name in enumerate(hypotheses)}
    names |= {item.name: f"y{k}" for k, item in enumerate(problem.items)}
    names |= {known.name: f"z{k}" for k, known in enumerate(problem.classes)}
    groups = {"g": "group one", "h": "group two"}

    def moved(known: ReferenceClass) -> ReferenceClass:
        counts = tuple(known.counts[k] for k in columns) if known.counts is not None else None
        place = columns.index(known.hypothesis) if known.hypothesis is not None else None
        return replace(known, name=names[known.name], counts=counts, hypothesis=place)

    other = EvidenceTable(
        tuple(names[name] for name in hypotheses),
        tuple(
            replace(problem.items[k], name=names[problem.items[k].name], group=groups.get(problem.items[k].group))
            for k in rows
        ),
        problem.ratings[np.ix_(rows, columns)],
        tuple(moved(problem.classes[k]) for k in order),
        problem.conventions,
    )
    return Relabelled(other, translation(names, groups))


def translation(names: dict[str, str], groups: dict[str, str]) -> Any:
    """An answer in the other names, its lists in an order of their own."""

    def translate(answer: Any) -> Any:
        if isinstance(answer, dict):
            found = {names.get(key, key): translate(item) for key, item in answer.items()}
            return {**found, "group": groups[answer["group"]]} if "group" in found else found
        if isinstance(answer, list):
            return [translate(item) for item in answer]
        if isinstance(answer, str):
            return names.get(answer, re.sub("`([^`]+)`", lambda name: f"`{names.get(name[1], name[1])}`", answer))
        return answer

    return lambda answer: sorted_answer(translate(answer))


def sorted_answer(answer: dict[str, Any]) -> dict[str, Any]:
    """Lists whose order follows that of the table, in an order of their own; of warnings the words."""
    found = dict(answer)
    for key in ("linchpins", "disagreements", "prior_spread", "hypotheses", "total_capped"):
        found[key] = sorted(found[key], key=key_of)
    found["outside_view"] = {
        **found["outside_view"],
        "without_class": sorted(found["outside_view"]["without_class"]),
    }
    found["warnings"] = sorted(" ".join(sorted(re.sub("[,:]", "", text).split())) for text in found["warnings"])
    return found


def key_of(entry: Any) -> str:
    if not isinstance(entry, dict):
        return str(entry)
    keys = ("item", "group", "ach", "posterior", "prior_from", "hypothesis", "class")
    told = [entry.get(key) for key in keys if not isinstance(entry.get(key), dict)]
    return str([*told, f"{entry.get('at') or 0:.6f}"])


class Oracle:
    """One table, weighed by loops straight from the definitions."""

    def __init__(self, table: EvidenceTable, left_out: frozenset[int] = frozenset()) -> None:
        self.table = table
        self.rows = table.ratings.tolist()
        self.kept = [
            k for k, item in enumerate(table.items) if not item.retracted and any(self.rows[k]) and k not in left_out
        ]
        self.count = len(table.hypotheses)

    def weight(self, k: int) -> float:
        grade = self.table.items[k].reliability or ""
        value = self.table.items[k].relevance
        for sign in grade:
            value *= (self.table.conventions.source | self.table.conventions.item)[sign]
        return value

    def counts(self, plain: bool = False) -> dict[int, float]:
        found = {}
        weight = (lambda k: 1.0) if plain else self.weight
        for k in self.kept:
            group = self.table.items[k].group
            mates = [j for j in self.kept if group is not None and self.table.items[j].group == group] or [k]
            total = sum(weight(j) for j in mates)
            found[k] = weight(k) * max(weight(j) for j in mates) / total if total else 0.0
        return found

    def inconsistency(self, plain: bool = False) -> list[float]:
        counts = self.counts(plain)
        return [
            sum(counts[k] * (3 - self.rows[k][h]) ** 2 for k in self.kept if 0 < self.rows[k][h] < 3)
            for h in range(self.count)
        ]

    def log_ratios(self, k: int) -> list[float]:
        ratios = self.table.conventions.ratios
        words = {number: word for word, number in LEVELS.items()}
        logs = [math.log(ratios[words.get(number, "N")]) for number in self.rows[k]]
        span, cap = max(logs) - min(logs), math.log(self.table.conventions.item_cap)
        return [x * cap / span for x in logs] if span > cap + 1e-12 else logs

    def total(self) -> list[float]:
        counts = self.counts()
        return [sum(counts[k] * self.log_ratios(k)[h] for k in self.kept) for h in range(self.count)]

    def likelihoods(self) -> list[float]:
        total = self.total()
        return [max(math.exp(x - max(total)), 1 / self.table.conventions.total_cap) for x in total]

    def posterior(self, prior: list[float]) -> list[float]:
        raised = [p * x for p, x in zip(prior, self.likelihoods(), strict=True)]
        return [x / sum(raised) for x in raised]

    def diagnosticity(self) -> list[float]:
        return [statistics.pstdev(number or 3 for number in row) for row in self.rows]

    def rates(self) -> dict[int, float]:
        pairs: dict[int, list[tuple[float, float]]] = {}
        for known in self.table.classes:
            if not known.weight:
                continue
            if known.counts is not None:
                for h, n in enumerate(known.counts):
                    share = (n + 0.5) / (sum(known.counts) + self.count / 2)
                    pairs.setdefault(h, []).append((known.weight, share))
            elif known.hypothesis is not None:
                own = (known.happened + 0.5) / (known.of + 1)
                pairs.setdefault(known.hypothesis, []).append((known.weight, own))
                if self.count == 2:
                    pairs.setdefault(1 - known.hypothesis, []).append((known.weight, 1 - own))
        return {h: sum(w * r for w, r in found) / sum(w for w, _ in found) for h, found in pairs.items()}

    def prior(self) -> list[float]:
        rates = self.rates()
        if self.table.conventions.prior == "equal" or not rates:
            return [1 / self.count] * self.count
        total, without = sum(rates.values()), self.count - len(rates)
        if not without:
            return [rates[h] / total for h in range(self.count)]
        if total <= 1 - 0.01 * without:
            return [rates.get(h, (1 - total) / without) for h in range(self.count)]
        return [(1 - 0.01 * without) * rates[h] / total if h in rates else 0.01 for h in range(self.count)]


def order(values: list[float], least: bool) -> list[int]:
    """Places, ties within a billionth sharing the better."""
    signed = [value if least else -value for value in values]
    return [1 + sum(other < value - 1e-9 * max(1, abs(value)) for other in signed) for value in signed]
