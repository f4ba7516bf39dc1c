"""Touchstone: hire AI trainers on evidence, and prove that the model got better."""

__version__ = "0.1.0"
