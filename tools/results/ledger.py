"""Results about the ledger: transactions, lots, gains, income, statements, drafts."""

from pydantic import Field

from core.models import Count, Day, Days, Model, Money, PortfolioResult, Price, Ratio, Shares


class TransactionRow(Model):
    """One transaction."""

    id: str
    date: Day
    type: str
    symbol: str | None = None
    quantity: Shares | None = None
    price: Price | None = None
    currency: str
    fee: Money | None = None
    tax: Money | None = None
    amount: Money | None = Field(None, description="effect on cash after fee and tax")
    account: str
    source: str
    source_record_id: str | None = None


class Transactions(PortfolioResult):
    """A page of transactions."""

    total_count: Count = Field(0, description="transactions that match, over all pages")
    transactions: list[TransactionRow] = Field(default_factory=list)
    next_cursor: str | None = None


class LotRow(Model):
    """One open lot."""

    symbol: str
    account: str
    acquired: Day
    quantity: Shares | None = None
    cost_per_unit: Money | None = Field(None, description="buying charges included")
    cost_basis: Money | None = None
    value: Money | None = None
    unrealised_gain: Money | None = None
    holding_days: Days
    term: str
    days_to_long_term: Days | None = Field(None, description="days until the lot is held over 12 months; 0 when it is")


class Lots(PortfolioResult):
    """Open lots, oldest first."""

    method: str
    cost_view: str
    lots_count: Count = 0
    lots: list[LotRow] = Field(default_factory=list)
    next_cursor: str | None = None


class SaleRow(Model):
    """One sale matched with one lot."""

    symbol: str
    sold: Day
    acquired: Day
    quantity: Shares | None = None
    proceeds: Money | None = Field(None, description="after selling charges")
    cost: Money | None = Field(None, description="buying charges included")
    gain: Money | None = Field(None, description="proceeds - cost")
    term: str


class SymbolGain(Model):
    """Gains of one instrument."""

    symbol: str
    realised: Money | None = None
    unrealised: Money | None = Field(None, description="what the unrealised gain grew by over the period")
    income: Money | None = None
    total: Money | None = Field(None, description="realised + unrealised + income")


class AccountGain(Model):
    """Gains of one account; `unrealised` is what it grew by over the period."""

    account: str
    realised: Money | None = None
    unrealised: Money | None = None
    income: Money | None = None
    charges: Money | None = None
    total: Money | None = Field(None, description="realised + unrealised + income - charges")


class Gains(PortfolioResult):
    """Realised and unrealised gains over a period, of one symbol where one is given."""

    symbol: str | None = None
    start: Day
    end: Day
    method: str
    cost_view: str
    realised: Money | None = Field(None, description="proceeds - cost of the sales in the period")
    unrealised: Money | None = Field(None, description="value - cost of the open lots on the last day")
    unrealised_change: Money | None = Field(None, description="what the unrealised gain grew by over the period")
    income: Money | None = Field(None, description="dividends and interest in the period, before tax withheld")
    charges: Money | None = Field(None, description="fees and taxes booked alone, and those withheld from income")
    currency_gain: Money | None = Field(None, description="part of the total that comes from exchange rates, cash included")
    price_gain: Money | None = Field(None, description="part of realised + unrealised_change that comes from prices")
    short_term: Money | None = Field(None, description="realised on lots held up to 12 months")
    long_term: Money | None = Field(None, description="realised on lots held over 12 months")
    total: Money | None = Field(None, description="realised + unrealised_change + income - charges + exchange gain on cash")
    trade_charges: Money | None = Field(None, description="charges inside the costs and proceeds of lots and sales")
    sales_count: Count = 0
    sales: list[SaleRow] = Field(default_factory=list)
    by_symbol: list[SymbolGain] = Field(default_factory=list)
    by_account: list[AccountGain] = Field(default_factory=list, description="where there are several accounts")
    next_cursor: str | None = None


