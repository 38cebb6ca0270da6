"""Pure rules of papers: the letter language, QR payload, dates in words, what each layout must be given."""
