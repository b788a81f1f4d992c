"""Office files are zip archives from strangers: their size unpacked and their parts are looked at before reading."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

from estimative.base.errors import LimitError, UsageError
from estimative.base.packed import UNPACKING

ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How an old binary file of Office begins; one that is protected by a password is wrapped in such a file."""


@dataclass(frozen=True)
class PackageLimits:
    """How much an archive may hold: entries, bytes unpacked, and bytes unpacked for each byte packed."""

    entries: int = 10_000
    unpacked: int = 256 << 20
    ratio: int = 200
    free: int = 1 << 20
    """Below so many bytes unpacked the ratio is not asked: blank pages pack well."""


DEFAULT = PackageLimits()


def checked_package(data: bytes, needed: str, what: str, limits: PackageLimits = DEFAULT) -> None:
    """Is this an archive of ordinary size that holds the entry `needed`?

    `what` names the kind of file in messages, "Word file (.docx)". Raises UsageError where it is none, is cut off or is
    protected by a password, LimitError where it unpacks to more than is read.
    """
    if data.startswith(ENCRYPTED):
        raise UsageError(
            f"no {what} that can be read: it is protected by a password, or saved in the format of before 2007; "
            "open it, take the password off or save it anew, and try again"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except UNPACKING as error:
        raise UsageError(f"no {what}: it is not a whole zip archive ({error}); get the file anew") from error
    if len(entries) > limits.entries:
        raise LimitError(f"more than {limits.entries:,} parts in the archive; save the text anew as a plain {what}")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise UsageError(f"no {what} that can be read: it is protected by a password; take it off and try again")
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > limits.unpacked or (unpacked > limits.free and unpacked > limits.ratio * max(packed, 1)):
        raise LimitError(
            f"unpacks to {unpacked / (1 << 20):,.0f} MiB from {packed / (1 << 20):,.1f}: more than is read; "
            "save the text without pictures, or divide it"
        )
    if needed not in {entry.filename for entry in entries}:
        raise UsageError(f"no {what}: it is a zip archive without `{needed}`")
