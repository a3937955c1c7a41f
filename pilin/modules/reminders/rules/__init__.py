"""What the room of reminders decides, with plain values: whom it tells what, when again, and in which form."""
