"""Structured changes to a case that nobody's range covers, each as a question and as a merge patch.

What the sources name and the case leaves out; who else could have a role; a want the other way round; a method left
out; a rule lifted. Whether a change overturns anything is computed in `stress`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from estimative.assessment.joins import joins
from estimative.assessment.run import MethodRun
from estimative.assessment.words import actor_name
from estimative.base.errors import EstimativeError, LimitError
from estimative.case.models import Case
from estimative.case.paths import cites
from estimative.inquiry.change_names import marked, names_of_changes
from estimative.inquiry.one_sided import one_sided_wants, reversed_statement
from estimative.inquiry.rivals import RIVAL, GrantedRole, granted_roles, has_rival, rival_change
from estimative.methods.records import methods

Kind = Literal["mention", "rival", "reversed-want", "method-left-out", "rule-lifted"]
NONE = "none"


@dataclass(frozen=True)
class Change:
    """One structured change and the question that it answers.

    `path` is the address that it is about, `cites` the passages behind that. `patch` is a merge patch against the long
    form of the case; None for a method left out, since a case has no place to say so: then `left_out` names it.
    `touched` are the addresses that it changes: only methods that read one of them can move. `others` are actors of the
    case, by id, who may know or be the answer, `see` the ids of changes that go with it. `impossible` says why nothing
    can be computed, None where it can.
    """

    id: str
    kind: Kind
    path: str
    question: str
    patch: Mapping[str, Any] | None = None
    left_out: str | None = None
    touched: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    see: tuple[str, ...] = ()
    impossible: str | None = None
    role: GrantedRole | None = None


def changes(case: Case, runs: Mapping[str, MethodRun], kinds: Collection[Kind] | None = None) -> tuple[Change, ...]:
    """Every structured change that the case invites, of all kinds or of those named; `runs` are of the case itself.

    Their ids differ, and each can be the name of a what-if. A want that no method reads is not turned round.
    """
    roles = _rivals(case)
    found = [
        *_mentions(case, tuple(change.id for change in roles)),
        *roles,
        *_reversed(case, runs),
        *_left_out(runs),
        *_lifted(case),
    ]
    return tuple(change for change in found if kinds is None or change.kind in kinds)


def names_without_place(case: Case) -> dict[str, tuple[str, ...]]:
    """The names that sources mention and that have no place in the case, nor a reason why: the sources by name.

    A name that has its place, or the reason, in one source needs none in another.
    """
    placed, waiting = set(), dict[str, list[str]]()
    for source_id, source in case.sources.items():
        for name, mention in source.mentions.items():
            if mention.as_ is None or (mention.as_ == NONE and mention.because is None):
                waiting.setdefault(name, []).append(source_id)
            else:
                placed.add(name)
    return {name: tuple(sources) for name, sources in waiting.items() if name not in placed}


def _mentions(case: Case, roles: tuple[str, ...]) -> list[Change]:
    waiting = names_without_place(case)
    paths = {name: f"sources/{sources[0]}/mentions/{name}" for name, sources in waiting.items()}
    ids = names_of_changes("actor", {path: (name,) for name, path in paths.items()})
    return [_mention(case, name, paths[name], ids[paths[name]], waiting[name], roles) for name in waiting]


def _mention(
    case: Case, name: str, path: str, identity: str, sources: tuple[str, ...], roles: tuple[str, ...]
) -> Change:
    words = _capital(name)
    brief = "The brief names" if len(case.sources) == 1 else "A source names" if len(sources) == 1 else "Sources name"
    passages = tuple(dict.fromkeys(p for source in sources for p in case.sources[source].mentions[name].at))
    known = _known_as(case, name)
    place = known or _free_id(case, name)
    patch: dict[str, Any] = {"sources": {source: {"mentions": {name: {"as": f"actors/{place}"}}} for source in sources}}
    if known is not None:
        question = f"{brief} {words} and gives it no place. Is it {actor_name(case, known)}?"
        reason = "another name for somebody who is in the case already moves no figure"
        return Change(identity, "mention", path, question, patch, cites=passages, impossible=reason)
    question = f"{brief} {words} and gives it no place. Should it be an actor?"
    reason = "an actor that wants nothing and decides nothing moves nothing: write what it wants into the what-if"
    patch["actors"] = {place: {"name": words, **({"cites": list(passages)} if passages else {})}}
    return Change(identity, "mention", path, question, patch, cites=passages, see=roles, impossible=reason)


def _rivals(case: Case) -> list[Change]:
    roles = [role for role in granted_roles(case) if not _tried(case, role)]
    ids = names_of_changes("rival", {role.path: (role.grantor, role.option) for role in roles})
    return [_rival(case, role, ids[role.path]) for role in roles]


def _tried(case: Case, role: GrantedRole) -> bool:
    try:
        return has_rival(case, role)
    except LimitError:
        return True


def _rival(case: Case, role: GrantedRole, identity: str) -> Change:
    option = case.actors[role.grantor].options[role.option]
    what = option.text or role.option.replace("-", " ")
    holders = ", ".join(actor_name(case, holder) for holder in role.holders)
    lists = "The case lists nobody."
    question = f"{actor_name(case, role.grantor)}: {what} (now for {holders}). Who else could offer this role? {lists}"
    patch, impossible = None, None
    try:
        patch = rival_change(case, role.grantor, role.option)
    except EstimativeError as reason:
        impossible = str(reason).removeprefix("rival_change: ")
    touched = [f"actors/{role.grantor}/options/{RIVAL}"]
    if patch is not None:
        touched += [f"actors/{role.grantor}/wants/{want}" for want in patch["actors"][role.grantor].get("wants", {})]
        touched += [f"rules/{rule}" for rule in patch["rules"]]
    return Change(
        identity,
        "rival",
        role.path,
        question,
        patch,
        touched=tuple(touched),
        cites=cites(case, role.path),
        others=_who_moves(case, role.grantor, {role.grantor, *role.holders}),
        impossible=impossible,
        role=role,
    )


def _who_moves(case: Case, grantor: str, without: Collection[str]) -> tuple[str, ...]:
    """The other actors that can move the grantor by themselves, the strongest first as judged."""
    strength = {
        name: row[grantor].value
        for name, row in case.influence.items()
        if grantor in row and row[grantor].value > 0 and name not in without and name in case.actors
    }
    return tuple(sorted(strength, key=lambda name: (-strength[name], name)))


def _reversed(case: Case, runs: Mapping[str, MethodRun]) -> list[Change]:
    try:
        found = one_sided_wants(case)
    except LimitError as reason:
        question = "Which wants, turned round, would change the result?"
        return [Change("reversed", "reversed-want", "settings", question, impossible=str(reason))]
    paths = {f"actors/{actor}/wants/{want}": (actor, want) for actor, wants in found.items() for want in wants}
    ids = names_of_changes("reversed", paths)
    return [_turned(case, *paths[path], path, ids[path]) for path in paths if read_by(case, (path,), runs)]


def _turned(case: Case, actor: str, want: str, path: str, identity: str) -> Change:
    that = case.actors[actor].wants[want].that
    named = f"“{want.replace('-', ' ')}” ({_short(that)})"
    question = f"What if {actor_name(case, actor)} did not want {named}, but the opposite?"
    patch = {"actors": {actor: {"wants": {want: {"that": reversed_statement(that)}}}}}
    return Change(identity, "reversed-want", path, question, patch, touched=(path,), cites=cites(case, path))


def _left_out(runs: Mapping[str, MethodRun]) -> list[Change]:
    ran = [method for method, run in runs.items() if run.forecasts]
    if len(ran) < 2:
        return []
    ids = names_of_changes("without", {method: (method,) for method in ran})
    return [
        Change(
            ids[method],
            "method-left-out",
            "settings",
            f"What leads in most methods without {_titled(method)}?",
            left_out=method,
        )
        for method in ran
    ]


def _titled(method: str) -> str:
    """A method by its title in small letters, else its id."""
    known = methods().get(method)
    return known.title[:1].lower() + known.title[1:] if known is not None else method.replace("-", " ")


def _lifted(case: Case) -> list[Change]:
    found = []
    ids = names_of_changes("lifted", {f"rules/{name}": (name,) for name in case.rules})
    for name, rule in case.rules.items():
        path = f"rules/{name}"
        demand = f"never: {_short(rule.never)}" if rule.never is not None else f"always: {_short(rule.statement)}"
        question = f"What if the rule “{name.replace('-', ' ')}” did not hold ({demand})?"
        patch: dict[str, Any] = {"rules": {name: None}}
        found.append(Change(ids[path], "rule-lifted", path, question, patch, touched=(path,), cites=cites(case, path)))
    return found


def read_by(case: Case, paths: Iterable[str], methods: Iterable[str]) -> tuple[str, ...]:
    """Those of the methods that read what stands at one of the addresses."""
    touched = tuple(paths)
    return tuple(method for method in methods if any(joins()[method].reads(case, path) for path in touched))


def _known_as(case: Case, name: str) -> str | None:
    """The actor that goes by this name already: by id, name or one of its aliases; None where none does."""
    wanted = _folded(name)
    for actor, record in case.actors.items():
        if wanted in {_folded(text) for text in (actor, record.name, *record.aliases)}:
            return actor
    return None


def _free_id(case: Case, name: str) -> str:
    """The name as the id of a new actor, with a mark where an actor, driver, issue or term is called so already."""
    taken = {*case.actors, *case.drivers, *case.issues, *case.terms}
    return name if name not in taken else marked(name, f"actors/{name}")


def _folded(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()


def _capital(name: str) -> str:
    """An id as a name: `muslim-brotherhood` is Muslim Brotherhood."""
    return " ".join(part[:1].upper() + part[1:] for part in name.split("-"))


def _short(statement: str | None) -> str:
    words = " ".join((statement or "").split())
    return words if len(words) <= 120 else words[:119].rstrip() + "…"
