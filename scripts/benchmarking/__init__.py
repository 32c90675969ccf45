"""How fast the answers come and what they cost, measured side by side in one run."""
