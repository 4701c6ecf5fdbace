"""Measure the portal's speed as ratios taken in one run, print a table, write var/bench.json.

    python tools/bench.py [sqlite|postgresql] [city|province|import|registers|writes]

Each database and scale is measured by a process of its own, on a database made for it and thrown away.
What is compared with what is written in docs/performance.md.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DATABASES = ("sqlite", "postgresql")
SCALES = ("city", "province", "import", "registers", "writes")
REPORT = ROOT / "var" / "bench.json"
COLUMNS = ("name", "database", "scale", "ratio", "target", "holds")

# As in production, but for what a network would add; nothing of the caller's own settings decides a result.
SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "bureau.settings",
    "DEBUG": "0",
    "SECRET_KEY": "a key for measuring with, long enough and no secret",
    "ALLOWED_HOSTS": "localhost",
    "SECURE_SSL": "0",
    "STATIC_HASHED": "0",
    "TODAY": "2007-07-04",
    "CACHE_URL": "",
}


def environment(address: str) -> dict[str, str]:
    """What a measuring process runs with."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BUREAU_")}
    return {**kept, **SETTINGS, "DATABASE_URL": address}


def command(database: str, scale: str, file: Path) -> list[str]:
    """The measuring process; for PostgreSQL inside a server that lives as long as it does."""
    measure = [sys.executable, "-m", "tools.benchmarks", scale, str(file)]
    if database == "sqlite":
        return measure
    return [sys.executable, str(ROOT / "tools" / "with_postgres.py"), "--durable", *measure]


def measured(database: str, scale: str) -> list[dict[str, Any]]:
    """The results of one database and scale. Raises CalledProcessError where the measuring process fails."""
    print(f"== {database}, {scale}", flush=True)
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        file = Path(folder) / "results.json"
        address = f"sqlite:///{folder}/bench.sqlite3" if database == "sqlite" else ""
        subprocess.run(command(database, scale, file), cwd=ROOT, env=environment(address), check=True)
        results: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    return results


def table(results: Sequence[dict[str, Any]]) -> str:
    """The results in columns, a line each."""
    rows = [list(COLUMNS)] + [[_text(result[name]) for name in COLUMNS] for result in results]
    widths = [max(len(row[place]) for row in rows) for place in range(len(COLUMNS))]
    lines = ["  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join(lines)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "NO"
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def main(wanted: Sequence[str]) -> None:
    """Measure what is wanted: all, or what the words name."""
    unknown = set(wanted) - {*DATABASES, *SCALES}
    if unknown:
        sys.exit(__doc__)
    databases = [name for name in DATABASES if name in wanted] or list(DATABASES)
    scales = [name for name in SCALES if name in wanted] or list(SCALES)
    results = [result for database, scale in product(databases, scales) for result in measured(database, scale)]
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(results, indent=1), encoding="utf-8")
    print(f"\n{table(results)}\n\nWritten to {REPORT.relative_to(ROOT)}")


if __name__ == "__main__":
    main(sys.argv[1:])
