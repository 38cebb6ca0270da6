"""Files: content by SHA-256, checked before it is kept, read only through a link that its owner guards.

Owns blobs, file rows and links. Does not own who may read: the module that linked a file decides that before it asks
here.
"""
