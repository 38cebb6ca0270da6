"""Electronic receipts (biên lai điện tử, hóa đơn điện tử): ordered once for money that came, issued by a provider.

Owns what was ordered and what became of it. Knows no dues: whoever orders gives a key, the words and the amount. The
provider is asked whether it knows the key before it is asked again, so nothing is issued twice.
"""
