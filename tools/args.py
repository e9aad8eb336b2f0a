"""The arguments that many tools share, described once."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, WithJsonSchema

from core.ledger import TxType

PortfolioId = Annotated[str | None, Field(description="Default: all.")]
AsOf = Annotated[date | None, Field(description="Default: latest.")]
Period = Annotated[Literal["1M", "3M", "6M", "YTD", "1Y", "3Y", "5Y", "MAX"] | None, Field(description="Or give start and end.")]
Start = Annotated[date | None, Field(description="First day.")]
End = Annotated[date | None, Field(description="Last day.")]
Limit = Annotated[int, Field(ge=1, le=100, description="Rows per page.")]
Cursor = Annotated[str | None, Field(description="next_cursor of the last page.")]
Symbol = Annotated[str, Field(min_length=1, max_length=60, description="Symbol, see market_search.")]
Positive = Annotated[
    Decimal, Field(gt=0, max_digits=28, decimal_places=10), WithJsonSchema({"type": "number", "exclusiveMinimum": 0}, mode="validation")
]
NotNegative = Annotated[
    Decimal, Field(ge=0, max_digits=28, decimal_places=10), WithJsonSchema({"type": "number", "minimum": 0}, mode="validation")
]
SomeSymbol = Annotated[str | None, Field(description="Only this symbol.")]
OneType = Annotated[TxType | None, WithJsonSchema({"type": "string"}), Field(description="Only buy, sell, dividend or another type.")]
LotMethod = Annotated[Literal["fifo", "average", "lifo", "hifo", "specific"], Field(description="Lots that a sale takes.")]
CostViewArg = Annotated[Literal["economic", "tax"], Field(description="tax: bonus shares cost nil.")]
