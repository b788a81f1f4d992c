"""Everything that unpacking a broken archive may raise is known, so that no fault of ours is taken for the file's."""

import io
import zipfile

import pytest

from estimative.base.packed import UNPACKING


def archive(**changes):
    """An archive of one part, with bytes of its directory set by their place in the entry."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("part", "words " * 50)
    data = bytearray(held.getvalue())
    entry = data.index(b"PK\x01\x02")
    for place, value in changes.items():
        data[entry + int(place[1:])] = value
    return bytes(data)


def unpacked(data):
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return packed.read("part")


@pytest.mark.parametrize(
    "data, error",
    [
        (archive()[:-9], zipfile.BadZipFile),
        (archive(_6=99), NotImplementedError),  # needs a later version of zip
        (archive(_10=97), NotImplementedError),  # packed in a way that Python does not know
        (archive(_8=1), RuntimeError),  # protected by a password
        (archive(_16=1), zipfile.BadZipFile),  # another checksum
    ],
)
def test_what_a_broken_archive_raises_is_among_the_kinds(data, error):
    with pytest.raises(error) as caught:
        unpacked(data)
    assert isinstance(caught.value, UNPACKING)


def test_a_fault_of_ours_is_none_of_them():
    assert not issubclass(TypeError, UNPACKING)
    assert not issubclass(KeyError, UNPACKING)
