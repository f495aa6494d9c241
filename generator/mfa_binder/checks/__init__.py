"""Findings: what is readable but unwise in an inventory, and where it differs from what AWS said.

Comes in: an organization, the day of the document, an observation if there is one. Goes out: findings with the path of
keys at which they stand. Nothing is claimed of what could not be read; what is only known from before says since when.

- `rule`: what a rule is, and a case of it
- `aws_comparison`: an organization and an observation side by side
- `registry`: every rule, in the order in which they are documented; the page of rules
- `lost_devices`: a lost or stolen device that still opens something
- `hardware_standards`: what the organization's standards ask of devices, places and spares
- `security_keys`: FIDO2 keys: whose line in AWS is whose metal, passkeys
- `unmatched_devices`: devices that stand only on paper, or only in AWS
- `root_users`: root users that are kept, removed, badly known or badly protected
- `iam_users`: IAM users without hardware, undeclared, gone
- `roles_and_paths`: roles and users of which AWS has another trust policy or path
- `password_expiry`: passwords kept for an emergency that expire
- `accounts_in_aws`: accounts that are declared and not in AWS, or the other way round
- `people_duties`: people who reach too much alone, or hold something and are away
- `due_dates`: batteries, seals, prices and the document whose day has come; days that cannot be
- `names_and_addresses`: two names or addresses that are taken for one
- `observation_gaps`: what AWS did not say, or said too long ago
"""
