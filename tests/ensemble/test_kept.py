"""Kept parts: read instead of computed, never believed beyond what they say, whole or not there."""

from __future__ import annotations

import io
import os
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from estimative.base.errors import UsageError
from estimative.ensemble import kept
from estimative.ensemble.executors import SERIAL, Job
from estimative.ensemble.kept import Kept, packed_answer, part_digest, read_answer
from tests.ensemble import parts

calls = []


def _noted(shared, part):
    calls.append(int(part["n"][0]))
    return {"n": part["n"] * shared, "words": np.array(["a", "bc"]), "none": np.zeros((0, 3))}


def noted(by=2, key="two"):
    return Job("noting", _noted, by, key)


def run(folder, job=None, count=4):
    calls.clear()
    with Kept(SERIAL, folder) as executor:
        found = list(executor.run(job or noted(), parts.numbers(count)))
    return [{name: (array.dtype.str, array.shape, array.tobytes()) for name, array in each.items()} for each in found]


def files(folder):
    return sorted(folder.glob("*/*.npz"))


def test_what_is_kept_is_not_computed_again(tmp_path):
    first = run(tmp_path / "kept")
    assert calls == [0, 1, 2, 3]
    assert run(tmp_path / "kept") == first
    assert calls == []
    assert len(run(tmp_path / "kept", count=6)) == 6
    assert calls == [4, 5]


def test_another_key_function_or_part_is_another_answer(tmp_path):
    run(tmp_path)
    assert run(tmp_path, noted(3, "three"))[1]["n"][2] == (np.arange(1, 4) * 3).tobytes()
    assert calls == [0, 1, 2, 3]
    assert len(run(tmp_path, parts.doubling())) == 4
    assert len(files(tmp_path)) == 12


def test_a_changed_program_does_not_take_the_old_one_s_answers(tmp_path, monkeypatch):
    run(tmp_path)
    monkeypatch.setattr(kept, "_surroundings", lambda: ("another version",))
    run(tmp_path)
    assert calls == [0, 1, 2, 3]
    monkeypatch.undo()
    monkeypatch.setattr(kept, "_code", lambda function: "another text")
    run(tmp_path)
    assert calls == [0, 1, 2, 3]


