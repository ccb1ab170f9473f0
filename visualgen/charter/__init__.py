"""The editorial charter at work: rules/<rule>.py on captions, alt texts and the words in the visual."""

from visualgen.charter.checking import Mended, check, mend

__all__ = ["Mended", "check", "mend"]
