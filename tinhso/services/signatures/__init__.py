"""Digital signatures on PDF: PAdES-B-T by a person and by an agency's seal, and saying in words what a file holds.

Owns the adapters to where keys are (`demo`: a test authority in the keys folder; `pkcs11`: a token), the visible
stamp, verification, the register of officers' certificates, and the documents that wait for a signature from an officer's own
machine (docs/guides/signing.md). What was signed is the file itself and the audit log.
"""
