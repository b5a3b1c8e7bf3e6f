"""Write into Chinese texts the digest of the English they were made from.

Usage: python tools/digest.py SLUG [SLUG ...]
Run it after the translation was brought up to date: the digest says that it was.
"""

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from lib import text  # noqa: E402

for slug in sys.argv[1:]:
    path = text.path(slug, "zh")
    body = re.sub(r"\Adigest: .*\n", "", path.read_text(encoding="utf-8"))
    path.write_text(f"digest: {text.digest(slug)}\n{body}", encoding="utf-8")
    print(slug, text.digest(slug))
