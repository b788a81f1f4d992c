"""A small case with a source beside it, for tests of citations; every want, event and what-if cites something."""

from estimative.case.longform import case_digest
from estimative.exchange.case_files import read_case

SOURCE = ("Title", "The union wants more pay.", "The company is losing money.", "Talks begin on Monday.")

CASE = """\
estimative: 1
id: small            # a comment to keep
sources:
  brief:
    title: The brief
    path: brief.txt      # beside this file
    mentions:
      union: {at: [brief#p2], as: actors/union}

actors:
  union:
    options:
      strike: {}
    wants:
      pay: {that: not union.strike, rank: 1, because: "it says so", cites: [brief#p2]}   # as the brief has it
      calm:
        that: not union.strike
        rank: {value: 2, range: [1, 3], judged_by: ana, cites: ["brief#p4"]}
  company: {name: The company, cites: ['brief#p3', brief#p4]}
people: {ana: {name: Ana}, ben: {name: Ben}}
settings: {judged_by: ben}
now: {union.strike: no}
"""

WHAT_IF = """\
# what if nobody strikes
estimative_what_if: 1
base: "{base}"   # bound
because: to see
change:
  gaps: {{money: {{text: how much is left, cites: [brief#p3, brief#p1]}}}}
"""


def write_case(folder, source=SOURCE, text=CASE, what_if=True):
    """Writes case.yaml, brief.txt and a what-if into a folder; gives the case as it is read."""
    folder.mkdir(exist_ok=True)
    (folder / "case.yaml").write_text(text, encoding="utf-8")
    if source is not None:
        write_source(folder, *source)
    if what_if:
        (folder / "what-ifs").mkdir(exist_ok=True)
        base = case_digest(read_case(folder).case)
        (folder / "what-ifs" / "quiet.yaml").write_text(WHAT_IF.format(base=base), encoding="utf-8")
    return read_case(folder)


def write_source(folder, *lines, name="brief.txt"):
    (folder / name).write_text("\n\n".join(lines) + "\n", encoding="utf-8")
