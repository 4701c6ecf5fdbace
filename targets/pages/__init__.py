"""What pages show: figures and words made ready in Python, so that templates only lay them out."""
