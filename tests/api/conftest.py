from doors import recalls_app, recalls_client, recalls_home  # noqa: F401
