"""The admin of the core: every model, under the one access rule. Importing this registers them."""

from targets.admin import goals, logs, people, plan, reports

__all__ = ["goals", "logs", "people", "plan", "reports"]
