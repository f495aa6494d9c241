"""Requests in, answers out: a server on loopback, and the same for clients of this process without a socket."""
