"""STS: sessions of users, roles and root users."""
