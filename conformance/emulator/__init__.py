"""The emulated IPC: an independent reading of the API document, served like a camera.

It shares the spec's data with the rest of the package and no logic: parsing, the signature and every rule are its own.
"""
