"""Asking several people: the judgments that matter most, as sheets of questions, one a person and blind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from estimative.assessment.run import Ensemble, run_methods
from estimative.base.errors import EstimativeError, UsageError
from estimative.base.files import replacing
from estimative.case.models import Case
from estimative.case.models_judgments import Judgment, Rating
from estimative.case.paths import at
from estimative.case.plain import unreadable
from estimative.desk.citations import table
from estimative.desk.respondents import Respondent, file_id, known_person
from estimative.exchange.case_files import CaseFile, read_case
from estimative.exchange.elicitation_answers import read_answers
from estimative.exchange.elicitation_sheets import QuestionSheet, write_questions
from estimative.inquiry.elicitation import Question, asked_again, basis, other_scales, question
from estimative.inquiry.sensitivity import sensitivity
from estimative.inquiry.spread import earlier

SUFFIX = ".xlsx"
MOST_ASKED, MOST_PEOPLE, MOST_ROUND = 200, 200, 999


@dataclass(frozen=True)
class Asked:
    """What was asked, and of whom: the questions in their order, and the file of each person.

    `wanted` is how many questions were asked for; there are fewer where no more judgments can matter. `other_scales`
    are ranks of actors whose ranks in the case go beyond the number of their wants, while the sheet asks for places.
    """

    round: int
    questions: tuple[Question, ...]
    files: tuple[tuple[Respondent, Path], ...]
    wanted: int
    other_scales: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asking:
    """What to ask: so many of the judgments that matter most, or those at `paths`; in which round.

    With `force` a sheet that somebody has filled in is written over.
    """

    top: int = 10
    round: int = 1
    paths: Sequence[str] = ()
    force: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.top <= MOST_ASKED:
            raise UsageError(f"--top is {self.top}; allowed are 1 to {MOST_ASKED}")
        if not 1 <= self.round <= MOST_ROUND:
            raise UsageError(f"--round is {self.round}; allowed are 1 to {MOST_ROUND}")


def ask(
    path: Path,
    out: Path,
    people: Sequence[str] = (),
    asking: Asking | None = None,
    ensemble: Ensemble | None = None,
    sources: Path | None = None,
) -> Asked:
    """Writes a sheet of questions for each of `people`, or one without a name, into a folder or an .xlsx file.

    The first round shows nobody's values. Later ones ask what was answered in the round before, and show its lowest,
    middle and highest answer with the reasons, and to each person their own. `people` are ids or names; `sources` is a
    folder with the source documents, whose passages are then quoted.

    Raises UsageError where nothing can be asked, where somebody is named twice, and where writing would lose something
    of the user's; then nothing is written.
    """
    asking = asking or Asking()
    file = read_case(path)
    respondents = _respondents(file.case, people)
    files = _files(file.case, respondents, out, asking)
    _free([target for _, target in files], asking.force)
    questions = tuple(question(file.case, one) for one in _order(file.case, asking, ensemble or Ensemble()))
    passages = _passages(file, questions, sources)
    for respondent, target in files:
        sheet = _sheet(file.case, respondent, questions, asking.round, passages)
        target.parent.mkdir(parents=True, exist_ok=True)
        with replacing(target) as stream:
            write_questions(stream, sheet)
    unlike = other_scales(file.case, [one.path for one in questions])
    return Asked(asking.round, questions, tuple(files), asking.top, unlike)


def _respondents(case: Case, people: Sequence[str]) -> list[Respondent]:
    if len(people) > MOST_PEOPLE:
        raise UsageError(f"{len(people)} people are named; at most {MOST_PEOPLE} are asked at once")
    found: list[Respondent] = []
    for given in people:
        name = " ".join(given.split())
        if not name or unreadable(name):
            raise UsageError(f"--for: {unreadable(name) or 'expected a person by id or name, found an empty text'}")
        respondent = known_person(case, name) or Respondent(None, name)
        if respondent in found:
            raise UsageError(f"--for {name}: this person is named twice; name everybody once")
        found.append(respondent)
    return found or [Respondent(None, "")]


def _files(case: Case, respondents: Sequence[Respondent], out: Path, asking: Asking) -> list[tuple[Respondent, Path]]:
    """Where each sheet goes: the file named, or a file for each person in the folder named."""
    if out.suffix.lower() == SUFFIX and not out.is_dir():
        if len(respondents) > 1:
            raise UsageError(f"-o {out}: {len(respondents)} people get a sheet each; give a folder for them")
        return [(respondents[0], out)]
    if out.exists() and not out.is_dir():
        raise UsageError(f"-o {out} is no folder; give a folder, or a file whose name ends in {SUFFIX}")
    files: list[tuple[Respondent, Path]] = []
    taken: set[str] = set()
    for respondent in respondents:
        who = file_id(respondent, taken)
        taken.add(who)
        name = "-".join(part for part in (case.id, f"round-{asking.round}", who) if part)
        files.append((respondent, out / f"{name}{SUFFIX}"))
    return files


def _free(targets: Sequence[Path], force: bool) -> None:
    """Raises UsageError where something stands that must not be lost: answers, or what is no sheet of ours."""
    for target in targets:
        if not target.exists():
            continue
        try:
            filled = read_answers(target).filled
        except EstimativeError as error:
            raise UsageError(
                f"{target} exists and is no sheet of questions that can be read; it is left as it is, give another name"
            ) from error
        if filled and not force:
            raise UsageError(
                f"{target} holds answers and is left as it is: collect them first, give another name, or say --force"
            )


def _order(case: Case, asking: Asking, ensemble: Ensemble) -> list[str]:
    """The judgments to be asked, those that matter most first."""
    if asking.paths:
        return list(dict.fromkeys(path.strip().strip("/") for path in asking.paths))
    again = asked_again(case, asking.round) if asking.round > 1 else ()
    runs = run_methods(case, ensemble)
    order = sensitivity(case, runs, ensemble.which).order
    if again:
        return [*(path for path in order if path in again), *(path for path in again if path not in order)][
            : asking.top
        ]
    if not order:
        why = "no judgment that they read has a range" if runs else "the case feeds no method yet"
        raise UsageError(
            f"nothing tells which judgments matter: {why}; add what is missing (`estimative check`), or name what to"
            " ask with --judgment, such as --judgment influence/a/b"
        )
    return list(order[: asking.top])


def _passages(file: CaseFile, questions: Sequence[Question], sources: Path | None) -> dict[str, str | None]:
    """The passages behind the questions, in the order of the questions; their text only where `sources` are given."""
    cited = dict.fromkeys(citation for one in questions for citation in one.cites)
    texts: dict[str, str | None] = {}
    if sources is not None:
        for row in table(file, sources).sources:
            texts |= {f"{row.id}#{passage.id}": passage.text for passage in row.passages}
    return {citation: texts.get(citation) for citation in cited}


def _sheet(
    case: Case,
    respondent: Respondent,
    questions: Sequence[Question],
    number: int,
    passages: dict[str, str | None],
) -> QuestionSheet:
    before = {}
    for one in questions if number > 1 else ():
        record = at(case, one.path)
        told = earlier(record, number, respondent.id) if isinstance(record, Judgment | Rating) else None
        if told is not None:
            before[one.path] = told
    return QuestionSheet(
        case=case.id,
        title=case.title or case.id,
        asked=case.question.text if case.question is not None else "",
        basis=basis(case),
        round=number,
        person=respondent.id,
        name=respondent.name,
        questions=questions,
        passages=passages,
        sources={name: source.title for name, source in case.sources.items() if source.title},
        earlier=before,
    )
