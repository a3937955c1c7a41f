"""Stories told in a real browser, one a room: what people do, on a screen, on a phone and by keyboard alone."""
