"""The admin of the core: every model, under the one access rule. Importing this registers them."""

from targets.admin import goals, imports, logs, people, plan, register_records, registers, reports

__all__ = ["goals", "imports", "logs", "people", "plan", "register_records", "registers", "reports"]
