"""IAM: its operations, one file for each thing that they are about."""
