"""The model: what an organization knows of its accounts, people, places and devices.

Pure, frozen, typed. Nothing here reads a file, a clock or the environment. In comes what a door has read and checked,
out goes one `Organization`, whose docstrings are also the JSON Schema of the inventory.

- `organization`: the whole inventory as one value, with the questions that are asked of it everywhere
- `aws_accounts`: AWS accounts, AWS organizations, how people sign in, emergency access
- `users_and_roles`: root users, IAM users, Identity Center users, roles, registrations
- `principals_and_openings`: who signs in, whatever its kind, and what a device opens
- `references`: how principals and subjects are written
- `mfa_devices`: security keys and tokens, their models, their batteries
- `people_and_places`: people, sites, locations, bags, travel
- `credentials`: where passwords and PINs are kept; mailboxes and phones of root users
- `binder_settings`: paper, copies and QR codes of the printed binders
- `standards`: the organization's own rules, and the document that they are printed in
- `partitions`: what differs between AWS partitions
- `identifiers`: the forms of AWS's identifiers and ARNs
- `confusables`: names that a reader cannot tell apart
- `strict_records`: what all records have in common
- `grouping`: values by what they belong to
"""
