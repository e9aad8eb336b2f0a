"""The chat models that can answer: the built-in one and any OpenAI-compatible endpoint."""
