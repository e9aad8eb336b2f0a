"""One chat turn: the LangGraph graph, the models, and the gate that checks every figure."""
