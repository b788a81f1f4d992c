"""A small case whose values are told apart from everything else, and sheets filled in as people do it."""

import zipfile
from pathlib import Path

from openpyxl import load_workbook

from estimative.desk.ask import Asking, ask
from estimative.exchange.case_files import read_case
from estimative.exchange.elicitation_layout import FIRST_ROW, HIDDEN, NAME_COLUMN, NAME_ROW, QUESTIONS, columns, escaped

CASE = """\
estimative: 1
id: pier            # a comment to keep
title: Who runs the pier?
people:
  ana: {name: Ana Lima}
  ben: {name: Ben Adeyemi, kind: author}   # wrote the brief
settings: {judged_by: ana}
question: {text: Who will run the pier?}
sources:
  brief: {title: The brief}
actors:
  port:
    name: The port
    options: {lease: {text: leases the pier}}
    wants:
      rent: {that: port.lease, rank: 2.71828, range: [1.61803, 3.14159], because: "a secret reason", cites: [brief#p2]}
      calm: {that: not port.lease, rank: {value: 1.41421, range: [1.1, 2.2]}, cites: [brief#p3]}
      spare: {that: port.lease or weather = foul, rank: 2}
  town: {name: The town, aliases: [city]}
drivers:
  weather: {variants: [fair, foul]}
influence:
  port: {town: 3}
  town:
    port: {value: 2, range: [1, 3], because: a reason, judged_by: ben}
impacts:
  "port.lease = yes":
    weather=foul: -2
issues:
  fee:
    marks: [{at: 0, text: nothing}, {at: 40, text: a lot}]
    positions:
      port: {at: 31.4159, range: [27.1828, 33.3], salience: 0.57721, capability: {value: 66.743, range: [60.11, 70.22]}}
      town: {at: 1.73205, salience: 0.69315, capability: 44.721}
evidence:
  crane: {text: a crane was bought, relevance: 0.91596, ratings: {leased: {value: CC, range: [N, CC]}, none: I}}
scenarios:
  leased: {when: port.lease, effects: {town: -1}}
reference_classes:
  piers: {text: other piers, happened: 2, of: 9, members: {north: {text: was leased, similarity: 0.83462}}}
objectives:
  trade: {text: more trade, stakes: {town: 4}}
indicators:
  sign: {text: a sign is put up, points_to: {leased: C}}
"""

SECRETS = (
    "2.71828", "1.61803", "3.14159", "1.41421", "31.4159", "27.1828", "0.57721", "66.743", "60.11", "1.73205",
    "0.69315", "44.721", "0.91596", "0.83462", "a secret reason", "70.22", "33.3",
)  # fmt: skip
"""Values, ends and reasons of the case that no sheet of the first round may hold."""

PATHS = (
    "actors/port/wants/rent/rank",
    "actors/port/wants/calm/rank",
    "influence/port/town",
    "influence/town/port",
    "impacts/port.lease=yes/weather=foul",
    "issues/fee/positions/port/at",
    "issues/fee/positions/port/salience",
    "issues/fee/positions/port/capability",
    "evidence/crane/relevance",
    "evidence/crane/ratings/leased",
    "reference_classes/piers/members/north/similarity",
    "objectives/trade/stakes/town",
    "scenarios/leased/effects/town",
    "indicators/sign/points_to/leased",
)
"""One judgment of each kind."""


def write_case(folder, text=CASE):
    folder.mkdir(exist_ok=True)
    (folder / "case.yaml").write_text(text, encoding="utf-8", newline="")
    return folder


def sent(case, out, *people, number=1, paths=PATHS, **options):
    """Writes sheets for people; gives what was asked."""
    return ask(case, out, people, Asking(round=number, paths=paths, **options))


def fill(file, answers, name=None, number=1):
    """Fills in a sheet: `answers` from addresses to cells by the names of their columns."""
    book = load_workbook(file)
    page = book[QUESTIONS]
    rows = {row[1].value: FIRST_ROW + row[0].value - 1 for row in book[HIDDEN].iter_rows(min_row=6)}
    places = {column.name: place for place, column in enumerate(columns(number), start=1)}
    for path, cells in answers.items():
        for column, value in cells.items():
            cell = page.cell(rows[path], places[column])
            cell.value = escaped(value) if isinstance(value, str) else value  # as Excel writes it
            if isinstance(value, str):
                cell.data_type = "s"
    if name is not None:
        page.cell(NAME_ROW, NAME_COLUMN).value = name
        page.cell(NAME_ROW, NAME_COLUMN).data_type = "s"
    book.save(file)
    return Path(file)


def parts(file):
    """Every part of a workbook as text."""
    with zipfile.ZipFile(file) as packed:
        return {name: packed.read(name).decode("utf-8") for name in packed.namelist()}


def judged(case, path):
    """The judgment at an address of the case in a folder."""
    from estimative.case.paths import at

    return at(read_case(case).case, path)
