"""Who may open which door of the platform."""
