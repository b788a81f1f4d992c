"""Answered parts kept in a folder, so that a run that was ended takes up where it was.

A part is known by a digest of all that its answer hangs on: the function, the program and what it computes with, the
job's key, the part's own bytes. Files are `.npz` without pickles, written whole or not at all. What cannot be read, or
is not what it says it is, is computed anew. Whoever can write to the folder can change results, but nothing that lies
there is run, and nothing is read beyond a limit.
"""

from __future__ import annotations

import hashlib
import io
import os
import platform
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from estimative import __version__
from estimative.base.errors import LimitError, UsageError
from estimative.base.files import MEBIBYTE, read_bytes, write_text
from estimative.base.packed import UNPACKING
from estimative.base.progress import SILENT, Progress, tracked
from estimative.ensemble.executors import Arrays, Compute, Executor, Job

MOST_BYTES = 256 * MEBIBYTE
"""A larger answer is not kept, and a larger file not read."""
MOST_ARRAYS = 64
STALE = 24 * 3600.0
"""Seconds after which a half-written file is taken for one whose writer was ended."""
TAG = "CACHEDIR.TAG"
TAG_TEXT = (
    "Signature: 8a477f597d28d172789f06886806bc55\n"
    "# Answered parts of Estimative's ensembles (assess --resume). Delete the folder when you do not need them.\n"
)
_KINDS = "biufcSU?"
_PREFIX, _SUFFIX = ".part-", ".tmp"
_UNREADABLE = (UsageError, LimitError, zipfile.BadZipFile, ValueError, OSError, EOFError, RuntimeError)
_UNUSABLE: tuple[type[Exception], ...] = (UsageError, LimitError, *UNPACKING)
"""What is raised for a file that keeps nothing that can be used."""


