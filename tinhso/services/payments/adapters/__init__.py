"""Partners behind the port `Gateway`, one file a protocol; `gateways` finds the one of a channel."""
