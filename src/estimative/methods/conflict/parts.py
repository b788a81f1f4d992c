"""Parts of the states: all that a group of decision makers whose options move both ways can reach from each other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from estimative.base.kernels import kernel
from estimative.methods.conflict.kernels import ONE, Fibers, Ints


@kernel
def root(parent: Ints, position: Any) -> Any:
    """The first position of the tree that `position` is in; shortens the way there."""
    here = np.int64(position)
    while parent[here] != here:
        parent[here] = parent[parent[here]]
        here = np.int64(parent[here])
    return here


@kernel
def join_fibers(fibers: Fibers, parent: Ints) -> None:
    """Joins the states of each fiber. `parent` is a forest over positions in which no parent comes after its child."""
    start, row = fibers.start, fibers.row
    for fiber in range(len(start) - 1):
        first = root(parent, row[start[fiber]] >> ONE)
        for k in range(start[fiber] + 1, start[fiber + 1]):
            other = root(parent, row[k] >> ONE)
            if other < first:
                parent[first] = other
                first = other
            elif first < other:
                parent[other] = first


@kernel
def number_parts(parent: Ints) -> int:
    """Turns a forest into the number of each position's tree, from 0 by first positions; returns how many there are."""
    count = 0
    for position in range(len(parent)):
        if parent[position] == position:
            parent[position] = count
            count += 1
        else:  # the parent comes before and has its number already
            parent[position] = parent[parent[position]]
    return count


def joined(size: int, members: Iterable[Fibers]) -> tuple[Ints, int]:
    """The part of each of `size` positions, and how many parts there are, when the fibers of all members are joined."""
    parent = np.arange(size, dtype=np.int32)
    for fibers in members:
        join_fibers(fibers, parent)
    return parent, number_parts(parent)
