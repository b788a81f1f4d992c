"""Progress: what is reported, in which order, also when work breaks off."""

import pytest

from estimative.base.progress import SILENT, tracked


class Told:
    """Keeps what it is told."""

    def __init__(self):
        self.events = []

    def start(self, what, total):
        self.events.append(("start", what, total))

    def advance(self, steps=1):
        self.events.append(("advance", steps))

    def finish(self):
        self.events.append(("finish",))


def test_each_item_is_a_step_and_the_end_is_told():
    told = Told()
    assert list(tracked("ab", told, "draws")) == ["a", "b"]
    assert told.events == [("start", "draws", 2), ("advance", 1), ("advance", 1), ("finish",)]


def test_no_items_are_told_too():
    told = Told()
    assert list(tracked([], told, "draws")) == []
    assert told.events == [("start", "draws", 0), ("finish",)]


def test_an_item_counts_when_it_is_done_and_not_before():
    told = Told()
    items = tracked([1, 2], told, "draws")
    next(items)
    assert told.events == [("start", "draws", 2)]


def test_the_end_is_told_when_the_work_breaks_off():
    told = Told()

    def work():
        for item in tracked([1, 2, 3], told, "draws"):
            if item == 2:
                raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        work()
    assert told.events[-1] == ("finish",)
    assert told.events.count(("advance", 1)) == 1


def test_silence_takes_everything():
    assert list(tracked([1, 2], SILENT, "draws")) == [1, 2]
