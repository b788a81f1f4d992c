"""Reading with a limit and writing so that nothing of the user's is lost."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from estimative.base.errors import LimitError, UsageError

MEBIBYTE = 1 << 20


def read_bytes(path: Path, limit: int = MEBIBYTE) -> bytes:
    """The bytes of a regular file of at most `limit` bytes.

    Raises UsageError where there is no such file or it cannot be read, LimitError where it is larger.
    """
    try:
        if not path.is_file():
            what = (
                "is a folder" if path.is_dir() else "does not exist" if not path.exists() else "is not a regular file"
            )
            raise UsageError(f"{path} {what}; give the path of a file")
        with path.open("rb") as stream:
            data = stream.read(limit + 1)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}") from error
    if len(data) > limit:
        raise LimitError(f"{path} is larger than {limit:,} bytes, the most that is read")
    return data


def read_text(path: Path, limit: int = MEBIBYTE) -> str:
    """The text of a UTF-8 file of at most `limit` bytes, a byte order mark left out.

    Raises what `read_bytes` raises, and UsageError where the bytes are not UTF-8.
    """
    try:
        return read_bytes(path, limit).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8 text: byte {error.start} cannot be read; save it as UTF-8") from error


def write_text(path: Path, text: str, make_folder: bool = False) -> None:
    """Writes a file whole or not at all: to a temporary file beside it, then renamed over it; its permissions are kept.

    `make_folder` makes the folder that it lies in where there is none.

    A symbolic link stays, and what it points to is written. A device (`/dev/stdout`) is written to as it is.
    Raises UsageError where the folder does not exist or cannot be written to.
    """
    try:
        target = path.resolve() if path.is_symlink() else path
        if target.exists() and not (target.is_file() or target.is_dir()):
            with target.open("w", encoding="utf-8", newline="\n") as stream:
                stream.write(text)
            return
        mode = target.stat().st_mode & 0o7777 if target.exists() else 0o666 & ~_umask()
        if make_folder:
            target.parent.mkdir(parents=True, exist_ok=True)
        temporary = _written_beside(target, text)
        try:
            temporary.chmod(mode)
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)
    except (OSError, RuntimeError) as error:  # RuntimeError: links in a circle, before Python 3.13
        raise UsageError(f"{path} cannot be written: {getattr(error, 'strerror', None) or error}") from error


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A stream for what is too large to be held: a temporary file beside `path`, renamed over it at the end.

    A device is written to as it is. Where the block raises, what stood at `path` stays. Raises UsageError where the
    folder does not exist or cannot be written to.
    """
    try:
        target = path.resolve() if path.is_symlink() else path
    except RuntimeError as error:  # links in a circle, before Python 3.13
        raise UsageError(f"{path} cannot be written: {error}") from error
    try:
        if target.exists() and not (target.is_file() or target.is_dir()):
            with target.open("wb") as stream:
                yield stream
            return
        mode = target.stat().st_mode & 0o7777 if target.exists() else 0o666 & ~_umask()
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".estimative-", suffix=".tmp")
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            temporary.chmod(mode)
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror or error}") from error


def create_text(path: Path, text: str) -> None:
    """Writes a file that must not be there yet, whole or not at all.

    Raises UsageError where something has that name already, a dangling link too, or the folder cannot be written to.
    """
    try:
        temporary = _written_beside(path, text)
        try:
            temporary.chmod(0o666 & ~_umask())
            os.link(temporary, path)  # unlike a rename it fails where the name is taken
        finally:
            temporary.unlink(missing_ok=True)
    except FileExistsError as error:
        raise UsageError(f"{path} exists already and is left as it is; give another name") from error
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror or error}") from error


def _written_beside(target: Path, text: str) -> Path:
    """A temporary file in the target's folder with the text, safe on the disk."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".estimative-", suffix=".tmp")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
