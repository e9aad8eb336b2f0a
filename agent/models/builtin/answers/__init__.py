"""Answers by subject: the figure first, what it means, and what it rests on, written from tool results alone."""
