"""One life of an import, with its kinds: figures of monthly reports, entries of registers."""
