"""The service that hospitals speak to, in the interface that their programs speak already (docs/protocols/nhsa.md).

Bytes come in over HTTP (`service`), a message is answered once (`dispatch`), its number chooses what is done (`table`).
"""

from pilin.modules.medical.gateway.service import Gateway

__all__ = ["Gateway"]
