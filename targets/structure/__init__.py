"""How the tree of units changes: units that end, and the successors that take over from them."""
