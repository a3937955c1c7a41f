"""What of this room everybody may see, page by page. Whoever adds a field here publishes it (个人信息保护法 25)."""

from pilin.modules.border.rules.signs import SIGN_FIELDS
from pilin.web.public.fields import PublicFields

PUBLIC_FIELDS: PublicFields = {**SIGN_FIELDS}
"""By class the fields that may stand on a public page of this room; `docs/public.md` bears the same list."""
