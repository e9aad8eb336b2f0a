"""The tools that compute; the two that look back on answers are added by the registry."""

from tools.calculate import calculate
from tools.learn import learn_search, notes_search
from tools.ledger import portfolio_gains, portfolio_income, portfolio_lots, portfolio_reconcile, portfolio_record
from tools.market import market_compare, market_fx, market_history, market_quote, market_search
from tools.portfolio import portfolio_allocation, portfolio_holdings, portfolio_list, portfolio_performance, portfolio_transactions
from tools.risk import portfolio_rebalance, risk_contributions, risk_goal, risk_report, risk_stress, risk_what_if
from tools.toolbox import Hints, Tool

DRAFTS = Hints(read_only=False, destructive=False, idempotent=False)

COMPUTING: tuple[Tool, ...] = (
    Tool(portfolio_list, "List portfolios", grounded=True),
    Tool(portfolio_holdings, "Holdings", grounded=True),
    Tool(portfolio_allocation, "Allocation", grounded=True),
    Tool(portfolio_performance, "Performance", grounded=True),
    Tool(portfolio_transactions, "Transactions", grounded=True),
    Tool(portfolio_income, "Income", grounded=True),
    Tool(portfolio_gains, "Gains", grounded=True),
    Tool(portfolio_lots, "Open lots", grounded=True),
    Tool(portfolio_reconcile, "Reconcile with a statement"),
    Tool(portfolio_rebalance, "Rebalance"),
    Tool(portfolio_record, "Draft a transaction", DRAFTS, "portfolio:write"),
    Tool(market_search, "Find instruments", personal=False),
    Tool(market_quote, "Quote", personal=False),
    Tool(market_history, "Price history", personal=False),
    Tool(market_compare, "Compare instruments", personal=False),
    Tool(market_fx, "Exchange rate", personal=False),
    Tool(risk_report, "Risk report", grounded=True),
    Tool(risk_contributions, "Risk contributions", grounded=True),
    Tool(risk_stress, "Stress test", grounded=True),
    Tool(risk_what_if, "What if I trade"),
    Tool(risk_goal, "Reach a goal", grounded=True),
    Tool(learn_search, "Search the library", personal=False),
    Tool(notes_search, "Search own notes"),
    Tool(calculate, "Calculate", personal=False),
)
