"""Progress of an area: totals of what was reported, each unit's contribution, and deliverables."""
