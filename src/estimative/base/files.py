"""Reading with a limit and writing so that nothing of the user's is lost."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from estimative.base.errors import LimitError, UsageError

MEBIBYTE = 1 << 20


def read_bytes(path: Path, limit: int = MEBIBYTE) -> bytes:
    """The bytes of a regular file of at most `limit` bytes.

    Raises UsageError where there is no such file or it cannot be read, LimitError where it is larger.
    """
    try:
        if not path.is_file():
            what = "is a folder" if path.is_dir() else "does not exist" if not path.exists() else "is not a regular file"
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


def write_text(path: Path, text: str) -> None:
    """Writes a file whole or not at all: to a temporary file beside it, then renamed over it; its permissions are kept.

    Raises UsageError where the folder does not exist or cannot be written to.
    """
    target = path.resolve() if path.is_symlink() else path
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".tmp")
        temporary = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
            temporary.chmod(target.stat().st_mode & 0o7777 if target.exists() else 0o666 & ~_umask())
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror or error}") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
