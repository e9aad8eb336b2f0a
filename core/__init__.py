"""The shared words of the house: settings, errors, models, facts, clocks, log and protocols."""
