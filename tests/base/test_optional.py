"""Whoever lacks an optional package is told what brings it, not shown a traceback."""

import pytest

from estimative.base.errors import EstimativeError, MissingExtraError
from estimative.base.optional import optional


def test_what_is_there_is_loaded():
    assert optional("json.decoder", "columns").JSONDecoder


@pytest.mark.parametrize("name", ["no_such_package", "no_such_package.inner"])
def test_what_is_absent_is_named_with_its_extra(name):
    with pytest.raises(MissingExtraError, match=r"no_such_package is not installed.*estimative\[columns\]") as caught:
        optional(name, "columns")
    assert isinstance(caught.value, EstimativeError)
    assert isinstance(caught.value, ImportError)


def test_a_broken_package_is_not_called_absent(tmp_path, monkeypatch):
    (tmp_path / "broken_package.py").write_text("import no_such_package_either\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(MissingExtraError, match=r"broken_package cannot be loaded .*no_such_package_either"):
        optional("broken_package", "columns")
