"""The book of certified copies (sổ chứng thực bản sao): lines entered in batches, each with a number once the leader signed.

Owns batches and lines. Takes no number, prints and signs nothing: the caller does so in the same transaction and says
who may; only striking a line out is guarded here.
"""
