"""Money and dues: what the gateway took settles dues; what is owed back becomes a refund that two people decide."""
