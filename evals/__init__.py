"""Answers and retrieval against their floors: `python -m evals`."""
