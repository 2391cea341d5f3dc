"""The checks: one pytest module for each section of the document, and some for what holds everywhere."""
