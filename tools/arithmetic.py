"""A safe calculator: a parsed expression, evaluated in Decimal with units."""

import ast
import re
from collections.abc import Callable, Sequence
from decimal import Context, Decimal, DecimalException, localcontext
from functools import reduce

from core.errors import BadExpression
from tools.quantities import BINARY, NEUTRAL, Quantity, add, subtract

LONGEST = 400
MOST_NODES = 120
SIGNS: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}
# Multiplication, division and minus signs as people type them, by code point.
SIGNS_OF_PEOPLE = {0xD7: "*", 0xF7: "/", 0x2212: "-", ord("^"): "**"}
SYMBOLS = {"$": "USD", "₹": "INR", "€": "EUR", "£": "GBP"}
SCALES = {"k": 10**3, "thousand": 10**3, "lakh": 10**5, "million": 10**6, "crore": 10**7, "billion": 10**9}
WORDS = {"share": "shares", "shares": "shares", "day": "days", "days": "days"}
NUMBER = r"\d+(?:\.\d+)?|\.\d+"
GROUPED = re.compile(r"(?<![\d.])\d{1,3}(?:,\d{2,3})*,\d{3}(?![\d,])")
CALLS = re.compile(r"[a-z]+\s*\(")
LITERAL = re.compile(
    rf"(?P<before>[$₹€£]|\b[A-Z]{{3}}\b)?\s*(?P<number>{NUMBER})"
    r"(?:\s*(?P<scale>k|thousand|lakh|million|crore|billion)\b)?"
    r"(?:\s*(?P<after>%|[A-Z]{3}\b(?:/share\b)?|shares?\b|days?\b))?"
)


def evaluate(expression: str) -> tuple[Quantity, list[str]]:
    """Evaluate an expression; gives its value and the steps."""
    if len(expression) > LONGEST:
        raise BadExpression(f"The expression is longer than {LONGEST} characters.")
    source, literals = _replace_literals(expression)
    try:
        tree = ast.parse(source.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise BadExpression("The expression is not written as arithmetic, such as (120 - 100) / 100.") from error
    if sum(1 for _ in ast.walk(tree)) > MOST_NODES:
        raise BadExpression("The expression is too long.")
    evaluator = _Evaluator(literals)
    try:
        with localcontext(Context(prec=34, Emax=60, Emin=-60)):
            return evaluator.value(tree.body), evaluator.steps
    except DecimalException as error:
        raise BadExpression("The result is too large or not defined.") from error


def _replace_literals(expression: str) -> tuple[str, list[Quantity]]:
    """Put names in the place of numbers, so that units can stand beside them."""
    if not CALLS.search(expression):
        expression = GROUPED.sub(lambda match: match[0].replace(",", ""), expression)
    expression = expression.translate(SIGNS_OF_PEOPLE)
    literals: list[Quantity] = []

    def name(match: re.Match[str]) -> str:
        literals.append(_literal(match))
        return f" q{len(literals) - 1} "

    if re.search(r"\bq\d", expression):
        raise BadExpression("An expression holds numbers, + - * / ** and the functions abs, min, max, sum, mean, round, sqrt.")
    return LITERAL.sub(name, expression), literals


def _literal(match: re.Match[str]) -> Quantity:
    value = Decimal(match["number"]) * SCALES.get(match["scale"] or "", 1)
    before, after = match["before"], match["after"]
    if after == "%":
        return Quantity(value / 100, "ratio")
    if after in WORDS:
        return Quantity(value, WORDS[after])
    if after and after.endswith("/share"):
        return Quantity(value, "price", after[:3])
    currency = SYMBOLS.get(before, before) if before else after
    return Quantity(value, "money", currency) if currency else Quantity(value)


class _Evaluator:
    """Walks a parsed expression and notes each step."""

    def __init__(self, literals: Sequence[Quantity]) -> None:
        self.literals, self.steps = literals, list[str]()

    def value(self, node: ast.expr) -> Quantity:
        """Evaluate one node."""
        match node:
            case ast.Name(id=name) if name.startswith("q") and name[1:].isdecimal():
                return self.literals[int(name[1:])]
            case ast.UnaryOp(op=ast.USub(), operand=inner):
                found = self.value(inner)
                return Quantity(-found.value, found.unit, found.currency)
            case ast.UnaryOp(op=ast.UAdd(), operand=inner):
                return self.value(inner)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in SIGNS:
                return self.binary(SIGNS[type(op)], self.value(left), self.value(right))
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in FUNCTIONS and args:
                return self.call(name, [self.value(arg) for arg in args])
        raise BadExpression("An expression holds numbers, + - * / ** and the functions abs, min, max, sum, mean, round, sqrt.")

    def binary(self, sign: str, left: Quantity, right: Quantity) -> Quantity:
        """Apply an operator."""
        found = BINARY[sign](left, right)
        self.steps.append(f"{left.text()} {sign} {right.text()} = {found.text()}")
        return found

    def call(self, name: str, args: list[Quantity]) -> Quantity:
        """Apply a function."""
        found = FUNCTIONS[name](args)
        self.steps.append(f"{name}({', '.join(arg.text() for arg in args)}) = {found.text()}")
        return found


def _one(args: list[Quantity]) -> Quantity:
    if len(args) != 1:
        raise BadExpression("This function takes one number.")
    return args[0]


def _abs(args: list[Quantity]) -> Quantity:
    found = _one(args)
    return Quantity(abs(found.value), found.unit, found.currency)


def _sqrt(args: list[Quantity]) -> Quantity:
    found = _one(args)
    if found.value < 0 or found.unit not in NEUTRAL:
        raise BadExpression("Only a positive number or ratio has a square root here.")
    return Quantity(found.value.sqrt(), found.unit)


def _sum(args: list[Quantity]) -> Quantity:
    return reduce(add, args)


def _mean(args: list[Quantity]) -> Quantity:
    total = _sum(args)
    return Quantity(total.value / len(args), total.unit, total.currency)


def _extreme(sign: int) -> Callable[[list[Quantity]], Quantity]:
    def pick(args: list[Quantity]) -> Quantity:
        return reduce(lambda a, b: a if subtract(a, b).value * sign >= 0 else b, args)

    return pick


def _round(args: list[Quantity]) -> Quantity:
    digits = args[1].value if len(args) > 1 else Decimal(0)
    if len(args) > 2 or digits != digits.to_integral_value() or abs(digits) > 10:  # noqa: PLR2004
        raise BadExpression("round takes a number and how many decimals to keep.")
    return Quantity(round(args[0].value, int(digits)), args[0].unit, args[0].currency)


FUNCTIONS: dict[str, Callable[[list[Quantity]], Quantity]] = {
    "abs": _abs,
    "sqrt": _sqrt,
    "sum": _sum,
    "mean": _mean,
    "min": _extreme(-1),
    "max": _extreme(1),
    "round": _round,
}
