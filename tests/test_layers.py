"""The house's rule: a layer imports only from those before it; and no module grows past 500 lines."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parent.parent / "src"
PACKAGE = SOURCE / "estimative"
MODULES = sorted(PACKAGE.rglob("*.py"))

LAYERS = [
    {"base"},
    {"case", "documents", "methods", "ensemble"},  # these four do not import one another
    {"assessment"},
    {"inquiry"},
    {"tracking"},
    {"exchange"},
    {"drafting"},
    {"report"},
    {"desk"},
    {"cli", "workbench", "__main__"},
]
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
BESIDE = {"testing": {"base", "methods", "testing"}}  # the published kit checks a method, and knows nothing else


def layer_of(dotted):
    """`case` of `estimative.case.models`; None of `estimative` itself."""
    parts = dotted.split(".")
    return parts[1] if len(parts) > 1 else None


def name_of(path):
    parts = list(path.relative_to(SOURCE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(tree, module, is_package):
    """Every name of ours that a module imports, wherever in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "estimative")
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = module.split(".")
                parts = parts[: len(parts) - node.level + (1 if is_package else 0)]
                base = ".".join([*parts, *([node.module] if node.module else [])])
            if base == "estimative":
                yield from (f"estimative.{alias.name}" for alias in node.names)
            elif base.startswith("estimative."):
                yield base
        elif (
            isinstance(node, ast.Call)
            and ast.unparse(node.func) in {"importlib.import_module", "import_module", "__import__"}
            and node.args
            and isinstance(node.args[0], ast.Constant)
        ):
            yield node.args[0].value


def allowed(importer, target):
    if target is None or importer in {"__main__", target} or importer is None or target not in LEVEL | BESIDE:
        return True
    if importer in BESIDE:
        return target in BESIDE[importer]
    if target in BESIDE:
        return False
    return LEVEL[target] < LEVEL[importer]


def faults(source, module, is_package):
    importer = layer_of(module)
    return [
        f"{module} imports {name}"
        for name in imported(ast.parse(source), module, is_package)
        if not allowed(importer, layer_of(name))
    ]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_layer_imports_only_from_those_before_it(path):
    assert faults(path.read_text(encoding="utf-8"), name_of(path), path.name == "__init__.py") == []


def test_every_folder_has_its_place_in_the_house():
    folders = {path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders <= LEVEL.keys() | BESIDE.keys()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_module_is_longer_than_500_lines(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 500


@pytest.mark.parametrize(
    "source, module",
    [
        ("from estimative.case.models import Case", "estimative.base.files"),
        ("def f():\n    import estimative.methods.conflict", "estimative.case.space"),
        ("from estimative import cli", "estimative.desk.check"),
        ("from ..documents import text", "estimative.case.models"),
        ("from ..report.page import page", "estimative.exchange.case_files"),
        ("import importlib\nimportlib.import_module('estimative.case')", "estimative.ensemble.draws"),
        ("from estimative.case import models", "estimative.testing.kit"),
        ("from estimative.testing import kit", "estimative.methods.records"),
    ],
)
def test_the_rule_finds_what_breaks_it(source, module):
    assert len(faults(source, module, is_package=False)) == 1


@pytest.mark.parametrize(
    "source, module",
    [
        ("from estimative.base.errors import UsageError", "estimative.case.models"),
        ("from . import models", "estimative.case.space"),
        ("from estimative import __version__", "estimative.base.errors"),
        ("from estimative.methods.conflict import solve", "estimative.desk.solve"),
        ("from estimative.methods.records import Record", "estimative.testing.kit"),
    ],
)
def test_the_rule_lets_pass_what_keeps_it(source, module):
    assert faults(source, module, is_package=False) == []
