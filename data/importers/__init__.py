"""Brokers' files to drafts of transactions: one small module per format, found by the set of its headers."""
