"""Kernels are compiled when they are called, kept where that is possible, and run as they are where it is not."""

import errno
import os
import subprocess
import sys
import tempfile
import threading
import time

import numpy as np
import pytest

from estimative.base import kernels
from estimative.base.kernels import Kernel, Team, kernel


def _summed(numbers):
    found = 0
    for number in numbers:
        found += number
    return found


NUMBERS = np.arange(5, dtype=np.int64)


@kernel
def twice(number):
    """Twice as much."""
    return 2 * number


@kernel
def twice_summed(numbers):
    found = 0
    for number in numbers:
        found += twice(number)
    return found


@pytest.fixture
def numba():
    import numba

    return numba


def test_a_kernel_is_its_function_and_can_run_plain():
    assert (twice.__name__, twice.__doc__, twice.plain(4)) == ("twice", "Twice as much.", 8)


def test_kernels_call_each_other(numba):
    assert twice_summed(NUMBERS) == twice_summed.plain(NUMBERS) == 20


def test_nothing_is_imported_before_the_first_call():
    code = (
        "import sys\n"
        "import estimative.methods.conflict.many, estimative.methods.conflict.stability\n"
        "print('numba' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_without_numba_the_plain_function_runs(monkeypatch):
    monkeypatch.setitem(sys.modules, "numba", None)
    kernels.compiling.cache_clear()
    try:
        assert Kernel(_summed)(NUMBERS) == 10
    finally:
        kernels.compiling.cache_clear()


def test_where_compiling_is_switched_off_the_plain_function_runs(numba, monkeypatch):
    monkeypatch.setattr(numba.config, "DISABLE_JIT", 1)
    kernels.compiling.cache_clear()
    try:
        one = Kernel(_summed)
        assert one(NUMBERS) == 10
        assert one._compiled is _summed
    finally:
        kernels.compiling.cache_clear()


@pytest.fixture
def nowhere(numba, monkeypatch):
    """Neither the package nor the user's cache folder can be written."""
    from numba.core import caching

    for name in ("InTreeCacheLocator", "UserWideCacheLocator"):
        monkeypatch.setattr(getattr(caching, name), "from_function", classmethod(lambda cls, *where: None))
    monkeypatch.setattr(numba.config, "CACHE_DIR", "")


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_private_folder_is_the_last_place_to_keep_what_was_compiled(nowhere, temporary):
    assert Kernel(_summed)(NUMBERS) == 10
    (folder,) = temporary.iterdir()
    assert folder.stat().st_mode & 0o077 == 0
    assert [path for path in folder.rglob("*.nbc") if "_summed" in path.name]


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="permissions of this kind are POSIX")
def test_a_folder_that_others_can_write_is_not_trusted(nowhere, temporary):
    (temporary / f"estimative-kernels-{os.getuid()}").mkdir()
    (temporary / f"estimative-kernels-{os.getuid()}").chmod(0o777)
    assert Kernel(_summed)(NUMBERS) == 10
    assert list(temporary.rglob("*.nbc")) == []


def test_a_link_or_a_file_in_the_place_of_the_folder_is_not_trusted(nowhere, temporary):
    name = f"estimative-kernels-{os.getuid() if hasattr(os, 'getuid') else 'user'}"
    (temporary / "elsewhere").mkdir(mode=0o700)
    (temporary / name).symlink_to(temporary / "elsewhere")
    assert Kernel(_summed)(NUMBERS) == 10
    assert list((temporary / "elsewhere").iterdir()) == []
    (temporary / name).unlink()
    (temporary / name).write_text("in the way")
    assert Kernel(_summed)(NUMBERS) == 10


def test_a_full_disk_only_costs_the_keeping(numba, monkeypatch):
    from numba.core import caching

    def full(*anything):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(caching.Cache, "save_overload", full)
    monkeypatch.setattr(caching.Cache, "load_overload", lambda *anything: None)
    one = Kernel(_summed)
    assert one(NUMBERS) == 10
    assert one(NUMBERS + 1) == 15


def test_an_error_of_the_function_itself_is_not_hidden(monkeypatch):
    def broken():
        raise OSError("its own")

    one = Kernel(broken)
    monkeypatch.setattr(one, "_compiled", broken)
    with pytest.raises(OSError, match="its own"):
        one()


def test_stretches_make_up_the_whole_in_order():
    for size in (1, 2, 3, 8):
        for count in (0, 1, 2, 7, 100):
            found = Team(size).run(range, count, 1 << 20)
            assert [number for stretch in found for number in stretch] == list(range(count))
            assert len(found) == min(size, count)


def test_little_work_is_not_split():
    assert Team(4).run(lambda first, last: (first, last), 100, kernels.LEAST_WORK - 1) == [(0, 100)]


def test_an_error_in_any_stretch_is_raised_once_all_are_done():
    done = []

    def work(first, last):
        if first == 0:
            raise ValueError("first")
        time.sleep(0.05)
        done.append(first)

    with pytest.raises(ValueError, match="first"):
        Team(2).run(work, 2, 1 << 20)
    assert done == [1]


def test_stretches_run_in_several_threads():
    meeting = threading.Barrier(2, timeout=20)
    Team(2).run(lambda first, last: meeting.wait(), 2, 1 << 20)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_process_that_was_forked_off_starts_its_own_threads():
    team = Team(2)
    team.run(lambda first, last: None, 2, 1 << 20)
    child = os.fork()
    if child == 0:
        found = team.run(lambda first, last: last, 2, 1 << 20)
        os._exit(0 if found == [1, 2] else 1)
    assert os.waitpid(child, 0)[1] == 0
