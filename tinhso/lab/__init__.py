"""Plays, loads, measures and photographs the running platform; nothing but config knows it."""
