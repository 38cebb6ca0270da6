"""Papers: the forms a one-stop desk hands out, result documents and application forms, as PDF.

Owns the layouts, the QR of TT 01/2023 Điều 26, the letter language and the definition kind `paper_set`
(which form is in force from when). Knows no dossier: everything printed is handed in by the caller.
"""
