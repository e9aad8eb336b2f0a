"""Questions that a client may offer as templates."""

from mcp.server import MCPServer


def register(server: MCPServer) -> None:
    """Add the prompts to a server."""

    @server.prompt(title="Portfolio review")
    def portfolio_review(period: str = "1Y") -> str:
        """Review holdings, returns, risk and concentration over a period."""
        return (
            f"Review my portfolio over {period}. Use portfolio_holdings, portfolio_performance with its benchmark, risk_report and "
            "risk_contributions. State every figure as a tool gave it, with its as-of date and the caveats. No advice to buy or sell."
        )

    @server.prompt(title="Explain a term")
    def explain_term(term: str) -> str:
        """Explain an investing term from the library and show it on the person's own figures."""
        return (
            f"Explain {term!r} with learn_search and cite the passages. Then show what it is for my portfolio, if a tool gives it. "
            "If the library does not cover it, say so."
        )

    @server.prompt(title="What if I trade")
    def trade_check(symbol: str, side: str, amount: str) -> str:
        """Show what a planned trade would change before it is made."""
        return (
            f"I think about this trade: {side} {symbol} for {amount}. Use risk_what_if to show weights, risk, charges and tax before and "
            "after, and name the rules of my policy that it touches. Do not record anything."
        )
