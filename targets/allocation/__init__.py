"""Targets given out: the share of each unit in a target of the city, with a proposal, a live sum and the history."""
