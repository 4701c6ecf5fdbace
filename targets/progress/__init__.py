"""How an area stands: totals of what was filed, what each unit contributes, and deliverables."""
