"""The national public-service portal (Cổng Dịch vụ công quốc gia): catalogues, dossiers and their progress out, dossiers in.

Owns: the protocol and its client, the queue of what is sent with its order and its dead letters, mappings of codes, what the
portal filed with us until it is a dossier, questions asked there. Not: dossiers; flows.national_sync tells what they are.
"""
