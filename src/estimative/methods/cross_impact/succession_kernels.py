"""The loop behind basins: where each state of a field settles, given what each turns into.

What a state turns into is written as a number of 32 bits. While it is found out where states settle, the same place
holds what is known of the state: its successor at first (0 or more), the place on the way that is being walked
(WALKED and below), and in the end its *slot* (-1 - slot). Each attractor has as many slots as states, one behind the
other in the order of the walk; a state belongs to the slot of the state on the cycle that it keeps in step with.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from estimative.base.kernels import kernel

Ints: TypeAlias = NDArray[np.int64]
Short: TypeAlias = NDArray[np.int32]
Marks: TypeAlias = NDArray[np.uint8]

WALKED = -(1 << 30)
"""A place on the way that is being walked is written as this less the place."""


@kernel
def settle(successor: Short, counted: Marks, begins: Short, length: Short, code: Short, weight: Ints) -> int:
    """Finds where every state settles; returns how many slots there are.

    `successor` is written over as the module says. By slot: where its attractor's slots begin, how many they are, the
    code of its state, and how many states keep in step with it; of these only the `counted` ones (all, where that is
    empty). The first slot of an attractor has its lowest code.
    """
    slots = 0
    walk = np.empty(len(successor), np.int32)
    for start in range(len(successor)):
        here = start
        depth = 0
        while successor[here] >= 0:
            walk[depth] = here
            after = successor[here]
            successor[here] = WALKED - depth
            depth += 1
            here = after
        known = successor[here]
        if known <= WALKED:
            place = WALKED - known
            size = depth - place
            lowest = 0
            for k in range(1, size):
                if walk[place + k] < walk[place + lowest]:
                    lowest = k
            for k in range(size):
                state = walk[place + (lowest + k) % size]
                slot = slots + k
                begins[slot] = slots
                length[slot] = size
                code[slot] = state
                weight[slot] = len(counted) == 0 or counted[state] != 0
                successor[state] = -1 - slot
            slots += size
            known = successor[here]
            depth = place
        slot = -1 - known
        for k in range(depth - 1, -1, -1):
            slot = slot - 1 if slot > begins[slot] else begins[slot] + length[slot] - 1
            state = walk[k]
            successor[state] = -1 - slot
            if len(counted) == 0 or counted[state] != 0:
                weight[slot] += 1
    return slots
