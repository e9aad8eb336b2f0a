"""Reading a file that is to be imported."""

from data import imports
from tools import charged


async def opened(asked: imports.Asked) -> imports.Asked:
    """Read the file ahead of the transaction, and say how the charges that it states compare with the estimate."""
    found = await imports.opened(asked)
    if found.parsed is not None:
        found.parsed.notes.extend(charged.notes(found.parsed.rows))
    return found
