"""The slot grammar: instruments, portfolios, dates, periods, amounts and words cut out of a question."""

from agent.models.builtin.slots.read import Slots, read

__all__ = ["Slots", "read"]
