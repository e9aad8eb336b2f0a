"""The built-in model: intent by sentence embeddings and rules, slots by a grammar, answers by templates."""

from agent.models.builtin.model import BuiltInChat
from agent.models.builtin.names import InstrumentName, Names, PortfolioName
from agent.models.builtin.rules import is_order
from agent.models.builtin.speaker import BuiltInSpeaker, speaker

__all__ = ["BuiltInChat", "BuiltInSpeaker", "InstrumentName", "Names", "PortfolioName", "is_order", "speaker"]
