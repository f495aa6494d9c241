"""What AWS said about an organization: `observed.json`, written by `mfa-binder collect`.

Comes in: answers of AWS, with their time. Goes out: one frozen model, what it says of root users, what changed between
two. Nobody talks to AWS here, and nothing of the inventory is known.

- `aws_reading`: one answer with its time, or why there is none; the last known one stays
- `account_parts`: what is read of an account: root user, users, devices, roles
- `observation`: the whole of it, and its text
- `root_mfa_status`: what an observation says of a root user, never more than it shows
- `observed_changes`: what changed between two observations
"""
