"""Programs beside the platform that dossiers use where they are installed."""
