"""The arguments that many tools share, described once."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from finance.records import CostView, Method

PortfolioId = Annotated[str | None, Field(description="Id from portfolio_list; leave out for all portfolios.")]
AsOf = Annotated[date | None, Field(description="Day the figures hold for; default the latest.")]
Period = Annotated[
    Literal["1M", "3M", "6M", "YTD", "1Y", "3Y", "5Y", "MAX"] | None, Field(description="Span that ends at as_of; or give start and end.")
]
Start = Annotated[date | None, Field(description="First day.")]
End = Annotated[date | None, Field(description="Last day.")]
Limit = Annotated[int, Field(ge=1, le=100, description="Rows per page.")]
Cursor = Annotated[str | None, Field(description="next_cursor of the page before.")]
Symbol = Annotated[str, Field(min_length=1, max_length=60, description="Symbol from market_search or the holdings.")]
SomeSymbol = Annotated[str | None, Field(description="Only this symbol.")]
LotMethod = Annotated[Method, Field(description="Which lots a sale takes.")]
CostViewArg = Annotated[CostView, Field(description="economic: a bonus spreads cost; tax: bonus shares cost nil.")]
