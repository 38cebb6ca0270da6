"""Owns loading many synthetic dossiers: plays some by the live path, presses the rest from them."""
