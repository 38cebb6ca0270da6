"""An accepted dossier is handed over to the system of its sector; what that system says comes back to the dossier."""
