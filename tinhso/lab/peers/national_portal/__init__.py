"""The national portal's adapter on the integration axis, first generation; and what is known of the second."""
