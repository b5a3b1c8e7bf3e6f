"""The small real samples that ship with the project."""
