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
    expression: Annotated[str, Field(description="Such as '(1250.50 USD - 1000 USD) / 1000 USD', '12 % * 365 / 90', 'mean(3, 5, 8)'.")],
    unit: Annotated[Unit | None, Field(description="Unit of the result when the numbers are written without units.")] = None,
    currency: Annotated[str | None, Field(description="Currency of a result in money or price.", pattern="^[A-Z]{3}$")] = None,
) -> Calculation:
    """Do exact arithmetic on figures that other tools gave or that the person named.

    Use it for every difference, ratio, sum or conversion that no tool gives. Not for returns, risk or gains: their own
    tools are exact. Numbers may carry %, a currency code, shares, days, k, lakh, crore, million.
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
