"""Draws as Parquet: what others read is what was drawn and said, draw by draw."""

from __future__ import annotations

import io
import json
import sys

import numpy as np
import pytest

from estimative.assessment.run import Ensemble, run_methods
from estimative.case.longform import case_digest
from estimative.cli.main import run as typed
from estimative.exchange import ensemble_columns
from estimative.exchange.case_files import read_case
from estimative.exchange.ensemble_columns import drawn_inputs, write_parquet
from tests.ensemble.crossing_case import write

DRAWS = 100
parquet = pytest.importorskip("pyarrow.parquet", reason="the extra `columns` is not installed")


@pytest.fixture
def written(tmp_path, capsys):
    """The case and the file that the command writes."""
    path = write(tmp_path)
    target = tmp_path / "draws.parquet"
    assert typed(["assess", str(path), "--draws", str(DRAWS), "--seed", "4", "--parquet", str(target), "--json"]) == 0
    return read_case(path).case, target, json.loads(capsys.readouterr().out)


def test_a_row_is_a_draw_with_what_was_drawn_and_what_each_method_said(written):
    case, target, _ = written
    ensemble = Ensemble(DRAWS, 4)
    runs = run_methods(case, ensemble)
    table = parquet.read_table(target).to_pydict()
    assert table.pop("draw") == list(range(DRAWS))
    drawn = ensemble.which.of(item for run in runs.values() for item in run.inputs)
    assert len(runs) == 5
    for path, values in drawn.items():
        assert table.pop(path) == values.tolist()
    for method, run in runs.items():
        for k, key in enumerate((*case.scenarios, "none") if run.forecasts else case.scenarios):
            assert table.pop(f"{method}/{key}") == run.weights.given[:, k].tolist()
            assert table.pop(f"{method}/{key} (undetermined)") == run.weights.open[:, k].tolist()
    assert table == {}


def test_the_means_of_the_columns_are_the_supports_of_the_json(written):
    _, target, found = written
    table = parquet.read_table(target)
    for name, scenario in found["scenarios"].items():
        for method, support in scenario["support"].items():
            mean = np.mean(table[f"{method}/{name}"].to_numpy())
            assert mean == pytest.approx(support["mean"], abs=1e-8)


def test_the_metadata_says_what_the_draws_are_of(written):
    case, target, _ = written
    words = {
        name.decode().removeprefix("estimative."): word.decode()
        for name, word in parquet.read_schema(target).metadata.items()
        if name.startswith(b"estimative.")
    }
    assert words.pop("version")
    assert json.loads(words.pop("methods")) == ["bargaining", "conflict", "cross-impact", "evidence", "influence"]
    assert words == {"case": case_digest(case), "draws": "100", "seed": "4", "sampling": "independent"}


@pytest.mark.parametrize("sampling", ["independent", "latin"])
def test_rows_are_written_in_groups_of_bounded_size(sampling, tmp_path, monkeypatch):
    ensemble = Ensemble(DRAWS, 4, sampling=sampling)
    runs = run_methods(read_case(write(tmp_path)).case, ensemble)
    whole, cut = io.BytesIO(), io.BytesIO()
    write_parquet(whole, runs, ensemble.which, "sha256:0", {})
    monkeypatch.setattr(ensemble_columns, "PART", 30)
    write_parquet(cut, runs, ensemble.which, "sha256:0", {})
    read = parquet.ParquetFile(cut)
    assert [read.metadata.row_group(k).num_rows for k in range(read.num_row_groups)] == [30, 30, 30, 10]
    assert read.read().equals(parquet.read_table(whole))


def test_a_judgment_that_several_methods_draw_is_one_column(tmp_path):
    runs = run_methods(read_case(write(tmp_path)).case, Ensemble(2))
    twice = {**runs, "other": runs["conflict"]}
    assert drawn_inputs(twice) == drawn_inputs(runs)


def test_duckdb_reads_it(written):
    duckdb = pytest.importorskip("duckdb")
    _, target, found = written
    support = found["scenarios"]["built"]["support"]["conflict"]["mean"]
    asked = f"""select count(*), avg("conflict/built"), min("actors/east/wants/bridge/rank") from '{target}'"""  # noqa: S608
    ((rows, mean, least),) = duckdb.sql(asked).fetchall()
    assert rows == DRAWS
    assert mean == pytest.approx(support)
    assert 0.5 <= least < 1


@pytest.mark.parametrize("package", ["polars", "pandas"])
def test_polars_and_pandas_read_it(package, written):
    reader = pytest.importorskip(package, reason=f"{package} is not installed")
    _, target, _ = written
    frame = reader.read_parquet(target)
    assert len(frame) == DRAWS
    assert list(frame["draw"]) == list(range(DRAWS))


def test_where_it_may_not_be_written_is_said_before_anything_is_computed(tmp_path, capsys, monkeypatch):
    path = write(tmp_path)
    (tmp_path / "mine.parquet").write_text("my own", encoding="utf-8")
    for name, words in (
        ("draws.csv", "ends in .parquet"),
        ("mine.parquet", "is not Parquet"),
        ("nowhere/draws.parquet", "there is no folder"),
    ):
        assert typed(["assess", str(path), "--parquet", str(tmp_path / name)]) == 2
        assert words in " ".join(capsys.readouterr().err.split())
    assert (tmp_path / "mine.parquet").read_text(encoding="utf-8") == "my own"
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.delitem(sys.modules, "pyarrow.parquet", raising=False)
    assert typed(["assess", str(path), "--parquet", str(tmp_path / "draws.parquet")]) == 1
    assert 'pip install "estimative[columns]"' in capsys.readouterr().err
