"""What installed packages bring by entry points, ours and third parties' alike."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from estimative.base.errors import EstimativeError


def installed(group: str) -> Mapping[str, Any]:
    """Everything that is registered in a group of entry points, by its name, in the order of the names.

    Raises EstimativeError, which names the package, where one of them cannot be loaded.

    >>> "conflict" in installed("estimative.methods"), dict(installed("estimative.nothing"))
    (True, {})
    """
    points = sorted(entry_points(group=group), key=lambda point: point.name)
    return {point.name: _loaded(point) for point in points}


def _loaded(point: EntryPoint) -> Any:
    try:
        return point.load()
    except Exception as error:  # a stranger's module may fail in any way while it is imported
        package = f"the package {point.dist.name} {point.dist.version}" if point.dist is not None else "a package"
        raise EstimativeError(
            f"`{point.name}` ({point.group}) of {package} cannot be loaded from `{point.value}`:"
            f" {type(error).__name__}: {error}; mend or remove that package"
        ) from error
