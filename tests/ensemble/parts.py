"""Jobs that workers can import, for tests of who computes them."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import numpy as np

from estimative.base.errors import Problem, ProblemsError
from estimative.base.logic.parsing import parse_statement
from estimative.ensemble.executors import Job


def numbers(count, size=3):
    """Parts that differ."""
    return [{"n": np.arange(size) + k} for k in range(count)]


def _double(shared, part):
    return {"n": part["n"] * shared, "pid": np.array([os.getpid()])}


def doubling(by=2):
    return Job("doubling", _double, by, f"by {by}")


def _wait_less_and_less(shared, part):
    time.sleep(max(0.0, 0.05 - 0.01 * float(part["n"][0])))
    return {"n": part["n"]}


def waiting():
    """The first part takes longest."""
    return Job("waiting", _wait_less_and_less, None, "")


def _die_once(shared, part):
    number, folder = int(part["n"][0]), Path(shared)
    mark = folder / str(number)
    if number == 2 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return {"n": part["n"]}


def dying_once(folder):
    """The third part kills whoever computes it first."""
    return Job("dying", _die_once, str(folder), "")


def _die(shared, part):
    if int(part["n"][0]) == shared:
        os.kill(os.getpid(), signal.SIGKILL)
    return {"n": part["n"]}


def deadly(number):
    """One part kills whoever computes it."""
    return Job("dying", _die, number, str(number))


def _fail(shared, part):
    if int(part["n"][0]) == 1:
        raise ProblemsError([Problem("error", "bad", "a/b", "no good", 3, 4)], "case.yaml")
    if int(part["n"][0]) == 2:
        raise ZeroDivisionError("later")
    return {"n": part["n"]}


def failing():
    return Job("failing", _fail, None, "")


class AwkwardError(Exception):
    def __init__(self, one, two):
        super().__init__(f"{one} {two}")


def _fail_awkwardly(shared, part):
    raise AwkwardError("cannot", "cross")


def failing_awkwardly():
    return Job("failing", _fail_awkwardly, None, "")


class Loud:
    """Something shared that notes each time it arrives somewhere."""

    def __init__(self, folder):
        self.folder = folder

    def __reduce__(self):
        return _arrived, (self.folder,)


def _arrived(folder):
    (Path(folder) / f"{os.getpid()}-{time.monotonic_ns()}").touch()
    return Loud(folder)


def _plain(shared, part):
    return {"n": part["n"], "pid": np.array([os.getpid()])}


def loud(folder):
    return Job("loud", _plain, Loud(str(folder)), str(folder))


def _note_and_sleep(shared, part):
    Path(shared, str(os.getpid())).touch()
    time.sleep(60)
    return {"n": part["n"]}


def endless(folder):
    return Job("endless", _note_and_sleep, str(folder), "")


def _sleep(shared, part):
    time.sleep(0.02)
    return {"n": part["n"], "pid": np.array([os.getpid()])}


def sleepy():
    """Every part takes as long."""
    return Job("sleeping", _sleep, None, "")


def _misread(shared, part):
    parse_statement("a and")


def misreading():
    """The error has one of another package behind it."""
    return Job("misreading", _misread, None, "")
