"""What came of fees, by day, agency and procedure: owed, exempt, received, given back, handed in.

Its one table is fed by the events of fees and of the cash desk and can be told anew from them; to the đồng it is what the
dues say.
"""
