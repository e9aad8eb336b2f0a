"""Plans: which tools answer an intent, with which arguments, and what follows from their results."""
