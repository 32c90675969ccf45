"""Pages for people, rendered on the server; they ask the same checker and store as the API."""
