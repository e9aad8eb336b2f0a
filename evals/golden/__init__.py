"""Questions on three golden portfolios whose true figures are computed without the service."""
