"""The calculator tool: the model does no arithmetic of its own."""

from typing import Annotated, Literal

from pydantic import Field

from core.models import plain
from tools.arithmetic import evaluate
from tools.ctx import Ctx
from tools.quantities import Quantity
from tools.results.text import Calculation

Unit = Literal["money", "price", "ratio", "count", "shares", "days"]
PLACES = 10


async def calculate(
    ctx: Ctx,
    *,
    expression: Annotated[str, Field(description="Such as '(1250.50 USD - 1000 USD) / 1000 USD', '12 % * 365 / 90'.")],
    unit: Annotated[Unit | None, Field(description="Unit of the result if no number has one.")] = None,
    currency: Annotated[str | None, Field(description="Currency of the result.", pattern="^[A-Z]{3}$")] = None,
) -> Calculation:
    """Do exact arithmetic on figures that other tools gave or that the person named.

    Use it for every difference, ratio or sum that no tool gives. Not for returns, risk or gains: they have tools.
    Numbers may carry %, a currency code, shares, days, k, lakh, crore, million. Functions: sum, mean, min, max, abs, round, sqrt.
    """
    found, steps = evaluate(expression)
    found = Quantity(found.value, found.unit or unit or "count", found.currency or currency)
    return Calculation(
        as_of=ctx.services.clock.today(),
        expression=expression,
        value=_written(found),
        unit=found.unit or "count",
        currency=found.currency if found.unit in {"money", "price"} else None,
        steps=steps,
    )


def _written(found: Quantity) -> str | float:
    """Write a value as facts of its unit are written."""
    if found.unit == "money":
        return f"{found.value:.2f}"
    if found.unit in {"price", "shares"}:
        return plain(round(found.value, PLACES))
    return float(found.value)
