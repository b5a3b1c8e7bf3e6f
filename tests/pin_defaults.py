"""Write down the default of every control, after a change that is meant.
See tests/ui/pages/test_settings.py. Usage: python -m tests.pin_defaults [SLUG ...]
"""

import json
import sys

from tests.reader import LESSONS
from tests.ui.pages.test_settings import DEFAULTS, defaults

if __name__ == "__main__":
    pinned = json.loads(DEFAULTS.read_text(encoding="utf-8")) if DEFAULTS.exists() else {}
    for slug in sys.argv[1:] or LESSONS:
        pinned[slug] = defaults(slug)
    DEFAULTS.write_text(
        json.dumps(dict(sorted(pinned.items())), indent=1, ensure_ascii=False) + "\n",
        encoding="utf-8",
    )
