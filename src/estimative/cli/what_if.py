"""`estimative what-if`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from estimative.cli.options import CaseArgument, JsonOption

if TYPE_CHECKING:
    from estimative.case.models import Case
    from estimative.desk.rebase import Standing, WhatIfs

EMS = 60.0


def command(
    case: CaseArgument,
    names: Annotated[
        list[str] | None, typer.Argument(help="The what-ifs; all of them where none is named.", show_default=False)
    ] = None,
    rebase: Annotated[
        bool, typer.Option("--rebase", help="Bind those that were written for another state of the case to this one.")
    ] = False,
    as_json: JsonOption = False,
) -> int:
    """List the what-ifs of a case, or bind them to the case as it is now.

    A what-if is bound to the digest of the case that it was written for. Once the case is edited it is applied no
    longer, until somebody has seen what it changes now: the list shows that, and --rebase binds it. Nothing but the
    line with `base` is written. One that names what is gone, or changes nothing any more, is refused with the reason.
    """
    from estimative.base.errors import UsageError, listed, nearest
    from estimative.cli.outcomes import FINE, PROBLEMS
    from estimative.cli.terminal import say_json
    from estimative.desk.rebase import rebase as bind
    from estimative.desk.rebase import what_ifs

    found = bind(case, names or ()) if rebase else what_ifs(case)
    known = [item.id for item in found.found]
    for name in names or ():
        if name not in known:
            raise UsageError(
                f"the case has no what-if `{name}`; it has {listed(known) or 'none'}{nearest(name, known)}"
            )
    shown = [item for item in found.found if not names or item.id in names]
    if as_json:
        written = found.to_dict()
        written["what_ifs"] = {key: item for key, item in written["what_ifs"].items() if not names or key in names}
        say_json(written)
    else:
        _show(found, shown, str(case), rebase)
    return FINE if all(item.state == "fits" for item in shown) else PROBLEMS


def _show(found: WhatIfs, shown: list[Standing], case: str, rebased: bool) -> None:
    from estimative.cli.terminal import say

    if not found.found:
        say(f"{case} has no what-ifs; they lie in what-ifs/ beside its file")
    for item in shown:
        say(f"{item.id}: {_state(item, found.digest)}")
        for reason in item.reasons:
            say(f"  {reason}")
        if item.state != "fits" or item.bound:
            _changes(item, found.case, "changes" if item.bound else "would change now")
    stale = [item.id for item in shown if item.state == "stale"]
    if stale and not rebased:
        say(
            "What changed in the case since is not known: a what-if keeps the digest of its case and no more. With an"
            f" older copy `estimative diff` tells. If this is still what is meant:\n"
            f"  estimative what-if {case} --rebase{''.join(' ' + name for name in stale)}"
        )


def _state(item: Standing, digest: str) -> str:
    if item.bound:
        return "bound to the case as it is now"
    short = 7 + 12  # sha256: and twelve digits
    return {
        "fits": "fits the case as it is",
        "stale": f"written for another state of the case, {(item.base or '')[:short]}…, now {digest[:short]}…",
        "broken": "cannot be applied to the case as it is",
        "unreadable": "is no what-if that can be read",
    }[item.state]


def _changes(item: Standing, case: Case, verb: str) -> None:
    from estimative.cli.terminal import say
    from estimative.desk.diff_words import change_in_words
    from estimative.report.wording import shortened

    if item.pieces and item.changed is not None:
        say(f"  {verb}:")
        for piece in item.pieces:
            say(f"    {piece.path}: {shortened(change_in_words(piece, case, item.changed), EMS)}")
    if item.already:
        say(f"  says what the case says anyway: {', '.join(item.already)}")
