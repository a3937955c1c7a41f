"""信访难题联处: a petition at the border is transferred once, disputed in the open, handled by every clock.

The neighbours' petitions bounce because each side counts by another statute and nobody sees whose turn it is. This room
is no second petition system (信访工作条例 21): it keeps the official number, and shows what both sides do between them.
"""
