"""Digital signatures on PDF: PAdES-B-T by a person and by an agency's seal, and saying in words what a file holds.

Owns the adapters to where keys are (`demo`: a test authority in the keys folder; `pkcs11`: a token), the visible
stamp, and verification. Has no tables: what was signed is the file itself and the audit log.
"""
