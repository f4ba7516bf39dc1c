"""The arithmetic as people can check it: every value is computed from the very numbers that are printed.

A formula such as "1,200 pairs × 1.10 looks × 8.0 min ÷ 60" is written first and then evaluated as it stands, so what
is shown can never differ from what was reckoned.
"""

import ast
import operator
import re
from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Decimal, localcontext

from touchstone.core.planning.values import Line

_WORD = re.compile(r"[^\W\d_]+|[$%]|(?<=\d),(?=\d{3})")
_OPERATIONS: dict[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_SIGNS = str.maketrans({"×": "*", "÷": "/", "−": "-"})


def number(value: float, digits: int = 2) -> str:
    """A number as a formula prints it, "1,234.50": with `digits` decimals, more where it would vanish otherwise."""
    while value and abs(value) < 10.0 ** (1 - digits) and digits < 8:
        digits += 1
    return f"{value:,.{digits}f}"


def computed(label: str, formula: str, *, digits: int = 2, unit: str = "", source: str = "") -> Line:
    """A line whose value is what its formula gives, rounded half to even to `digits`."""
    value = rounded(evaluate(formula), digits)
    text = f"${value:,}" if unit == "$" else f"{value:,} {unit}".rstrip()
    return Line(label=label, formula=formula, value=text, source=source)


def amount(line: Line) -> Decimal:
    """The number in a line's value."""
    return evaluate(line.value)


def rounded(value: Decimal, digits: int) -> Decimal:
    """`value` with `digits` decimals, half to even."""
    with localcontext(prec=60):
        return value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_EVEN)


def evaluate(formula: str) -> Decimal:
    """The value of a formula of numbers, + − × ÷ and brackets; words and signs of currency count for nothing."""
    bare = _WORD.sub("", formula).translate(_SIGNS).strip()
    with localcontext(prec=60):
        return _value(ast.parse(bare, mode="eval").body, bare)


def _value(node: ast.expr, text: str) -> Decimal:
    if isinstance(node, ast.Constant):
        return Decimal(ast.get_source_segment(text, node) or "")  # the digits as printed, not as a float
    if isinstance(node, ast.BinOp):
        return _OPERATIONS[type(node.op)](_value(node.left, text), _value(node.right, text))
    raise AssertionError(text)  # a formula of ours that is no arithmetic
