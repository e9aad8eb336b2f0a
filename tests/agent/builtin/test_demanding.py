"""Questions of a demanding person, each with the tool that it needs and the words that its answer must say."""

import pytest

from agent.turn import Agent
from tests.agent.conftest import ask
from tools.ctx import Ctx

pytestmark = pytest.mark.asyncio(loop_scope="session")
ASKED: dict[str, tuple[str, str]] = {
    "kya mera portfolio market se accha hai": ("portfolio_performance", "have beaten the S&P 500 Index"),
    "List everything that I bought": ("portfolio_transactions", "| buy |"),
    "pichhle saal mera return": ("portfolio_performance", "Your portfolios together"),
    "what was my portfolio worth on diwali 2021": ("portfolio_holdings", "on 4 November 2021"),
    "How much money did I make this year, in euros?": ("market_fx", "the loss is"),
    "what % is in cash": ("portfolio_allocation", "Cash makes up"),
    "kaunsa share sabse bada hai": ("portfolio_holdings", "The largest holding is Apple (AAPL)"),
    "sabse zyada nuksan kis share me hua": ("portfolio_holdings", "the weakest of your holdings"),
    "tax loss harvesting opportunities": ("portfolio_holdings", "stands at an unrealised loss"),
    "how much do I have in dollars vs rupees": ("portfolio_allocation", "USD makes up"),
    "how much did I make on Apple": ("portfolio_gains", "The total gain on Apple"),
    "how much of my portfolio is apple": ("portfolio_holdings", "Apple makes up"),
    "what's my avg cost in JPM": ("portfolio_holdings", "The average cost of JPMorgan Chase is"),
    "what's my CAGR": ("portfolio_performance", "The compound annual growth rate (CAGR)"),
    "average annual return": ("portfolio_performance", "The compound annual growth rate (CAGR)"),
    "what is my return after tax": ("portfolio_performance", "Returns are before your own tax"),
    "am i beating nifty": ("portfolio_performance", "I have no prices of the Nifty"),
    "Which year was best?": ("portfolio_performance", "The best year of your portfolios together was 2019"),
    "worst year": ("portfolio_performance", "The worst year of your portfolios together was 2022"),
    "did I make money every year": ("portfolio_performance", "No: the return of your portfolios together was negative in 2022"),
    "month wise returns 2022": ("portfolio_performance", "| November 2022 |"),
    "what was my worst day": ("portfolio_performance", "The worst day of your portfolios together was on 16 March 2020"),
    "How did I do yesterday?": ("portfolio_performance", "from 26 December 2022 to 27 December 2022"),
    "why did I make money in 2022?": ("portfolio_performance", "You did not gain: your portfolios together lost"),
    "why did I lose money?": ("portfolio_performance", "You did not lose: your portfolios together returned"),
    "which of my portfolios did better in 2021": ("portfolio_performance", "the better of these"),
    "compare my return with the S&P and tell me the worst drawdown": ("risk_report", "The maximum drawdown of your portfolios together"),
    "give me a summary of my portfolio": ("portfolio_performance", "The largest holding is Apple (AAPL)"),
    "how much have I invested": ("portfolio_performance", "Net contributions from"),
    "how much have I withdrawn": ("portfolio_transactions", "The ledger holds one withdrawal."),
    "when did I last buy apple": ("portfolio_transactions", "You last bought Apple on"),
    "which stock pays me the most dividend": ("portfolio_income", "Microsoft has paid you"),
    "oldest lot of apple": ("portfolio_lots", "The oldest open lot was acquired on"),
    "max drawdown ever": ("risk_report", "from 5 January 2016"),
    "correlation between apple and microsoft": ("market_compare", "The correlation of AAPL and MSFT was"),
    "what if rupee falls 10%": ("risk_stress", "If INR moved by -10.0%"),
    "what happens if market crashes 20%": ("risk_stress", "If the market moved by -20.0%"),
    "What would another 2008 do to my India desk?": ("risk_stress", "there is no exchange rate from USD to INR before 2009-01-02"),
    "chances of 1 crore by 2035": ("market_fx", "In USD, the target is $"),
    "how much should I save every month to get 2 crore in 15 years": ("risk_goal", "name one, and I give the chance with it"),
    "what was microsoft at end of 2021": ("market_quote", "closed at $331.64 on 31 December 2021"),
    "52 week high of apple": ("market_history", "The highest close was"),
    "how volatile is AMD": ("market_compare", "The volatility of Advanced Micro Devices (AMD) was"),
    "total value in euros": ("market_fx", "In EUR, the total value is €"),
    "what stocks do you know": ("market_search", "These are the instruments that I know"),
    "tsla price": ("market_search", "I have no prices for tsla"),
    "sqrt of 144": ("calculate", "The result is 12."),
    "what is 15% of my portfolio": ("calculate", "the part of the total value that you asked for"),
    "what is rebalancing and should I do it": ("learn_search", "Rebalancing brings them back"),
    "rebalance my portfolio": ("portfolio_rebalance", "You have set no targets yet."),
}


@pytest.mark.parametrize("question", list(ASKED))
async def test_the_answer(agent: Agent, asker: Ctx, question: str) -> None:
    tool, words = ASKED[question]
    answer = await ask(agent, asker, question)
    assert words in answer["text"], answer["text"]
    assert answer["withheld"] == 0, answer["text"]
    assert tool in [call["name"] for call in answer["tools"]]
    assert len(answer["suggestions"]) == 3


@pytest.mark.parametrize(("question", "words"), [("compare", "Which instruments shall I compare?"), ("goodbye", "Goodbye")])
async def test_a_question_that_needs_no_tool(agent: Agent, asker: Ctx, question: str, words: str) -> None:
    answer = await ask(agent, asker, question)
    assert words in answer["text"]
