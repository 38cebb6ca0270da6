"""Other people's systems, played for demonstrations and tests as real servers that misbehave when they are told to.

They are written from the partners' descriptions alone and know nothing of our clients, so that both cannot be wrong alike.
"""
