"""Stand-ins for the partners: a bank that speaks the three protocols, honest or by a script of misbehaviour.

`bank` is the partner itself, `here` puts it into this process (a demo), `server` on a socket (tests, rehearsals).
It moves no money.
"""
