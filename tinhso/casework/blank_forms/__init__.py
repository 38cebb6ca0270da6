"""The library of blank forms (thư viện biểu mẫu): every procedure's forms to find, download, print and fill in by hand.

Owns: the list of forms, their blank and prefilled prints, the library's pages. Does not own: forms (engines.forms), layouts
(services.papers); keeps no rows.
"""
