"""The one door to registers that others keep (population, business): purpose, consent, log, source and date.

Owns: consents by purpose, the log of look-ups, the ports to registers. Not: what is done with a value (forms, dossiers).
"""
