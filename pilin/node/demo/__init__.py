"""The demonstration: two real nodes on this machine, the key ceremony, the programme, and one story told over HTTP."""
