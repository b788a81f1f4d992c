"""A sheet saved in LibreOffice, as many people do: rules and locks stay, and the answers can be collected."""

import os
import shutil
import signal
import subprocess

import pytest
from openpyxl import load_workbook

from estimative.desk.collect import collect
from estimative.exchange.elicitation_answers import read_answers
from estimative.exchange.elicitation_layout import FIRST_ROW, HIDDEN, QUESTIONS
from tests.desk.elicited import PATHS, fill, sent, write_case

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def saved_as(tmp_path_factory):
    """A function: a workbook opened in LibreOffice and saved in another format, or in its own."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("LibreOffice is not installed (Debian: libreoffice-calc)")
    profile = tmp_path_factory.mktemp("profile")

    def convert(file, kind):
        out = file.parent / f"saved-as-{kind}"
        command = [
            program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore",
            "--convert-to", kind, "--outdir", str(out), str(file),
        ]  # fmt: skip
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True, cwd=out.parent
        )
        try:
            printed, _ = process.communicate(timeout=300)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)  # the session is the test's own
            raise
        made = out / f"{file.stem}.{kind.split(':')[0]}"
        assert made.is_file(), printed.decode(errors="replace")
        return made

    return convert


ANSWERS = {
    "influence/port/town": {"answer": 1, "low": 0, "high": 3, "because": "=1+1 is no formula, “said” _x0041_"},
    "evidence/crane/ratings/leased": {"answer": "N/A"},
    "issues/fee/positions/port/at": {"answer": 12.5, "high": 30, "passages": "brief#p7"},
    "objectives/trade/stakes/town": {"answer": -3, "because": "第一\nsecond line"},
}


def test_what_libreoffice_saved_is_collected_and_its_rules_and_locks_stay(saved_as, tmp_path):
    case = write_case(tmp_path / "case")
    sent(case, tmp_path / "ana.xlsx", "ana")
    empty = read_answers(tmp_path / "ana.xlsx")
    fill(tmp_path / "ana.xlsx", ANSWERS)
    there = saved_as(tmp_path / "ana.xlsx", "ods")
    back = saved_as(there, "xlsx")

    page = load_workbook(back)[QUESTIONS]
    assert page.protection.sheet
    assert load_workbook(back)[HIDDEN].sheet_state != "visible"
    unlocked = {cell.coordinate for row in page.iter_rows() for cell in row if not cell.protection.locked}
    last = FIRST_ROW + len(PATHS) - 1
    assert {f"{column}{row}" for column in "EFGHI" for row in (FIRST_ROW, last)} | {"C3"} <= unlocked
    assert not unlocked & {f"{column}{row}" for column in "ABCDJ" for row in (FIRST_ROW, last)}
    rules = {}
    for rule in page.data_validations.dataValidation:
        for ref in rule.sqref.ranges:
            for row in range(ref.min_row, ref.max_row + 1):
                for column in range(ref.min_col, ref.max_col + 1):
                    rules[page.cell(row, column).coordinate] = rule
    cell = {path: f"E{FIRST_ROW + place}" for place, path in enumerate(PATHS)}
    town = rules[cell["influence/port/town"]]
    assert town.type == "list"
    assert town.formula1.strip('"').split(",") == ["0", "1", "2", "3", "4"]
    rating = rules[cell["evidence/crane/ratings/leased"]]
    assert rating.formula1.strip('"').split(",") == ["CC", "C", "N", "I", "II", "N/A"]
    fee = rules[cell["issues/fee/positions/port/at"]]
    assert (fee.type, float(fee.formula1), float(fee.formula2)) == ("decimal", 0, 40)

    sheet = read_answers(back)
    assert (sheet.case, sheet.basis, sheet.round, sheet.person) == (empty.case, empty.basis, 1, "ana")
    assert [(row.path, row.asked) for row in sheet.rows] == [(row.path, row.asked) for row in empty.rows]
    found = {one.path: dict(one.view) for one in collect(case, [back], "2026-01-01").views}
    told = {"date": "2026-01-01", "round": 1}
    assert found == {
        "influence/port/town": {
            "value": 1,
            "range": [0, 3],
            "because": "=1+1 is no formula, “said” _x0041_",
            **told,
        },
        "evidence/crane/ratings/leased": {"value": "N/A", **told},
        "issues/fee/positions/port/at": {"value": 12.5, "range": [12.5, 30], "cites": ["brief#p7"], **told},
        "objectives/trade/stakes/town": {"value": -3, "because": "第一 second line", **told},
    }


def test_it_prints_one_page_wide(saved_as, tmp_path):
    import pypdfium2

    case = write_case(tmp_path / "case")
    sent(case, tmp_path / "ana.xlsx", "ana", paths=PATHS[:3])
    printed = pypdfium2.PdfDocument(saved_as(tmp_path / "ana.xlsx", "pdf"))
    pages = [page.get_textpage().get_text_range() for page in printed]
    printed.close()
    assert len(pages) == 2  # the questions, then their passages
    assert "Passages behind" in pages[0]
    assert "How far can The port move The town?" in " ".join(pages[0].split())
