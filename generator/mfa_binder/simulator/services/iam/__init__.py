"""IAM: its operations, one module for each thing that they are about.

- `simulated_iam`: all of them
- `iam_service`: what they have in common, and the figures about an account
- `users`: passwords, policies, keys, deletion; credentials for one service
- `mfa_devices`: MFA devices
- `managed_policies`: managed policies, AWS's own among them
- `policy_simulator`: the policy simulator
- `credential_report`: the credential report
- `authorization_details`: all users, groups, roles and policies, in pages
- `central_root`: centralized root access
- `root_session`: IAM as a privileged root session sees it
"""
