"""Recompute the worked example of a lesson from its front matter, and read the figures of its text."""

import ast
import math
import re
import statistics
from collections.abc import Iterator
from typing import Any

from data.library import Example

FUNCTIONS: dict[str, Any] = {
    "sum": sum,
    "min": min,
    "max": max,
    "abs": abs,
    "len": len,
    "sorted": sorted,
    "round": round,
    "range": range,
    "zip": zip,
    "sqrt": math.sqrt,
    "floor": math.floor,
    "ceil": math.ceil,
    "mean": statistics.fmean,
    "std": statistics.stdev,
}
PLAIN = {0, 1, 2, 12, 72, 100, 252, 365}
_DATE = re.compile(r"\d{1,2} [A-Z][a-z]+ \d{4}")
_FIGURE = re.compile(r"\d+(?:,\d+)*(?:\.\d+)?%?")


def _value(expression: str, names: dict[str, Any]) -> Any:
    assert not any(isinstance(node, ast.Attribute | ast.Lambda) for node in ast.walk(ast.parse(expression, mode="eval")))
    return eval(expression, {"__builtins__": {}, **FUNCTIONS, **names})  # noqa: S307 - our own files, no attribute access


def values(example: Example) -> dict[str, Any]:
    """Give the inputs, the steps and `result` as recomputed."""
    names = dict(example.inputs)
    for name, expression in example.steps.items():
        names[name] = _value(expression, names)
    return {**names, "result": _value(example.formula, names)}


def _flat(value: Any) -> Iterator[float]:
    if isinstance(value, list | tuple):
        for item in value:
            yield from _flat(item)
    else:
        yield float(value)


def section(body: str) -> str:
    """Give the text under the heading that begins with `Worked example`."""
    found = re.search(r"^## Worked example.*?$(.*?)(?=^## |\Z)", body, re.MULTILINE | re.DOTALL)
    return found.group(1) if found else ""


def unexplained(body: str, known: dict[str, Any]) -> list[str]:
    """List the figures of the worked example that no value gives at the precision shown."""
    numbers = [number for value in known.values() for number in _flat(value)]
    derived = {*numbers, *(1 + number for number in numbers), *(1 - number for number in numbers), *PLAIN}
    text = _DATE.sub("", section(body))
    return [figure for figure in _FIGURE.findall(text) if not any(_shows(figure, number) for number in derived)]


def _shows(figure: str, number: float) -> bool:
    digits = figure.rstrip("%").replace(",", "")
    places = len(digits.partition(".")[2])
    scale = 100 if figure.endswith("%") else 1
    return bool(abs(abs(number) * scale - float(digits)) <= 0.5000001 * 10**-places)
