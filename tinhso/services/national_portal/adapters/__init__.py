"""How the portal is reached: over HTTP in the first or the second generation of its protocol, or played by the demo."""
