"""How much memory a process held, for the programs beside this one."""

from __future__ import annotations

import resource
import sys
from pathlib import Path


def own_peak() -> float:
    """The most memory that this process ever held, in MiB."""
    status = Path("/proc/self/status")
    if status.exists():  # the figure below counts what the parent held when it started us
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / (1 << 10)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1 << 20 if sys.platform == "darwin" else 1 << 10)
