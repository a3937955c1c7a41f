"""The worker's side of the federation: what is due goes out, answers come in, effects are carried out in order."""
