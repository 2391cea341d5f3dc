"""Allure results: what allure-pytest is told of each check, and what the whole report is told of the run."""

from conformance.report.allure.context import write_context
from conformance.report.allure.notes import AllureNotes

__all__ = ["AllureNotes", "write_context"]
