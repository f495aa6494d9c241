"""What AWS said about an organization: `observed.json`, written by `mfa-binder collect`.

    reading       one answer with its time, or why there is none; the last known one stays
    parts         what is read of an account: root user, users, devices, roles
    observation   the whole of it
    verdict       what an observation says of a root user, never more than it shows
    file          observed.json, read with every problem at once, written whole or not at all
    differences   what changed between two observations

Nobody talks to AWS here, and nothing of the inventory is known.
"""
