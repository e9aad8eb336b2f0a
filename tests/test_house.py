"""The rules of the house that no linter has, checked on the syntax trees."""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_type_hints

import pytest
from pydantic import BaseModel

from tools.ctx import Ctx
from tools.registry import TOOLS, Tool

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("core", "data", "finance", "retrieval", "tools", "mcp_server", "agent", "api")
PYTHON = sorted(path for room in (*ROOMS, "tests", "bench", "evals") for path in (ROOT / room).rglob("*.py"))
WEB = sorted(path for kind in ("*.ts", "*.tsx", "*.css") for path in (ROOT / "web" / "src").rglob(kind))
SQL_FILES = sorted((ROOT / "data").rglob("*.sql"))
STATEMENT = re.compile(
    r"^\s*(select\s.+\sfrom\s|insert\s+into\s|update\s+\w+\s+set\s|delete\s+from\s|create\s+(table|index|role|policy)\s)",
    re.IGNORECASE | re.DOTALL,
)
IDENTITY = re.compile(r"^(user|user_id|owner|owner_id|tenant|email|account_id|thread_id)$")
LONGEST = 300
FUNCTION_IMPORTS = ("api/build.py", "api/cli.py", "agent/models/")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def of_rooms() -> Iterator[Path]:
    return (path for path in PYTHON if path.relative_to(ROOT).parts[0] in ROOMS)


@pytest.mark.parametrize("path", [*PYTHON, *WEB, *SQL_FILES], ids=name)
def test_no_file_is_longer_than_the_cap(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


def test_sql_lives_in_data_in_sql_files_only() -> None:
    texts = ((path, node) for path in of_rooms() for node in ast.walk(tree(path)) if isinstance(node, ast.Constant))
    assert [name(path) for path, node in texts if isinstance(node.value, str) and STATEMENT.match(node.value)] == []


def test_the_environment_is_read_in_settings_only() -> None:
    found = [
        name(path)
        for path in of_rooms()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"} and name(path) != "core/settings.py"
    ]
    assert found == []


def test_print_is_for_the_command_line_only() -> None:
    found = [
        name(path)
        for path in of_rooms()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Name) and node.id == "print" and path.name not in {"cli.py", "__main__.py"}
    ]
    assert found == []


def _inside(function: ast.AST) -> Iterator[ast.AST]:
    return (node for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom))


def test_imports_stand_at_the_top() -> None:
    found = {
        name(path)
        for path in of_rooms()
        if not name(path).startswith(FUNCTION_IMPORTS)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for _ in _inside(node)
    }
    assert found == set()


def test_below_the_surfaces_no_blind_catch() -> None:
    found = [
        name(path)
        for path in of_rooms()
        if path.relative_to(ROOT).parts[0] not in {"api", "mcp_server", "agent"}
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler) and (node.type is None or getattr(node.type, "id", "") in {"Exception", "BaseException"})
    ]
    assert found == []


def test_every_module_says_what_lives_there() -> None:
    assert [name(path) for path in of_rooms() if not ast.get_docstring(tree(path))] == []


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.fn.__name__)
def test_every_tool_is_typed_described_and_without_identity(tool: Tool) -> None:
    signature = inspect.signature(tool.fn)
    first, *others = signature.parameters.values()
    hints = get_type_hints(tool.fn, include_extras=True)
    assert hints[first.name] is Ctx
    assert inspect.getdoc(tool.fn)
    assert issubclass(hints["return"], BaseModel)
    assert all(p.kind is inspect.Parameter.KEYWORD_ONLY for p in others)
    assert [p.name for p in others if IDENTITY.match(p.name)] == []
    assert [p.name for p in others if "description" not in repr(hints[p.name])] == []
