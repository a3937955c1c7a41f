"""Budgets of size: a reader holds a function in one glance, a file in one sitting."""

import ast

from tests.house import tree

FUNCTION_LINES_MAX = 50
TEST_LINES_MAX = 25
FILE_LINES_MAX = 400
TEMPLATE_LINES_MAX = 120
STATEMENTS_MIN = 3
BASE_FILES_MAX = 8
WIRING_LINES_MAX = 150
INTERPRETER_LINES_MAX = 600
INTERPRETER = {f"pilin/kernel/matters/rules/{name}.py" for name in ("clocks", "fold", "kinds", "refusals")}
SOURCE_LINES_BEFORE_RATIO = 3000
TESTS_PER_SOURCE_MIN = 1.2


def lines_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_functions_are_short() -> None:
    long = [
        f"{tree.name(path)}:{node.lineno} {node.name} has {lines_of(node)} lines"
        for path in tree.python()
        for node in tree.functions(path)
        if lines_of(node) > (TEST_LINES_MAX if node.name.startswith("test_") else FUNCTION_LINES_MAX)
    ]
    assert long == []


def test_files_are_short() -> None:
    limits = {".py": FILE_LINES_MAX, ".html": TEMPLATE_LINES_MAX}
    long = [
        f"{tree.name(path)} has {tree.text(path).count(chr(10))} lines"
        for path in tree.files()
        if path.suffix in limits and "migrations" not in path.parts
        if tree.text(path).count("\n") > limits[path.suffix]
    ]
    assert long == []


def test_no_file_is_nearly_empty() -> None:
    empty = [
        tree.name(path)
        for path in tree.python()
        if path.name != "__init__.py"
        if sum(isinstance(node, ast.stmt) for node in ast.walk(tree.parsed(path))) - 1 < STATEMENTS_MIN
    ]
    assert empty == []


def test_base_stays_small() -> None:
    base = [path for path in tree.python() if tree.name(path).startswith("pilin/base/")]
    assert 0 < len(base) <= BASE_FILES_MAX


def test_wiring_is_a_list_of_flows() -> None:
    for path in tree.python():
        if tree.name(path) == "pilin/node/wiring.py":
            assert tree.text(path).count("\n") <= WIRING_LINES_MAX
            assert not any(isinstance(node, (ast.If, ast.IfExp)) for node in ast.walk(tree.parsed(path)))


def test_the_interpreter_of_matters_stays_small() -> None:
    rules = [path for path in tree.python() if tree.name(path) in INTERPRETER]
    assert len(rules) == len(INTERPRETER)
    assert sum(tree.text(path).count("\n") for path in rules) <= INTERPRETER_LINES_MAX


def test_there_is_more_test_than_source() -> None:
    lines = {True: 0, False: 0}
    for path in tree.python():
        if not tree.name(path).startswith("benchmarks/"):  # it measures the product, and is no part of it
            lines[tree.is_test(path)] += tree.text(path).count("\n")
    if lines[False] > SOURCE_LINES_BEFORE_RATIO:
        assert lines[True] / lines[False] >= TESTS_PER_SOURCE_MIN, f"{lines[True]} to {lines[False]} lines"
