"""The built-in model: intent by sentence embeddings and rules, slots by a grammar, answers by templates."""

from agent.models.builtin.model import BuiltInChat
from agent.models.builtin.names import InstrumentName, Names, PortfolioName

__all__ = ["BuiltInChat", "InstrumentName", "Names", "PortfolioName"]