def test_the_text_of_the_program_counts(tmp_path, monkeypatch):
    (tmp_path / "our_module.py").write_text("def answer(shared, part):\n    return part\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    import our_module

    before = kept._code.__wrapped__(our_module.answer)
    assert kept._code.__wrapped__(our_module.answer) == before
    (tmp_path / "our_module.py").write_text("def answer(shared, part):\n    return {}\n", encoding="utf-8")
    assert kept._code.__wrapped__(our_module.answer) != before


def spoilt(data):
    """A file's bytes, spoilt in every way that we could think of."""
    yield b""
    yield data[: len(data) // 2]
    yield data[:-1]
    at = data.index(b"\x93NUMPY") + 90  # among the numbers, which the archive has a checksum of
    yield data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
    yield b"PK\x05\x06" + bytes(18)
    yield packed_answer("0" * 64, {"n": np.arange(3)})  # the file of another part under this name


def test_a_damaged_file_is_computed_anew_and_written_again(tmp_path):
    first = run(tmp_path)
    target = files(tmp_path)[0]
    good = target.read_bytes()
    for bad in spoilt(good):
        target.write_bytes(bad)
        assert run(tmp_path) == first
        assert len(calls) == 1
        assert target.read_bytes() == good


def archive(name, members, compression=zipfile.ZIP_STORED):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as made:
        made.comment = name.encode()
        for key, data in members.items():
            made.writestr(key, data)
    return stream.getvalue()


def npy(array=None, header=None, data=b"", **how):
    stream = io.BytesIO()
    if header is None:
        np.lib.format.write_array(stream, array, **how)
    else:
        np.lib.format.write_array_header_1_0(stream, header)
        stream.write(data)
    return stream.getvalue()


def hostile():
    name = "a" * 64
    yield archive(name, {"n.npy": npy(np.array([{}], dtype=object), allow_pickle=True)})
    yield archive(name, {"n.npy": npy(np.zeros(1 << 20))}, zipfile.ZIP_DEFLATED)
    for shape in ((1 << 60,), (1 << 40, 1 << 40), (2,), (-1,), (0, -1)):
        yield archive(name, {"n.npy": npy(header={"shape": shape, "fortran_order": False, "descr": "<f8"}, data=b"1")})
    yield archive(name, {"n.npy": npy(header={"shape": (1 << 40,), "fortran_order": False, "descr": "<U0"})})
    yield archive(name, {"n.npy": npy(np.zeros(2, dtype=[("a", "f8")]))})
    yield archive(name, {f"{k}.npy": npy(np.zeros(1)) for k in range(100)})
    yield archive(name, {"n.npy": b"not an array"})


def test_nothing_that_lies_there_is_run_or_believed(tmp_path):
    place = tmp_path / "one.npz"
    for data in hostile():
        place.write_bytes(data)
        assert read_answer(place, "a" * 64) is None
    place.write_bytes(archive("a" * 64, {"n.npy": npy(np.arange(4))}))
    assert read_answer(place, "a" * 64)["n"].tolist() == [0, 1, 2, 3]


def test_only_regular_files_up_to_a_limit_are_read(tmp_path, monkeypatch):
    pipe = tmp_path / "pipe.npz"
    os.mkfifo(pipe)
    assert read_answer(pipe, "a" * 64) is None
    run(tmp_path / "kept")
    monkeypatch.setattr(kept, "MOST_BYTES", 100)
    run(tmp_path / "kept")
    assert calls == [0, 1, 2, 3]
    run(tmp_path / "other")
    assert files(tmp_path / "other") == []  # nor is anything kept that would not be read


plain = arrays.arrays(
    st.one_of(
        arrays.boolean_dtypes(), arrays.integer_dtypes(), arrays.floating_dtypes(), arrays.unicode_string_dtypes()
    ),
    arrays.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4),
)


@given(st.dictionaries(st.sampled_from(["a", "b", "../c", "d/e"]), plain, max_size=3))
def test_answers_come_back_bit_for_bit(tmp_path_factory, answer):
    place = tmp_path_factory.getbasetemp() / "answer.npz"
    place.write_bytes(packed_answer("f" * 64, answer))
    found = read_answer(place, "f" * 64)
    assert list(found) == list(answer)
    for name, array in answer.items():
        assert found[name].dtype == array.dtype
        assert found[name].shape == array.shape
        assert found[name].tobytes() == array.tobytes()
        assert found[name].flags.writeable


@given(st.dictionaries(st.sampled_from("abc"), plain, max_size=3), st.dictionaries(st.sampled_from("abc"), plain))
def test_parts_have_the_same_digest_when_they_are_the_same(one, other):
    def seen(part):
        return {name: (array.dtype.str, array.shape, array.tobytes()) for name, array in part.items()}

    assert (part_digest(b"", one) == part_digest(b"", other)) == (seen(one) == seen(other))
    assert part_digest(b"x", one) != part_digest(b"", one)


def test_a_folder_with_other_things_is_left_alone(tmp_path):
    (tmp_path / "case.yaml").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="other things"), Kept(SERIAL, tmp_path):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["case.yaml"]
    with pytest.raises(UsageError, match="is a file"), Kept(SERIAL, tmp_path / "case.yaml"):
        pass


def test_what_a_killed_writer_left_is_cleared_away_when_it_is_old(tmp_path):
    run(tmp_path)
    folder = files(tmp_path)[0].parent
    old, new = folder / ".part-old.tmp", folder / ".part-new.tmp"
    for half in (old, new):
        half.touch()
    os.utime(old, (1, 1))
    run(tmp_path)
    assert not old.exists()
    assert new.exists()


def test_objects_cannot_be_kept(tmp_path):
    with pytest.raises(UsageError, match="can be kept"), Kept(SERIAL, tmp_path) as executor:
        list(executor.run(noted(), [{"n": np.array([None])}, {"n": np.array([None])}]))
