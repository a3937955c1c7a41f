"""Papers as PDF: one small vocabulary for everything that an office prints, files or hands to a citizen.

parts    what a paper is made of, as plain values
setting  where lines break: Chinese between any two characters but before a full stop, Latin words whole
drawing  the values as the bytes of a PDF, with Chinese letters, text that can be copied out, and its language
handing  a paper as the answer to a request

The same content gives the same bytes: no clock and no chance within, the time of making is a part of the content. Each
page says how many there are and bears the digest of what was signed; the square code leads to the page of the node on
which everything is shown with its signatures. A paper is a copy to hold in hands: what counts is what was signed.
"""

from pilin.web.paper.drawing import pdf_of
from pilin.web.paper.handing import answer, page_of
from pilin.web.paper.parts import Block, Facts, Grid, Heading, Notes, Paper, Place, Seals, Text

__all__ = [
    "Block",
    "Facts",
    "Grid",
    "Heading",
    "Notes",
    "Paper",
    "Place",
    "Seals",
    "Text",
    "answer",
    "page_of",
    "pdf_of",
]
