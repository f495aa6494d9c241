"""AWS for rehearsals and tests: moto, and what moto lacks or does not refuse.

Nothing here talks to AWS: one server on loopback answers IAM and STS for a simulated copy of an
organization. moto is extended by subclassing; its files stay as they are.

    aws             the whole: start, reset, credentials, codes, conditions
    world           the state of one copy; accounts are filled when first touched
    populate        what is in an account before anybody has done anything
    conditions      what a person does in the console, made to hold
    registrations   which MFA device is registered to whom, and what AWS refuses
    tokens, clock   one-time codes, drift, and time that only moves when it is told to
    callers         who signs a request: long-term keys and session credentials
    service         what every operation has in common: caller, parameters, errors
    iam, iam_mfa, iam_users, sts, trust     the operations
    constraints     lengths, patterns and ranges of the botocore service models
    refusals        an error as AWS answers it
    server          HTTP on 127.0.0.1
"""
