"""Reading our own pages: their blocks, their sentences, their links; and running their examples."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from estimative.exchange.case_files import read_case

ROOT = Path(__file__).resolve().parent.parent.parent
DOCS = ROOT / "docs"
BESIDE = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
PAGES = [*BESIDE, *sorted(DOCS.rglob("*.md"))]
WIDTH = 100

BLOCK = re.compile(r"^(?P<indent> *)```(?P<kind>[a-z]*)\n(?P<text>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL)
ACTION = re.compile(r"<!-- (?P<what>in|file|exit|bind): (?P<value>.*?) -->")


def name_of(page):
    return page.relative_to(ROOT).as_posix()


@dataclass(frozen=True)
class Block:
    """A fenced block of a page, or an action in a comment; `line` counts from 1."""

    kind: str
    text: str
    line: int


def blocks(page):
    """The fenced blocks of a page and the actions between them, in order."""
    text = page.read_text(encoding="utf-8")
    found = [(m.start(), Block(m["kind"], _dedented(m), _line(text, m.start()))) for m in BLOCK.finditer(text)]
    inside = [(m.start(), m.end()) for m in BLOCK.finditer(text)]
    for m in ACTION.finditer(text):
        if not any(start <= m.start() < end for start, end in inside):
            found.append((m.start(), Block(f"!{m['what']}", m["value"], _line(text, m.start()))))
    return [block for _, block in sorted(found, key=lambda item: item[0])]


def _dedented(found):
    return re.sub(f"^{found['indent']}", "", found["text"], flags=re.MULTILINE)


def _line(text, offset):
    return text.count("\n", 0, offset) + 1


def prose(page):
    """The text of a page without blocks, comments and marks of code."""
    text = BLOCK.sub("", page.read_text(encoding="utf-8"))
    return re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)


def sentences(page):
    """The sentences of a page, roughly: paragraphs, items and cells, cut at full stops and colons."""
    for paragraph in re.split(r"\n\s*\n|\n(?=\s*(?:[-*|#]|\d+\.))|\|", prose(page)):
        for sentence in re.split(r"(?<=[.:;?!])\s+", " ".join(paragraph.split())):
            if sentence:
                yield sentence


class Sandbox:
    """A folder with a copy of the worked cases, in which the examples of one page are run in order."""

    def __init__(self, folder):
        self.folder = folder
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        self.env = {**os.environ, "PATH": path, "COLUMNS": str(WIDTH), "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"}
        self.env.pop("FORCE_COLOR", None)
        self.waiting = {}

    def follow(self, block):
        """Does what a block says; raises AssertionError where its output is not as the page shows it."""
        if block.kind.startswith("!"):
            self._act(block)
        elif block.kind == "console":
            expected = int(self.waiting.pop("exit", "0"))
            for command, output in commands(block.text):
                self._run(command, output, expected, block.line)
        elif block.kind == "python":
            self._python(block)
        elif "file" in self.waiting:
            place = self.folder / self.waiting.pop("file")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(block.text, encoding="utf-8")
        elif block.kind == "diff":
            self._edit(self.folder / self.waiting.pop("in"), block)

    def _act(self, block):
        kind = block.kind.lstrip("!")
        if kind == "bind":
            self._bind(self.folder / block.text)
        else:
            self.waiting[kind] = block.text

    def _bind(self, what_if):
        problem = next(p for p in read_case(what_if.parent.parent).problems if p.code == "what-if-base")
        digest = re.findall(r"sha256:[0-9a-f]{64}", problem.message)[-1]
        text = what_if.read_text(encoding="utf-8")
        what_if.write_text(re.sub(r"sha256:[0-9a-f]{64}", digest, text, count=1), encoding="utf-8")

    def _run(self, command, output, expected, line):
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        shown = f"line {line}: $ {command}\n{done.stdout}"
        assert done.returncode == expected, f"exit code {done.returncode}\n{shown}"
        if output is not None:
            missing = unmatched(output, done.stdout)
            assert missing is None, f"not in the output, or not there: {missing!r}\n{shown}"

    def _python(self, block):
        done = subprocess.run(
            [sys.executable, "-c", block.text],
            cwd=self.folder,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"line {block.line}\n{done.stderr}"
        assert done.stdout, f"line {block.line}: it prints nothing"

    def _edit(self, file, block):
        text = file.read_text(encoding="utf-8")
        for before, after in edits(block.text):
            found = re.findall(pattern(before), text)
            assert len(found) == 1, f"line {block.line}: {len(found)} places in {file.name} hold\n{before}"
            text = text.replace(found[0], after)
        file.write_text(text, encoding="utf-8")


def commands(text):
    """The commands of a console block, each with the output that is shown, None where none is."""
    found = []
    for line in text.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line)
    return [(command, "\n".join(output) if output else None) for command, output in found]


def edits(text):
    """The changes of a diff block: runs of lines to be replaced, each with what replaces them."""
    found = re.findall(r"((?:^-.*\n)+)((?:^\+.*\n?)+)", text if text.endswith("\n") else f"{text}\n", re.MULTILINE)
    return [tuple("\n".join(line[1:] for line in part.splitlines()) for part in pair) for pair in found]


def pattern(shown):
    """What is shown as a pattern: `…` alone in a line stands for any lines, within a line for anything."""
    parts = []
    for line in shown.splitlines():
        if line.strip() == "…":
            parts.append(r"(?:.*\n)*?")
        else:
            parts.append(r".*?".join(re.escape(piece) for piece in line.rstrip().split("…")) + r"[ ]*\n")
    return "".join(parts).removesuffix(r"[ ]*\n")


def unmatched(shown, output):
    """The first shown line that the output does not go on with; None where all of it matches, from first to last."""
    plain = re.sub(r"[ \t]+$", "", output, flags=re.MULTILINE).rstrip("\n") + "\n"
    lines = shown.rstrip("\n").splitlines()
    for count in range(1, len(lines) + 1):
        if not re.match(f"(?:{pattern(chr(10).join(lines[:count]))})", plain):
            return lines[count - 1]
    whole = pattern("\n".join(lines)) + ("" if lines[-1].strip() == "…" else r"[ ]*\n")
    return None if re.fullmatch(whole, plain) else "the end of the output"