class Kept:
    """Another executor whose answers are kept in a folder and read from there where they are.

    The folder is made where there is none. Raises UsageError where it is something else: a file, a folder with other
    things in it, or one that cannot be written to.
    """

    def __init__(self, executor: Executor, folder: Path) -> None:
        self._executor = executor
        self.folder = folder

    @property
    def workers(self) -> int:
        """How many parts are answered side by side."""
        return self._executor.workers

    def run(self, job: Job, parts: Sequence[Arrays], progress: Progress = SILENT) -> Iterator[Arrays]:
        """The answers in the order of the parts; raises UsageError where the folder cannot be written to."""
        start = _name_of(job)
        names = [part_digest(start, part) for part in parts]
        missing = [place for place, name in enumerate(names) if not self._place(name).is_file()]
        fresh = self._executor.run(job, _Chosen(parts, missing))
        due = set(missing)
        for place in tracked(range(len(parts)), progress, job.what):
            known = None if place in due else read_answer(self._place(names[place]), names[place])
            if known is not None:
                yield known
                continue
            answer = next(fresh if place in due else self._executor.run(job, [parts[place]]))
            self._keep(names[place], answer)
            yield answer

    def __enter__(self) -> Self:
        """Itself; the folder is there, and the other executor is entered."""
        self._open()
        self._executor.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leaves the other executor; what is kept stays."""
        self._executor.__exit__(kind, error, trace)

    def _open(self) -> None:
        tag = self.folder / TAG
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if not tag.is_file():
                if any(self.folder.iterdir()):
                    raise UsageError(
                        f"--resume {self.folder}: the folder has other things in it; give a new or an empty one, or"
                        " one that an earlier run made"
                    )
                write_text(tag, TAG_TEXT)
            for left in self.folder.glob(f"*/{_PREFIX}*{_SUFFIX}"):
                if time.time() - left.lstat().st_mtime > STALE:
                    left.unlink(missing_ok=True)
        except FileExistsError as error:
            raise UsageError(f"--resume {self.folder} is a file; give the name of a folder") from error
        except OSError as error:
            raise UsageError(f"--resume {self.folder}: {error.strerror or error}") from error

    def _place(self, name: str) -> Path:
        return self.folder / name[:2] / f"{name}.npz"

    def _keep(self, name: str, answer: Arrays) -> None:
        data = packed_answer(name, answer)
        if len(data) > MOST_BYTES:
            return
        target = self._place(name)
        try:
            target.parent.mkdir(exist_ok=True)
            handle, half = tempfile.mkstemp(dir=target.parent, prefix=_PREFIX, suffix=_SUFFIX)
            try:
                with os.fdopen(handle, "wb") as stream:
                    stream.write(data)
                Path(half).replace(target)
            finally:
                Path(half).unlink(missing_ok=True)
        except OSError as error:
            raise UsageError(f"--resume {self.folder} cannot be written to: {error.strerror or error}") from error


class _Chosen(Sequence[Arrays]):
    """Some of the parts, taken when they are asked for."""

    def __init__(self, parts: Sequence[Arrays], places: Sequence[int]) -> None:
        self._parts, self._places = parts, places

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, place: Any) -> Any:
        chosen = self._places[place]
        return _Chosen(self._parts, chosen) if isinstance(place, slice) else self._parts[chosen]


def part_digest(start: bytes, part: Arrays) -> str:
    """The hexadecimal SHA-256 of a part, after what its job adds; raises UsageError for arrays of objects.

    >>> one, other = part_digest(b"", {"n": np.arange(3)}), part_digest(b"", {"n": np.arange(3.0)})
    >>> len(one), one == other
    (64, False)
    """
    found = hashlib.sha256(start)
    for name, array in sorted(part.items()):
        if array.dtype.kind not in _KINDS:
            raise UsageError(f"part: array {name!r} is of {array.dtype}; numbers, truth values and text can be kept")
        for word in (name.encode(), array.dtype.str.encode(), repr(array.shape).encode(), array.tobytes()):
            found.update(len(word).to_bytes(8, "big"))
            found.update(word)
    return found.hexdigest()


def packed_answer(name: str, answer: Arrays) -> bytes:
    """The bytes of the `.npz` of one answer; `name` stands in it, so that no file passes for another."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        archive.comment = name.encode()
        for key, array in answer.items():
            inner = io.BytesIO()
            npy.write_array(inner, np.asarray(array), allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{key}.npy"), inner.getvalue())
    return stream.getvalue()


def read_answer(path: Path, name: str) -> dict[str, NDArray[Any]] | None:
    """The answer that a file keeps under this name; None where it keeps nothing that can be used."""
    try:
        data = read_bytes(path, MOST_BYTES)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if archive.comment != name.encode() or len(members) > MOST_ARRAYS:
                return None
            found = {}
            for member in members:
                if member.compress_type != zipfile.ZIP_STORED or member.file_size > len(data):
                    return None
                found[member.filename.removesuffix(".npy")] = _array(archive.read(member))
        return found
    except _UNUSABLE:
        return None


def _array(data: bytes) -> NDArray[Any]:
    """The array in the bytes of a `.npy`; raises ValueError where they are not exactly one array of plain values."""
    stream = io.BytesIO(data)
    if npy.read_magic(stream) != (1, 0):
        raise ValueError("another version of the format")
    shape, fortran, kind = npy.read_array_header_1_0(stream)
    left = len(data) - stream.tell()
    count = 1
    for length in shape:
        count *= length
    if kind.kind not in _KINDS or count < 0 or kind.itemsize * count != left or (count and not kind.itemsize):
        raise ValueError("not the array that its header speaks of")
    flat = np.frombuffer(data, kind, count, stream.tell()) if count else np.empty(0, kind)
    return flat.reshape(shape, order="F" if fortran else "C").copy(order="F" if fortran else "C")


def _name_of(job: Job) -> bytes:
    """What the answers of a job hang on, apart from the part."""
    function = job.function
    words = (function.__module__, function.__qualname__, job.key, *_surroundings(), _code(function))
    return hashlib.sha256("\0".join(words).encode()).digest()


@cache
def _surroundings() -> tuple[str, ...]:
    """What computes: versions on which the last bits of a number may hang, and the machine's kind."""
    found = [__version__, ".".join(map(str, sys.version_info[:2])), platform.machine()]
    for package in ("numpy", "scipy", "numba", "networkx"):
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            found.append(f"no {package}")
    return tuple(found)


@cache
def _code(function: Compute) -> str:
    """A digest of the program's text: the package's own and that of the package that the function is from."""
    found = hashlib.sha256()
    for top in sorted({"estimative", function.__module__.partition(".")[0]}):
        for path in _sources(top, function.__module__):
            found.update(path.name.encode() + b"\0")
            found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def _sources(top: str, module: str) -> list[Path]:
    """The source files of an imported package; of a module that is none, or lies in one that is no file, its own."""
    package: Mapping[str, Any] = vars(sys.modules.get(top, object))
    folders = [Path(one) for one in package.get("__path__", ())]
    if folders and package.get("__file__"):
        return [path for folder in folders for path in sorted(folder.rglob("*.py"))]
    file = vars(sys.modules[module]).get("__file__")
    return [Path(file)] if file and Path(file).is_file() else []
