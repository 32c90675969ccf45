"""Batches: what people give to be checked, many items at a time, and the work on it in the background.

given.py    a pasted text or a file -> rows, each a listing, a link or what is wrong with it
item.py     by what the same item is known in another batch
answer.py   a listing -> what is kept of its answer; in this process or in working processes
links.py    pages downloaded one at a time per shop, several shops at once
runner.py   the thread that works on whatever is unfinished, also after a restart
"""

from importsafety.batches.runner import Runner

__all__ = ["Runner"]
