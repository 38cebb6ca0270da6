"""Figures over what happened: fact tables fed by events, reports and indicators over them, each opening to its records."""
