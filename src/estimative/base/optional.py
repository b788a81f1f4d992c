"""Packages that not everybody has: loaded when they are needed, and whoever lacks one is told which extra brings it."""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import Any

from estimative.base.errors import MissingExtraError


def optional(module: str, extra: str) -> Any:
    """The module of this name.

    Raises MissingExtraError, which names the extra that brings it, where it or something that it needs is missing.

    >>> optional("json", "columns").loads("[1]")
    [1]
    >>> from contextlib import suppress
    >>> with suppress(MissingExtraError):
    ...     optional("no_such_package", "columns")
    """
    try:
        found: ModuleType = importlib.import_module(module)
    except ImportError as error:
        name = module.partition(".")[0]
        absent = isinstance(error, ModuleNotFoundError) and (error.name or "").partition(".")[0] == name
        what = f"{name} is not installed" if absent else f"{name} cannot be loaded ({error})"
        raise MissingExtraError(f'{what}; `pip install "estimative[{extra}]"` brings it') from error
    return found
