"""AWS for rehearsals and tests: moto, and what moto lacks or does not refuse.

Nothing here talks to AWS: one server on loopback answers IAM, STS, AWS Organizations, AWS Account
Management and IAM Identity Center for a simulated copy of an organization. moto is extended by
subclassing; its files stay as they are.

    aws             the whole: start, reset, credentials, codes, conditions
    server, http    HTTP on 127.0.0.1; `direct`: the same for clients of this process, without a socket
    service         what every operation has in common: caller, parameters, errors; `json_service`: in JSON
    iam/            the operations of IAM; `assume_root` is IAM as a privileged root session sees it
    sts/            the operations of STS; whether a trust policy lets somebody in says the room `policies`
    denials         which policy of a caller or its organization denies a call; `resources`: what a call is about
    organizations/  the operations of AWS Organizations, and what an organization has planted and switched on
    accounts        the operations of AWS Account Management
    identity_center/  which instance an organization has, and who is in its directory
    entrance        a role in every account that lets the management account in
    root_tasks      what the task of a privileged root session lets it call
    conditions      what a person does in the console, made to hold
    registrations   which MFA device is registered to whom, and what AWS refuses
    world           the state of one copy; accounts are filled when first touched
    keeping         a state that one comes back to: what happens meanwhile leaves nothing behind
    trouble         what goes wrong, made to happen: refusals, no network, wrong and used codes
    readings        what was read of the inventory, and what it answers to the same readings later
    populate, root  what is in an account before anybody has done anything
    callers         who signs a request: long-term keys and session credentials
    other_credentials   SSH keys, certificates, and what a user has for one service
    tokens, clock   one-time codes, drift, and time that only moves when it is told to
    seams           ids and times of moto, the same in every run
    constraints     lengths, patterns and ranges of the botocore service models
    refusals        an error as AWS answers it
    principals, serials, keys, stable   names, serial numbers, access keys, and ids that are the same in every run

To add an operation: a method named as moto names it in the folder of its service, and its rows in the
fidelity table of the tests. To add a service: a folder beside `iam/`, and its class in `server.SERVICES`.
"""
