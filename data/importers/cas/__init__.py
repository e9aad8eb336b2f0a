"""Consolidated account statements of Indian funds and depositories, in PDF."""
