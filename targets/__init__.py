"""The core that all chapters share: plan, targets, monthly reports, progress."""
