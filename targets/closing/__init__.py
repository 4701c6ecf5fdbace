"""Closing a month (月度定案): what is missing, what is stored, and what changed afterwards."""