class PeriodIncome(Model):
    """Income of one year or month."""

    name: str
    amount: Money | None = None


class SymbolIncome(Model):
    """Income of one instrument."""

    symbol: str
    amount: Money | None = None
    payments: Count = 0
    last_date: Day | None = None


class Income(PortfolioResult):
    """Dividends and interest received, of one symbol where one is given."""

    symbol: str | None = None
    start: Day
    end: Day
    total: Money | None = Field(None, description="dividends and interest before tax withheld")
    tax_withheld: Money | None = None
    trailing_income: Money | None = Field(None, description="income of the last 12 months")
    trailing_yield: Ratio | None = Field(None, description="income of the last 12 months / holdings value")
    yield_on_cost: Ratio | None = Field(None, description="income of the last 12 months / cost basis")
    by_period: list[PeriodIncome] = Field(default_factory=list)
    by_symbol: list[SymbolIncome] = Field(default_factory=list)


class StatementItem(Model):
    """One instrument of the statement or of the ledger."""

    isin: str | None = None
    symbol: str
    ledger_quantity: Shares | None = None
    statement_quantity: Shares | None = None
    ledger_average: Price | None = Field(None, description="cost of a share in the ledger")
    statement_average: Price | None = None
    proposal: str
    kind: str = Field("match", description="match, cost, split, bonus, buy, sell or opening")
    ratio: str | None = Field(None, description="new:old of a split, bonus:held of a bonus")
    missing: Shares | None = Field(None, description="shares that a missing trade would move")
    earliest: Day | None = Field(None, description="first day on which it may have happened")
    latest: Day | None = None


class Reconciliation(PortfolioResult):
    """The ledger against a statement."""

    matched: Count = 0
    different: Count = 0
    items: list[StatementItem] = Field(default_factory=list)


class DraftTransaction(Model):
    """The transaction as it would be recorded."""

    portfolio_id: str
    date: Day
    type: str
    symbol: str | None = None
    quantity: Shares | None = None
    ratio: str | None = None
    price: Price | None = None
    currency: str
    fee: Money | None = None
    tax: Money | None = None
    amount: Money | None = Field(None, description="effect on cash; negative when paid")
    account: str


class Recorded(PortfolioResult):
    """A draft that waits for the person's approval."""

    approval_id: str
    status: str = "open"
    draft: DraftTransaction
    summary: str
    expires_at: str
    approve_at: str = Field(description="page where the person approves")


class TradeLot(Model):
    """A lot to sell: losses first, then long-term gains, the dearest first."""

    acquired: Day
    quantity: Shares | None = None
    term: str
    gain: Money | None = None


class Trade(Model):
    """One trade of a plan."""

    symbol: str
    side: str
    quantity: Shares | None = None
    price: Price | None = None
    currency: str
    value_base: Money | None = None
    lots: list[TradeLot] = Field(default_factory=list, description="lots that leave the least gain to tax")


class Alternative(Model):
    """A mix of weights over the last three years."""

    name: str
    volatility: Ratio | None = None
    sharpe: Ratio | None = None
    max_drawdown: Ratio | None = None
    es_historical: Ratio | None = None
    largest_weight: Ratio | None = None


class WeightRow(Model):
    """Weight of one row against its target."""

    name: str
    weight: Ratio | None = None
    target: Ratio | None = None


class PolicyRow(Model):
    """One rule of the person's policy."""

    rule: str
    status: str
    limit: Ratio | None = None
    value: Ratio | None = None


class Rebalance(PortfolioResult):
    """Trades that bring the portfolio to its targets."""

    turnover: Ratio | None = Field(None, description="value of the trades / total value")
    trades: list[Trade] = Field(default_factory=list)
    before: list[WeightRow] = Field(default_factory=list)
    after: list[WeightRow] = Field(default_factory=list)
    comparison: list[Alternative] = Field(default_factory=list)
    policy: list[PolicyRow] = Field(default_factory=list)
