"""Mutation testing of the quantity grammar and of cleaning with its offset map: which planted faults no test sees.

Usage: python benchmarks/mutants.py [--sample 40] [--seed 0] [--seconds 120]. Each mutant is one change of the syntax
tree (a comparison swapped, a constant plus one, a `not` taken out, `and` for `or`, a statement deleted), written into a
copy of the package and tried with the tests of its module in a process of its own. What survives is printed.
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "pipeline" / "zongjie"
TARGETS = (
    ("quantity/*.py", ["tests/quantity/test_quantities.py", "tests/quantity/test_quantity_examples.py"]),
    ("clean/__init__.py", ["tests/test_clean.py"]),
    ("clean/edits.py", ["tests/test_clean.py"]),
)
SWAPS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip


def places(source: str) -> list[int]:
    """Which nodes of a module, in the order of `ast.walk`, take a fault."""
    return [at for at, node in enumerate(ast.walk(ast.parse(source))) if _change(copy.deepcopy(node))]


def mutant(source: str, place: int) -> tuple[int, str, str]:
    """Line, what was changed, and the text of the module with a fault at a node."""
    tree = ast.parse(source)
    node = next(node for at, node in enumerate(ast.walk(tree)) if at == place)
    before = ast.unparse(node).split("\n")[0]
    what = f"{_change(node)}: {before}"
    return getattr(node, "lineno", 0), what, ast.unparse(ast.fix_missing_locations(tree))


def _change(node: ast.AST) -> str | None:
    """Plant a fault in a node; its kind, or None where the node takes none."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPS:
        node.ops[0] = SWAPS[type(node.ops[0])]()
        return "comparison"
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        node.value += 1
        return "constant"
    if isinstance(node, ast.BoolOp):
        node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        return "and/or"
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        node.op = ast.UAdd()
        node.operand = ast.Call(ast.Name("bool", ast.Load()), [node.operand], [])
        return "not"
    if isinstance(node, ast.FunctionDef | ast.For | ast.If | ast.While):
        for at, statement in enumerate(node.body):
            if isinstance(statement, ast.Assign | ast.AugAssign | ast.Return | ast.Continue) or (
                isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)
            ):
                node.body[at] = ast.Pass()
                return f"deleted {ast.unparse(statement)[:60]}"
    return None


def killed(folder: Path, tests: list[str], seconds: int) -> bool:
    """Whether a test fails, or no longer ends, with the package in `folder`."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        return subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, timeout=seconds, check=False
        ).returncode not in (0,)
    except subprocess.TimeoutExpired:
        return True


def main() -> None:
    """Try a sample of the mutants and print the survivors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=40, help="mutants tried; 0 for all")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seconds", type=int, default=120, help="after which a mutant counts as killed")
    chosen = parser.parse_args()
    every = [
        (path, place, tests)
        for pattern, tests in TARGETS
        for path in sorted(PACKAGE.glob(pattern))
        for place in places(path.read_text("utf-8"))
    ]
    some = random.Random(chosen.seed).sample(every, chosen.sample or len(every))
    survived = 0
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(PACKAGE, Path(folder, "zongjie"))
        shutil.copytree(ROOT / "models", Path(folder, "models"))
        if any(killed(Path(folder), tests, chosen.seconds) for _, tests in TARGETS):
            raise SystemExit("the tests fail without any fault: mend that first")
        for number, (path, place, tests) in enumerate(some, 1):
            line, what, text = mutant(path.read_text("utf-8"), place)
            copied = Path(folder, "zongjie", path.relative_to(PACKAGE))
            copied.write_text(text, "utf-8")
            if not killed(Path(folder), tests, chosen.seconds):
                survived += 1
                print(f"survived  {path.relative_to(PACKAGE)}:{line}  {what}", flush=True)
            shutil.copy(path, copied)
            print(f"{number} of {len(some)}, {survived} survived", file=sys.stderr, flush=True)
    print(f"{len(every)} mutants, {len(some)} tried (seed {chosen.seed}), {survived} survived")


if __name__ == "__main__":
    main()
