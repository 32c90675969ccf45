"""How good the answers are, measured on labelled sets (see the shared eval/README.md)."""
