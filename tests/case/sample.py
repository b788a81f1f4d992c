"""An invented case that uses every section and field of the format once, and what tests do with texts of cases."""

# ruff: noqa: E501 - one line for each example reads best

import re

FULL = """\
estimative: 1
id: port-strike
title: "Strike at the port: will it be settled?"
as_of: 2024-05-10
marking: internal
notes: for tests
x-desk: {colour: green, list: [1, two, null, true]}

people:
  ana: {name: Ana}
  ben: {name: Ben, kind: expert}
  paper: {name: The Paper, kind: author}

settings:
  likelihood_scale: icd203
  judged_by: ana
  conflict: {concept: SEQ, deals: 2, initiative: {union: 2, company: 1}}
  cross_impact: {scale: [-3, 3]}
  evidence: {ratios: {CC: 5}, item_cap: 4, total_cap: 20, prior: equal}
  bargaining: {forecast: median}
  pooling: {method: log, weights: {conflict: 1, evidence: 2}}
  markings: [internal, secret]

question:
  text: Will the strike be settled?
  criteria:
    signed: {text: both sides sign, deadline: 2024-06-30, scenario: agreement}
  resolved_from: the port authority
  horizon: 2024-12
  client: {who: the ministry, decision: whether to mediate, by: June}

sources:
  brief:
    title: The brief
    publisher: The Paper
    author: Somebody
    date: 2024-05
    address: https://example.org/brief
    path: brief.txt
    interest: sells to shippers
    reliability: B
    text_sha256: "1111111111111111"
    file_sha256: "2222222222222222"
    reader: text/1
    passages:
      p1: {at: [0, 10], sha256: "3333333333333333"}
      p2: {at: [11, 20], sha256: "4444444444444444"}
    mentions:
      ministry: {at: [brief#p1], as: actors/state}
      weather: {at: [brief#p2], as: none, because: nobody decides it}

actors:
  union:
    name: Dock workers
    text: the union at the port
    aliases: [Dockers, Local 9]
    kind: union
    options:
      strike: {text: stops work, cites: [brief#p1]}
      leave: {text: gives up the port, moves: forward}
    wants:
      pay: {that: company.offer = full, rank: 1, because: its aim, cites: [brief#p1]}
      calm: {that: not union.strike, rank: 2, range: [2, 3], distribution: uniform}
  company:
    name: Port company
    options:
      offer:
        variants: [nothing, half, full]
        ordered: true
        words: {half: half of what is asked}
        grants: {full: union}
    wants:
      work:
        that: not union.strike
        rank:
          value: 1
          range: [1, 2]
          cites: [brief#p2]
          judged_by: ben
          views:
            ana: {value: 1, range: [1, 1], because: idle ships, cites: [brief#p2], date: 2024-05-09, round: 1}
            ben: 2
  state: {name: The state}

drivers:
  price: {text: the price of freight, variants: [low, high], ordered: true}

terms:
  settled: company.offer >= half and not union.strike
  calm: {means: not union.strike, because: said often}

rules:
  gone: {never: union.leave and union.strike, because: nobody left to strike}
  some: {always: union.leave implies company.offer != full}

now: {union.strike: yes, union.leave: no, company.offer: nothing, price: low}
held: [price]

said:
  chair: {who: union, speaker: the chair, date: 2024-05-01, text: no less than full pay, cites: [brief#p1]}
timeline:
  start: {date: 2024-04, text: the strike begins, actors: [union], cites: [brief#p1]}

influence:
  state: {company: 2, union: {value: 1, range: [0, 2], because: it pays}}
objectives:
  jobs: {text: jobs, serves: agreement, harms: [no-agreement], stakes: {union: 4, company: {value: -1, range: [-2, 1]}}}
impacts:
  price=high: {company.offer=full: {value: 2, range: [1, 3]}, company.offer=nothing: -1}

issues:
  pay:
    text: the rise
    unit: percent
    marks: [{at: 0, text: nothing}, {at: 5, text: half, means: settled}, {at: 10, text: full, open: true}]
    now: 0
    salience_unit: percent
    positions:
      union: {at: 10, range: [8, 10], salience: 90, capability: {value: 30, range: [20, 40]}}
      company: {at: {value: 2}, salience: {value: 50, range: [40, 60]}, capability: 40}

evidence:
  talks: {text: both met, date: 2024-05-02, reported: 2024-05-03, reliability: B2, relevance: 0.8, group: talks, ratings: {agreement: C, no-agreement: {value: I, range: [N, II], views: {ben: I}}}}
  rumour: {text: it is said, reliability: 5, retracted: true, disputed: no, ratings: {none: N/A}}
reference_classes:
  strikes: {text: strikes at ports, happened: 1, of: 2, scenario: agreement, chosen_by: ben, included: all since 2000, weight: 1, members: {old: settled late, new: {text: not settled, happened: no, similarity: 0.5}}}

scenarios:
  agreement:
    text: They settle.
    when: settled
    stated: {by: paper, term: likely, scale: icd203, range: [0.6, 0.7], cites: [brief#p2]}
    assessed: {by: ana, date: 2024-05-10, term: likely, range: [0.55, 0.8]}
    effects: {union: {value: 2, cites: [brief#p2]}, company: -1}
  no-agreement: {when: not settled, stated: {term: unlikely}}

arguments:
  fund: {kind: lever, actor: union, text: a full strike fund, cites: [brief#p1], carries: [actors/union/wants/pay], shifts: {actors/company/wants/work/rank: 1}}
assumptions:
  one-voice: {text: the union speaks with one voice, quality: caveated, carries: [influence/state/union]}
gaps:
  limit: {text: how far the company would go, who_could_know: its banks, status: open}
indicators:
  ships: {text: ships leave, points_to: {no-agreement: C}, window: [2024-05-10, 2024-08-01], owner: ben, status: open}
dissents:
  ben: {who: ben, text: the state will step in}
confidence: {set: low, because: one source, by: ana, date: 2024-05-10}
"""

MARK = "§"


def marked(text):
    """A text without its mark, and the line and column at which the mark stood."""
    before, found, after = text.partition(MARK)
    assert found, "the text has no mark"
    return before + after, (before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)


def changed(old, new, text=FULL):
    """The full case with one stretch replaced, which must be there exactly once."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    return text.replace(old, new)


def without(section, text=FULL):
    """The full case without one section."""
    shorter = re.sub(rf"^{section}:.*\n(?:(?:[ ].*)?\n)*", "", text, flags=re.MULTILINE)
    assert shorter != text, section
    return shorter
