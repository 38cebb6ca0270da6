"""Who may do what, and who did: roles and grants, the audit log, the read log, the security log.

It does not own who somebody is (`foundation.identity`, which registers itself here as the directory of posts).
"""
