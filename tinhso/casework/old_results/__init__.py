"""Old results: papers from an agency's archive that are still valid become signed, coded documents in their holders' vaults.

Owns: batches, their lines, scans until they are signed, quality samples. Not: registers, signatures, the vault (services).
"""
