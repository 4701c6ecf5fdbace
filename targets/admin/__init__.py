"""The admin of the core: every model, under the one access rule. Importing this registers them."""

from targets.admin import imports, logs, people, plan, register_records, registers, reports, targets

__all__ = ["imports", "logs", "people", "plan", "register_records", "registers", "reports", "targets"]
