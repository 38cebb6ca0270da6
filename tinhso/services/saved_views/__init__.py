"""Owns the lists that officers keep under a name: the address that reproduces one, whose it is, who else sees it, which
one opens first.

Does not own: the lists themselves. A list is known by its name, a view is an address that its module wrote and reads.
"""
