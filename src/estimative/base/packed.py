"""What Python raises for packed files that are broken, in one way or another: files come from strangers."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib

UNPACKING: tuple[type[Exception], ...] = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,  # a way of packing, or a version of zip, that Python does not know
    OSError,  # broken bzip2
    RuntimeError,  # a password is needed
    ValueError,  # names that are no text, sizes that are none
    struct.error,
)
