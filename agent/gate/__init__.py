"""The gate: every figure, date, direction and comparison of an answer is held against the facts of its tools."""

from agent.gate.check import Match, Verdict, check
from agent.gate.ground import Ground
from agent.gate.names import Names
from agent.gate.split import Splitter, sentences

__all__ = ["Ground", "Match", "Names", "Splitter", "Verdict", "check", "sentences"]
