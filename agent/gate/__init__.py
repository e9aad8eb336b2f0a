"""The gate: every figure, date, direction and comparison of an answer is held against the facts of its tools."""

from agent.gate.check import Match, Verdict, check
from agent.gate.ground import Ground, Item
from agent.gate.names import Names
from agent.gate.split import Splitter, sentences

__all__ = ["Ground", "Item", "Match", "Names", "Splitter", "Verdict", "check", "sentences"]
