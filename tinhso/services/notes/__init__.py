"""Owns what colleagues write to each other about a thing (a dossier, say), and who is called upon in it.

Does not own: who may see the thing. The caller asks before it writes or shows; nothing here reaches a citizen's page.
"""
