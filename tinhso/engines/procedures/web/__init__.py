"""Pages of procedures: C02 search, C04 start page and checklist, C05 chooser; HTTP API in `rest`."""
