"""The state of one simulated copy of an organization, and a way back to it.

- `simulation_state`: all that a request can see or change; accounts are filled when first touched
- `snapshot`: a state to come back to: it listens to changes and copies what is about to change
- `account_seeding`: what is in an account before anybody has done anything
- `root_user`: the root user of an account
- `access_keys`: long-term keys: one for each IAM user and each operator
- `other_credentials`: SSH keys, certificates, and credentials for one service
- `access_role`: a role in every account that lets the management account in
- `request_signers`: who signs a request: a user with a key, or a session
- `device_registrations`: which MFA device is registered to whom, and what AWS refuses
- `serial_numbers`: under which serial number AWS lists a device
- `totp_tokens`: tokens, what AWS remembers of each, and the clock
- `organization_tree`: units, accounts and policies of AWS Organizations
- `organization_settings`: what an AWS organization has switched on
- `inventory_reads`: what was read of the inventory while a page was rehearsed
- `owners`: principals as conditions write them
- `deterministic_ids`: identifiers that look like AWS's and are the same in every run
"""
