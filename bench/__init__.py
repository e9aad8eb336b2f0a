"""Speed and memory of the service, as tables: `python -m bench`."""
