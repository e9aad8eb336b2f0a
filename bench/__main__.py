"""Run the benches, all or those named, and print their tables; exit 1 where a bar is not met."""

import sys

from bench import imports, inside, ledger, retrieval, risk, service
from bench.measure import table

BENCHES = {
    "service": ("The service", service.rows),
    "inside": ("Inside one process", inside.rows),
    "ledger": ("The ledger", ledger.rows),
    "imports": ("Imports", imports.rows),
    "risk": ("Risk", risk.rows),
    "retrieval": ("Retrieval", retrieval.rows),
}


def main(names: list[str]) -> int:
    """Measure what is named, or everything."""
    failed = 0
    for name in names or BENCHES:
        title, measure = BENCHES[name]
        rows = measure()
        print(table(title, rows), flush=True)
        failed += sum(row.ratio is not None and row.ratio > 1 for row in rows)
    print(f"\n{failed} bars not met" if failed else "\nall bars met")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
