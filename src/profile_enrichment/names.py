"""Names that somebody wrote, and those that there are."""

import difflib
from collections.abc import Collection


def allowed_names(found: object, names: Collection[str]) -> str:
    """Return the names for the end of a sentence, with the one that ``found`` may be a misspelling of."""
    nearest = difflib.get_close_matches(str(found), names, n=1)
    return (", ".join(names) or "none") + (f"; the nearest is {nearest[0]}" if nearest else "")
