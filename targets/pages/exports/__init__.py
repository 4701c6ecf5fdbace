"""Every table of the portal's pages as a file: the same view models, their numbers in full."""
