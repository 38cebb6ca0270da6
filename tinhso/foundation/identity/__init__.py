"""Who is who: agencies, posts, officers, people, organisations, accounts, sign-in.

It does not own what somebody may do (`foundation.access`) nor administrative units (`foundation.reference`).
"""
