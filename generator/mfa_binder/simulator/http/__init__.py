"""Requests in, answers out: a server on loopback, and the same for clients of this process without a socket.

- `loopback_server`: each request to the service that it was signed for
- `loopback_listener`: HTTP/1.1 as far as clients of AWS speak it
- `direct_clients`: boto3 clients of this process, without a socket
"""
