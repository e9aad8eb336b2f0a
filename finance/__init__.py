"""Pure mathematics of money: lots, gains, returns, risk, simulation, tax rules."""
