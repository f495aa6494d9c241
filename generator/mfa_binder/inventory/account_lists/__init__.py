"""Lists of AWS accounts, printed by AWS or made for it: a text goes in, an edit of the inventory comes out.

- `account_formats`: which format a list has; the console's CSV
- `aws_organizations`: what the AWS CLI prints
- `landing_zone`: the Landing Zone Accelerator on AWS
- `org_formation`: org-formation
- `terraform`: Account Factory for Terraform, and Terraform's own resources
- `account_entries`: what a list says of an account
- `account_import`: accounts against the inventory, and what is put into it
"""
