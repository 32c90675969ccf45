from desks import own_app, own_client, own_home  # noqa: F401
from doors import recalls_home  # noqa: F401
