"""The staff portal: the officers' home page, the logs, what new definitions would change.

Owns: the composition of O01 from slots, the question "may this officer see this entry". Does not own: worklists,
counters or any act; modules put theirs into the slots ``staff.home``, ``staff.bar`` and ``staff.bar.user``.
"""
