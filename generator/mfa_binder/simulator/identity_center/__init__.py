"""IAM Identity Center as simulated: the instance of an organization, and the users of its own directory."""
