from batch_desk import desk_of_its_own, shop_nearby  # noqa: F401
from doors import recalls_home  # noqa: F401
