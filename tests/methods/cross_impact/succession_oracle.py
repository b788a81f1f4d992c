"""Succession by straight loops from the definitions, with whole numbers of Python's and nothing of the package's."""

from itertools import product


class Loops:
    """One problem, as lists."""

    def __init__(self, problem):
        self.variants = [len(names) for names in problem.variants]
        self.matrix = problem.matrix.tolist()
        self.never = problem.never
        self.first = [sum(self.variants[:j]) for j in range(len(self.variants))]

    def scenarios(self, held=None):
        for scenario in product(*map(range, self.variants)):
            if all(scenario[j] == v for j, v in (held or {}).items()):
                yield scenario

    def allowed(self, scenario):
        return not any(all(scenario[j] == v for j, v in pattern) for pattern in self.never)

    def score(self, scenario, j, v):
        return sum(self.matrix[self.first[i] + z][self.first[j] + v] for i, z in enumerate(scenario))

    def wish(self, scenario, j, ties):
        scores = [self.score(scenario, j, v) for v in range(self.variants[j])]
        if ties == "keep" and scores[scenario[j]] == max(scores):
            return scenario[j], 0
        return scores.index(max(scores)), max(scores) - scores[scenario[j]]

    def consistent(self, scenario):
        return all(self.wish(scenario, j, "keep")[0] == z for j, z in enumerate(scenario))

    def step(self, scenario, name, ties, order=None, held=()):
        places = [j for j in range(len(scenario)) if j not in held]
        wishes = {j: self.wish(scenario, j, ties) for j in places}
        restless = [j for j in places if wishes[j][0] != scenario[j]]
        after = list(scenario)
        if name == "global":
            for j in restless:
                after[j] = wishes[j][0]
        elif name == "incremental":
            for j in restless:
                after[j] += 1 if wishes[j][0] > scenario[j] else -1
        elif name == "local" and restless:
            furthest = max(wishes[j][1] for j in restless)
            j = next(j for j in restless if wishes[j][1] == furthest)
            after[j] = wishes[j][0]
        elif name == "adiabatic" and restless:  # without an order the last is the fastest
            j = next(j for j in order or range(len(scenario) - 1, -1, -1) if j in restless)
            after[j] = wishes[j][0]
        elif name == "sequential":
            for j in [j for j in order or range(len(scenario)) if j in places]:
                after[j] = self.wish(after, j, ties)[0]
        return tuple(after)

    def attractors(self, name, ties, order=None, held=None, only_allowed=False):
        """Sorted states of each attractor → starts that end there."""
        found = {}
        for start in self.scenarios(held):
            seen = [start]
            while (after := self.step(seen[-1], name, ties, order, held or {})) not in seen:
                seen.append(after)
            cycle = tuple(sorted(seen[seen.index(after) :]))
            found[cycle] = found.get(cycle, 0) + (not only_allowed or self.allowed(start))
        return found
