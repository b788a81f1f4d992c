"""MACTOR straight from its definitions: loops over names and numbers, fractions, nothing shared with the program."""

from fractions import Fraction
from itertools import pairwise, permutations


class Oracle:
    def __init__(self, mdi, mao, reading="excluded"):
        self.mdi, self.mao, self.included = mdi, mao, reading == "included"
        self.n, self.m = len(mdi), len(mao[0]) if mao else 0
        self.mdii = [
            [mdi[i][j] + sum(min(mdi[i][k], mdi[k][j]) for k in range(self.n)) for j in range(self.n)]
            for i in range(self.n)
        ]
        self.mmdii = [
            [
                0 if i == j else max([mdi[i][j]] + [min(mdi[i][k], mdi[k][j]) for k in range(self.n)])
                for j in range(self.n)
            ]
            for i in range(self.n)
        ]
        self.out = [self._others(self.mdii, i, rows=True) for i in range(self.n)]
        self.back = [self._others(self.mdii, i, rows=False) for i in range(self.n)]
        self.power = self._balance(self.out, self.back, [self.mdii[i][i] for i in range(self.n)])
        best_out = [sum(self.mmdii[i]) for i in range(self.n)]
        best_back = [sum(self.mmdii[j][i] for j in range(self.n)) for i in range(self.n)]
        self.power_best = self._balance(best_out, best_back, [0] * self.n)

    def _others(self, table, i, rows):
        return sum(table[i][j] if rows else table[j][i] for j in range(self.n) if self.included or j != i)

    def _balance(self, out, back, own):
        raw = [
            Fraction(out[i] - own[i], sum(out)) * Fraction(out[i], out[i] + back[i]) if out[i] else Fraction(0)
            for i in range(self.n)
        ]
        return [self.n * value / sum(raw) if sum(raw) else Fraction(0) for value in raw]

    def position(self, level, i, a):
        stake = self.mao[i][a]
        return {1: (stake > 0) - (stake < 0), 2: stake, 3: self.power[i] * stake}[level]

    def pair(self, level, i, j, sign):
        if i == j:
            return Fraction(0)
        both = [(self.position(level, i, a), self.position(level, j, a)) for a in range(self.m)]
        return sum((Fraction(abs(x) + abs(y)) / 2 for x, y in both if x * y * sign > 0), Fraction(0))

    def pairs(self, level, sign):
        return [[self.pair(level, i, j, sign) for j in range(self.n)] for i in range(self.n)]

    def ambivalence(self, level, i):
        pairs = [(self.pair(level, i, j, 1), self.pair(level, i, j, -1)) for j in range(self.n) if j != i]
        shared = sum(c + d for c, d in pairs)
        return None if not shared else 1 - sum(abs(c - d) for c, d in pairs) / shared

    def degree(self, level):
        pairs = [(i, j) for i in range(self.n) for j in range(i + 1, self.n)]
        together = sum(self.pair(level, i, j, 1) for i, j in pairs)
        apart = sum(self.pair(level, i, j, -1) for i, j in pairs)
        return None if not together + apart else 100 * together / (together + apart)

    def answer(self):
        found = {
            "MDII": self.mdii,
            "MMDII": self.mmdii,
            "I": self.out,
            "D": self.back,
            "R": self.power,
            "Q": self.power_best,
            "net_influence": [[self.mdii[i][j] - self.mdii[j][i] for j in range(self.n)] for i in range(self.n)],
        }
        for level in (1, 2, 3):
            table = [[self.position(level, i, a) for a in range(self.m)] for i in range(self.n)]
            found |= {
                f"{level}MAO": table,
                f"mobilisation_{level}MAO": [sum(map(abs, row)) for row in table],
                f"objectives_{level}MAO": [
                    [sum(max(row[a], 0) for row in table), sum(min(row[a], 0) for row in table)] for a in range(self.m)
                ],
                f"{level}CAA": self.pairs(level, 1),
                f"{level}DAA": self.pairs(level, -1),
                f"ambivalence_{level}": [self.ambivalence(level, i) for i in range(self.n)],
                f"degree_convergence_{level}": self.degree(level),
            }
        return plain(found)

    def roads(self, start, end):
        """Every simple road, best first: the wider, then the shorter, then by numbers."""
        between = [k for k in range(self.n) if k not in (start, end)]
        found = []
        for count in range(len(between) + 1):
            for middle in permutations(between, count):
                way = (start, *middle, end)
                strength = min(self.mdi[a][b] for a, b in pairwise(way))
                if strength:
                    found.append((-strength, len(way), way))
        return [(way, -weakness) for weakness, _, way in sorted(found)]


def plain(value):
    """Nine significant digits, as the program writes them."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, Fraction):
        return float(f"{float(value):.9g}")
    return value
