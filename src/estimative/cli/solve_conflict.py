"""`estimative solve conflict`."""

from pathlib import Path
from typing import Annotated, Any

import typer

from estimative.cli.options import JsonOption


def command(
    file: Annotated[
        Path, typer.Argument(help="A conflict in casebook JSON, or a folder of CSV tables.", show_default=False)
    ],
    as_json: JsonOption = False,
    states: Annotated[
        bool, typer.Option("--states", help="List states above 10,000 of them too; otherwise they are counted.")
    ] = False,
    export: Annotated[
        Path | None,
        typer.Option("--export", help="Also write a .graphml, .dot, .csv or .parquet file.", show_default=False),
    ] = None,
    *,
    coalitions: Annotated[bool, typer.Option("--coalitions", help="Also say what is stable for coalitions.")] = False,
    start: Annotated[
        str | None,
        typer.Option("--from", metavar="STATE", help="Also show how each equilibrium may come about from a state."),
    ] = None,
    wish: Annotated[
        str | None,
        typer.Option("--wish", metavar="STATE", help="Also ask whose wants must change for a state to last."),
    ] = None,
    explain: Annotated[
        str | None, typer.Option("--explain", metavar="STATE", help="Also say why a state is stable, or not, for each.")
    ] = None,
    concept: Annotated[
        str, typer.Option("--concept", help="How far actors look ahead, for --from and --wish.")
    ] = "SEQ",
    deals: Annotated[int, typer.Option("--deals", min=1, help="How many may make a deal, for --from.")] = 2,
    want: Annotated[
        list[str] | None,
        typer.Option(
            "--want", metavar="PATTERN", help="For --wish: a new want to try, instead of each option as wished."
        ),
    ] = None,
) -> int:
    """Solve a conflict file: which states are stable, for whom, and which for all.

    States are numbered from 1 in the order of the file's state_list, or of its feasible states with the first option
    as the fastest-changing digit. A STATE is a number, or a pattern that fits one state (YN-N).
    """
    from estimative.cli.outcomes import FINE
    from estimative.cli.terminal import plain, progress, say, say_json
    from estimative.desk.conflict_questions import Questions
    from estimative.desk.solve import solve_conflict

    asked = Questions(coalitions, start, wish, explain, concept, deals, tuple(want or ()))
    answer = solve_conflict(file, states, progress(), export, asked)
    if as_json:
        say_json(answer)
        return FINE
    _show(answer)
    if export is not None:
        say(f"The file: {plain(str(export))}")
    return FINE


def _show(answer: dict[str, Any]) -> None:
    from estimative.cli.conflict_text import show_answers
    from estimative.cli.terminal import say

    if "equilibria_unknown" in answer:
        _show_readings(answer)
    else:
        _show_concepts(answer)
    if len(answer.get("state_list", ())) in range(1, 65):
        for number, state in enumerate(answer["state_list"], start=1):
            say(f"{number:>4}  {_state(state)}")
    for sentence in _unseen(answer):
        say(sentence)
    show_answers(answer)
    say(f"solved in {answer['seconds']:.3f} s")


def _show_concepts(answer: dict[str, Any]) -> None:
    from rich.table import Table

    from estimative.cli.terminal import out_console, plain
    from estimative.methods.conflict import CONCEPTS

    suffix = "" if "individual" in answer else "_count"
    table = Table(title=_states(answer["states"]))
    table.add_column("stable for")
    for concept in CONCEPTS:
        table.add_column(concept)
    tables = answer[f"individual{suffix}"]
    for name, row in [*tables.items(), ("all: equilibria", answer[f"equilibria{suffix}"])]:
        cells = [_cell(row[concept]) for concept in CONCEPTS]
        table.add_row(plain(name), *cells, end_section=name == list(tables)[-1])
    out_console().print(table)


def _show_readings(answer: dict[str, Any]) -> None:
    """Four readings of each concept, with what each of them takes the unknown for."""
    from rich.table import Table

    from estimative.cli.terminal import out_console, plain, say
    from estimative.methods.conflict.unknown import READ, READINGS

    table = Table(title=f"{_states(answer['states'])}, some preferences unknown: four readings")
    table.add_column("reading")
    table.add_column("stable for")
    for concept in READ:
        table.add_column(concept)
    for letter in READINGS:
        rows = [*answer["individual_unknown"].items(), ("all: equilibria", answer["equilibria_unknown"])]
        for k, (name, row) in enumerate(rows, start=1):
            cells = [_cell(row[f"{concept}_{letter}"]) for concept in READ]
            table.add_row(letter if k == 1 else "", plain(name), *cells, end_section=k == len(rows))
    out_console().print(table)
    for name, reading in READINGS.items():
        say(f"{name}: a decision maker {reading.sentence}.")


def _cell(found: list[int] | int) -> str:
    return f"{found:,}" if isinstance(found, int) else ", ".join(map(str, found)) or "none"


def _state(state: str | list[Any]) -> str:
    """A state as the file writes it; members of a merged state are joined by "or"."""
    if isinstance(state, str):
        return state
    if all(isinstance(part, int) for part in state):
        return " ".join(map(str, state))
    return " or ".join(map(_state, state))


def _unseen(answer: dict[str, Any]) -> list[str]:
    """Who does not see which states, and which equilibria rest on that."""
    together = {**answer.get("equilibria", {}), **answer.get("equilibria_unknown", {})}
    sentences = []
    for name, hidden in answer.get("unseen", {}).items():
        sentences.append(f"{name} does not see {_listed(hidden)} and counts as stable there by default.")
        resting: dict[str, list[int]] = {}
        for state in hidden:
            concepts = [concept for concept, found in together.items() if state in found]
            resting.setdefault(", ".join(concepts), []).append(state)
        parts = [f"{_listed(states)} under {concepts}" for concepts, states in resting.items() if concepts]
        if parts:
            sentences.append(f"Equilibria that rest on {name} not seeing them: {'; '.join(parts)}.")
    return sentences


def _states(count: int) -> str:
    return f"{count:,} state{'s' * (count != 1)}"


def _listed(numbers: list[int]) -> str:
    return f"state{'s' * (len(numbers) > 1)} {', '.join(map(str, numbers))}"
