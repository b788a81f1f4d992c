"""Every table of MACTOR, for one problem or for many draws at once.

Arrays end in the axes that the definitions name (actors × actors, actors × objectives); axes before them are draws.
Sums of real numbers run over sorted values, so that neither the order of the actors nor the number of draws changes
their last bit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar, get_args

import numpy as np
from numpy.typing import NDArray

from estimative.base.errors import LimitError, UsageError
from estimative.methods.influence.record import MAX_CELLS

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Whole = TypeVar("Whole", bound=np.signedinteger[Any])
Reading = Literal["excluded", "included"]
READINGS: tuple[Reading, ...] = get_args(Reading)
"""How a balance of power treats what an actor has on itself through others, the diagonal of MDII: `excluded` from its
influence and dependence, or `included` in both. Sources differ; the first is the default."""
LEVELS = (1, 2, 3)
"""Levels of the tables of positions: 1 sides (1MAO), 2 stakes (2MAO), 3 stakes by weight (3MAO)."""


@dataclass(frozen=True, eq=False)
class Tables:
    """The tables; with n actors and m objectives, each may have axes for draws before those named here.

    `direct` (MDI) and `summed` (MDII), `best` (MMDII): n × n. `influence` (I) and `dependence` (D): n. `power` (R) and
    `power_best` (Q, from MMDII): n, mean 1 (all 0 where nobody can be weighed). `positions[k]` (1, 2, 3MAO): n × m.
    `mobilisation[k]`: n; `support[k]` and `resistance[k]`: m, the positive and the negative entries summed.
    `convergence[k]` (CAA) and `divergence[k]` (DAA): n × n. `ambivalence[k]`: n, from 0 (always ally or always foe) to
    1; `degree[k]`: per cent of convergence. The last two are NaN where nothing is shared.
    """

    reading: Reading
    direct: Ints
    summed: Ints
    best: Ints
    influence: Ints
    dependence: Ints
    power: Floats
    power_best: Floats
    positions: Mapping[int, Floats]
    mobilisation: Mapping[int, Floats]
    support: Mapping[int, Floats]
    resistance: Mapping[int, Floats]
    convergence: Mapping[int, Floats]
    divergence: Mapping[int, Floats]
    ambivalence: Mapping[int, Floats]
    degree: Mapping[int, Floats]

    @property
    def net(self) -> Ints:
        """Net influence: what goes out to each other actor less what comes back, from MDII."""
        return self.summed - np.swapaxes(self.summed, -1, -2)


def tables(influence: Ints, stakes: Ints, reading: Reading = "excluded") -> Tables:
    """Every table from MDI (…, n, n) and 2MAO (…, n, m), whole numbers; the axes for draws are the same in both.

    Raises UsageError for an unknown reading or shapes that do not fit, LimitError for more than 16 million cells
    (draws × n × the larger of n and m).

    >>> found = tables(np.array([[0, 3], [1, 0]]), np.array([[2], [-1]]))
    >>> found.summed.tolist(), found.power.tolist(), found.degree[1].tolist()
    ([[1, 3], [1, 1]], [2.0, 0.0], 0.0)
    """
    _check(influence, stakes, reading)
    summed, best = indirect(influence)
    out, back, power = weighed(summed, reading)
    widest = best.sum(axis=-1), best.sum(axis=-2)
    positions = {1: np.sign(stakes).astype(np.float64), 2: stakes.astype(np.float64)}
    positions[3] = power[..., None] * positions[2] + 0.0  # no minus zero
    sided = {1: _sided(np.sign(stakes)), 2: _sided(stakes)}
    sided[3] = sided[2]
    weights = {1: np.ones_like(power), 2: np.ones_like(power), 3: power}
    pairs = {level: _pairs(*sided[level], weights[level]) for level in LEVELS}
    return Tables(
        reading=reading,
        direct=influence,
        summed=summed,
        best=best,
        influence=out,
        dependence=back,
        power=power,
        power_best=balance(*widest, np.zeros_like(out)),
        positions=positions,
        mobilisation={k: weights[k] * np.abs(positions[min(k, 2)]).sum(axis=-1) for k in LEVELS},
        support={k: total(np.maximum(positions[k], 0), -2) for k in LEVELS},
        resistance={k: 0.0 - total(np.maximum(-positions[k], 0), -2) for k in LEVELS},
        convergence={k: pairs[k][0] for k in LEVELS},
        divergence={k: pairs[k][1] for k in LEVELS},
        ambivalence={k: _ambivalence(*pairs[k]) for k in LEVELS},
        degree={k: _degree(*pairs[k]) for k in LEVELS},
    )


def indirect(influence: NDArray[Whole]) -> tuple[NDArray[Whole], NDArray[Whole]]:
    """MDII and MMDII: direct influence, and through one other actor what the weaker of both links carries.

    They come in the kind of numbers that MDI is in, which has to hold 4 × n.

    In MDII all ways are summed and the diagonal is kept; in MMDII the best counts and the diagonal is 0.
    """
    summed, best = influence.copy(), influence.copy()
    for via in range(influence.shape[-1]):
        carried = np.minimum(influence[..., :, via, None], influence[..., via, None, :])
        summed += carried
        np.maximum(best, carried, out=best)
    places = np.arange(influence.shape[-1])
    best[..., places, places] = 0
    return summed, best


def weighed(summed: NDArray[Whole], reading: Reading = "excluded") -> tuple[Ints, Ints, Floats]:
    """I, D and the balance of power R (mean 1) from MDII, each (…, n)."""
    own = np.diagonal(summed, axis1=-2, axis2=-1)
    out, back = summed.sum(axis=-1), summed.sum(axis=-2)
    if reading == "excluded":
        out, back = out - own, back - own
    return out, back, balance(out, back, own)


def balance(out: Ints, back: Ints, own: Ints) -> Floats:
    """R: (I - own)/ΣI × I/(I + D), made so that its mean is 1; 0 where an actor neither moves nor is moved.

    Where it is 0 for all (two actors that move only each other, say, in the reading `excluded`), it stays 0.
    """
    moved = out + back
    raw = np.divide((out - own) * out, moved, out=np.zeros(moved.shape), where=moved > 0)
    whole = total(raw, -1)[..., None]  # ΣI is the same for all, and falls out with the mean
    found: Floats = np.divide(out.shape[-1] * raw, whole, out=np.zeros(moved.shape), where=whole > 0)
    return found


def total(values: Floats, axis: int) -> Floats:
    """The sum along an axis, the same to its last bit in whatever order the values stand."""
    rows = np.sort(np.ascontiguousarray(np.moveaxis(values, axis, -1)), axis=-1)
    found: Floats = rows.sum(axis=-1)
    return found


def _sided(stakes: Ints) -> tuple[Floats, Floats]:
    """Per pair i, j: what i has at stake, as size, over the objectives where both are on one side, and on opposite."""
    plus, minus = np.maximum(stakes, 0).astype(np.float64), np.maximum(-stakes, 0).astype(np.float64)
    for_, against = np.swapaxes(plus > 0, -1, -2).astype(np.float64), np.swapaxes(minus > 0, -1, -2).astype(np.float64)
    return plus @ for_ + minus @ against, plus @ against + minus @ for_


def _pairs(same: Floats, opposite: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """CAA and DAA with a weight per actor: half of what both have at stake together; the diagonal is 0.

    Who weighs nothing stands on no side, and shares nothing with anybody.
    """
    found = []
    places = np.arange(weight.shape[-1])
    weighing = (weight[..., :, None] > 0) & (weight[..., None, :] > 0)
    for shared in (same, opposite):
        weighted = weight[..., None] * shared
        pairs = np.where(weighing, (weighted + np.swapaxes(weighted, -1, -2)) / 2, 0.0)
        pairs[..., places, places] = 0
        found.append(pairs)
    return found[0], found[1]


def _ambivalence(convergence: Floats, divergence: Floats) -> Floats:
    apart, shared = total(np.abs(convergence - divergence), -1), total(convergence + divergence, -1)
    found: Floats = 1 - np.divide(apart, shared, out=np.full(shared.shape, np.nan), where=shared > 0)
    return found


def _degree(convergence: Floats, divergence: Floats) -> Floats:
    upper = np.triu_indices(convergence.shape[-1], k=1)
    together, apart = total(convergence[..., *upper], -1), total(divergence[..., *upper], -1)
    shared = together + apart
    found: Floats = 100 * np.divide(together, shared, out=np.full(shared.shape, np.nan), where=shared > 0)
    return found


def _check(influence: Ints, stakes: Ints, reading: Any) -> None:
    if reading not in READINGS:
        raise UsageError(f"tables: reading is {reading!r}; it is `excluded` or `included`")
    n = influence.shape[-1] if influence.ndim else 0
    if influence.ndim < 2 or influence.shape[-2] != n or stakes.ndim < 2 or stakes.shape[:-1] != influence.shape[:-1]:
        raise UsageError(
            f"tables: influence has shape {influence.shape}, stakes {stakes.shape}; (…, n, n) and (…, n, m) are due"
        )
    cells = int(np.prod(influence.shape[:-1], dtype=object)) * max(n, stakes.shape[-1])
    if cells > MAX_CELLS:
        raise LimitError(
            f"tables: {cells:,} cells (draws × actors × the larger of actors and objectives); at most {MAX_CELLS:,} are"
            " held at once; take the draws in parts"
        )
