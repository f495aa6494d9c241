"""The services of AWS: every operation that moto lacks or answers otherwise than AWS.

- `simulated_service`: what all have in common: who calls, whether the parameters can be, how a refusal looks
- `parameter_limits`: lengths, patterns and ranges of the botocore service models
- `iam`: IAM
- `sts`: STS
- `organizations`: AWS Organizations
- `account_management`: AWS Account Management
- `identity_center`: IAM Identity Center
"""
