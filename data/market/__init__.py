"""Where prices come from: the sample files, the stored market, and live sources."""
