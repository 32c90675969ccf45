"""What is compared between a listing and a notice, one small function each, files named by what they compare.

A function returns the name of what it found (its bin) with both sides' words, or None when there was nothing
to compare.
"""
