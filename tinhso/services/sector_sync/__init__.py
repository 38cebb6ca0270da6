"""What is handed over to systems of sectors (hộ tịch, lý lịch tư pháp…): once, with a state that everybody sees.

Owns: the queue of records, their tries and dead letters, how far the partner has got, where it says otherwise. Not: the
interfaces (engines.connectors) nor the dossiers; flows.sector_transfer tells what is handed over.
"""
