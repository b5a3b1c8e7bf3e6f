"""The script that runs for every reader."""

from lib.ui import shell

shell.show()
