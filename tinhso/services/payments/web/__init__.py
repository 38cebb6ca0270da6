"""Pages and addresses of payments: the payer's, the operator's, the counter's display, partners' messages."""
