"""The only live caller: reads an organization from AWS with boto3, changes nothing there, writes observed.json.

access        whose credentials: the caller's, a role's in each account, a root session's for auditing
clients       boto3 clients that many accounts share, one after the other
failures      what went wrong with a call, in the words of the observation
parts/        one file for each thing that is read, with the calls that it makes
account       one account: every part of it, whatever fails
organization  the list of accounts, their units, what is switched on
journal       what is done already, so that an interrupted walk goes on where it was
walk          many accounts at once, with bounded memory
permissions   the least that a caller must be allowed, as policies and as a CloudFormation template
"""
