"""Planted lies: sentences whose figures are false, against sentences that are true, over real results of every tool."""
