"""Run every bench and print its table; exit 1 where a bar is not met."""

import sys

from bench import inside, service
from bench.measure import table


def main() -> int:
    """Measure everything."""
    failed = 0
    for title, rows in (("The service", service.rows()), ("Inside one process", inside.rows())):
        print(table(title, rows), flush=True)
        failed += sum(row.ratio is not None and row.ratio > 1 for row in rows)
    print(f"\n{failed} bars not met" if failed else "\nall bars met")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
