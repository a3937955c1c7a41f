"""The tree as the house tests read it: its files, its parsed modules, its import contracts."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db.models import Model

ROOT = Path(__file__).parents[2]
UNTRACKED = frozenset({"var", "build", "dist", "__pycache__"})


@cache
def files() -> tuple[Path, ...]:
    """Return every file that belongs to the project."""
    return tuple(sorted(_below(ROOT)))


def _below(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        hidden = path.name.startswith(".") and path.name not in {".ci", ".gitignore"}
        if hidden or path.name in UNTRACKED or path.suffix in {".egg-info", ".sqlite3"}:
            continue
        if path.is_dir():
            yield from _below(path)
        else:
            yield path


def name(path: Path) -> str:
    """Return the path as one reads it from the top of the checkout."""
    return path.relative_to(ROOT).as_posix()


def text(path: Path) -> str:
    """Return what a text file says; bytes that are no text (pictures, samples) read as nothing."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def python(*, migrations: bool = False) -> list[Path]:
    """Return the Python files, without migrations or with nothing but them."""
    return [path for path in files() if path.suffix == ".py" and ("migrations" in path.parts) == migrations]


def is_test(path: Path) -> bool:
    """Tell whether a Python file is a test or serves tests only."""
    return "tests" in path.relative_to(ROOT).parts or path.name == "conftest.py"


@cache
def parsed(path: Path) -> ast.Module:
    """Return the syntax tree of a Python file."""
    return ast.parse(text(path), filename=name(path))


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Return every function of a Python file, methods and inner ones among them."""
    return [node for node in ast.walk(parsed(path)) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]


def models() -> list[type[Model]]:
    """Return the tables of Pilin's own rooms."""
    return [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("pilin.")]


@cache
def contracts() -> tuple[dict[str, Any], ...]:
    """Return the import contracts as pyproject.toml has them."""
    settings = tomllib.loads(text(ROOT / "pyproject.toml"))
    return tuple(settings["tool"]["importlinter"]["contracts"])


def layers(container: str) -> list[set[str]]:
    """Return the layers of the contract for one container, highest first, each as the set of its names."""
    (contract,) = (one for one in contracts() if one["type"] == "layers" and one["containers"] == [container])
    return [set(re.findall(r"\w+", layer)) for layer in contract["layers"]]
