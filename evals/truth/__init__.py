"""True figures of the golden portfolios, computed from their files and the market's alone; nothing of the service is used."""
