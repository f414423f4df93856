"""The command `nightlight`: what a person or a script asks for at a terminal.

May import everything. What is printed to the screen is made here; what is true is made elsewhere.
"""

from nightlight.cli.app import main

__all__ = ["main"]
