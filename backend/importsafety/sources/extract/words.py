"""Words that are no names: what products are called, made of and look like, in notices' titles."""

COMMON: frozenset[str] = frozenset()
