"""Importing costs nothing until something is used; and every module can be imported by itself."""

import importlib
import json
import pkgutil
import subprocess
import sys

import pytest

import estimative
from estimative.cli.commands import COMMANDS

HEAVY = {
    "altair",
    "jinja2",
    "lark",
    "networkx",
    "numba",
    "numpy",
    "openpyxl",
    "pydantic",
    "rich",
    "ruamel",
    "scipy",
    "typer",
}
MODULES = [found.name for found in pkgutil.walk_packages(estimative.__path__, "estimative.")]


def loaded_by(code):
    """The outermost names of the modules that a fresh Python has loaded after `code`."""
    names = "sorted({name.split('.')[0] for name in sys.modules})"
    shown = f"import json, sys\n{code}\nprint()\nprint(json.dumps({names}))"
    done = subprocess.run([sys.executable, "-c", shown], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_importing_estimative_loads_nothing_heavy():
    assert loaded_by("import estimative") & HEAVY == set()


def test_help_loads_no_more_than_typer():
    assert loaded_by("from estimative.cli.main import run; run(['--help'])") & HEAVY == {"typer"}


def commands(entries=COMMANDS):
    for entry in entries:
        yield from commands(entry.inner) if entry.inner else [entry.module]


@pytest.mark.parametrize("name", list(commands()))
def test_a_command_loads_no_more_than_typer_until_it_is_called(name):
    assert loaded_by(f"import {name}") & HEAVY <= {"typer"}


@pytest.mark.parametrize("name", MODULES)
def test_every_module_imports_and_says_what_it_is_for(name):
    assert importlib.import_module(name).__doc__
