"""The kinds of page: which pages there are, why there is none, and what each must know.

A kind has a function such as `lost_device_pages(organization)`, which yields a `RunbookPage` for what it applies to
and a `PageAbsence` where a reader might look for one in vain. `mfa_binder.pages.catalogue` has their order.

- `registers`: index pages, the guide to devices, the cost plan
- `glossary`: the glossary and its terms
- `emergency_sheets`: the ways into every account, and break-glass into one
- `outages`: the identity provider is down, or IAM Identity Center is
- `escalation`: whom to call
- `task_cards`: the first five minutes, on A5
- `lost_device`: loss sheets
- `token_resync`: a TOTP token out of sync
- `enrollment`: devices of root users, IAM users and users of IAM Identity Center
- `root_recovery`: root users after a loss, and root credentials that are removed
- `storage_checks`: what lies at a location, and the forms for it
- `sessions`: sessions with MFA
- `role_sheets`: roles that people assume
- `enforcing_mfa`: MFA demanded in an organization or an account
- `account_changes`: an account joins or closes
- `onboarding`: a new person
- `offboarding`: a leaver
- `drill_calendar`: drills
- `signed_forms`: receipt, destruction, exceptions
- `cards`: cards of accounts and people
"""
