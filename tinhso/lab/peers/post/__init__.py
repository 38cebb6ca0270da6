"""The post behind the integration axis: tokens, orders, cancellations and tracking, misbehaving by script."""
