"""No government in it: ids, clock, errors, actor, event, outbox, adapters, definitions loader, encryption."""
