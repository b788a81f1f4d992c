"""The table of errors on the page of bargaining is what the benchmark finds in the data that lie beside the project."""

import json
import re
import subprocess
import sys

import pytest

from estimative.methods.bargaining.record import RECORD
from tests.docs.pages import DOCS

PAGE = (DOCS / "methods" / "bargaining.md").read_text(encoding="utf-8")
KEYS = {
    "compromise: mean by votes × salience": ("weighted_mean",),
    "mean by votes": ("capability_weighted_mean",),
    "Nash, breakdown worst": ("nash",),
    "mean by salience": ("salience_weighted_mean",),
    "plain mean": ("plain_mean",),
    "exchange within a proposal": ("exchange",),
    "middle of the scale": ("constant_middle",),
    "median by votes × salience": ("weighted_median",),
    "plain median": ("plain_median",),
    "Nash from the reference point (253 issues)": ("nash_status_quo",),
    "status quo (253 issues with a reference point)": ("status_quo",),
    **{
        f"EUM `{preset}`, {what} after 1, 2, 5 rounds": tuple(
            f"eum_{preset.lower()}_{k}_round{'s' if k > 1 else ''}_{what}" for k in (1, 2, 5)
        )
        for preset in ("EQUATIONS", "PRINTED")
        for what in ("mean", "median")
    },
}


@pytest.fixture(scope="module")
def measured(root, shared):
    """Each forecast's row, by its name in the benchmark."""
    program = [sys.executable, str(root / "benchmarks" / "deu.py"), str(shared / "data" / "deu3.csv"), "--json"]
    done = subprocess.run(program, capture_output=True, text=True, timeout=600, check=True)
    return {row["forecast"]: row for row in json.loads(done.stdout)}


def test_every_row_of_the_page_is_what_was_measured(measured):
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line.startswith("|")]
    table = {row[0]: row[1:] for row in rows if row[0] in KEYS}
    assert set(table) == set(KEYS)
    assert {key for keys in KEYS.values() for key in keys} == set(measured)
    for label, (error, near, worse) in table.items():
        found = [measured[key] for key in KEYS[label]]
        assert error == ", ".join(f"{row['mean_absolute_error']:.2f}" for row in found)
        assert near == ", ".join(f"{row['within_10']:.0%}".replace("%", " %") for row in found)
        if label != "compromise: mean by votes × salience":
            assert worse == ", ".join(
                f"{row['worse_than_compromise']:.2f} ± {row['standard_error']:.2f}" for row in found
            )
    assert f"{measured['weighted_mean']['issues']} issues of 137 proposals" in PAGE
    assert all(measured[key]["issues"] == 253 for key in ("nash_status_quo", "status_quo"))


def test_the_sentence_beside_every_forecast_says_the_same(measured):
    said = re.findall(r"\d+\.\d|24 to 30", RECORD.track_record)
    keys = ("weighted_mean", "plain_mean", "constant_middle", "weighted_median")
    assert said == [*(f"{measured[key]['mean_absolute_error']:.1f}" for key in keys), "24 to 30"]
    models = [row["mean_absolute_error"] for name, row in measured.items() if name.startswith("eum")]
    assert (round(min(models)), round(max(models))) == (24, 30)
