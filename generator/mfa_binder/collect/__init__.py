"""The only live caller: reads an organization from AWS with boto3, changes nothing there, writes observed.json.

Comes in: the caller's credentials, and what is asked for. Goes out: an observation, account by account into a journal.

- `aws_calls`: calls to AWS, so many at a time; what went wrong with one, in the words of an observation
- `role_sessions`: whose credentials a call is made with, and the boto3 clients that accounts borrow one after the other
- `account_questions`: root user, contacts, password policy and devices of one account, with the calls that they take
- `iam_questions`: users and roles of one account, and what their policies let them do
- `credential_report_questions`: the report that AWS makes when asked
- `account_reader`: one account: every part of it, whatever fails
- `organization_questions`: the list of accounts, their units, what is switched on, with the calls that they take
- `walk_journal`: what is done already, so that an interrupted walk goes on where it was
- `organization_walk`: many accounts at once, with bounded memory
- `least_permissions`: the least that a caller must be allowed, as policies and as a CloudFormation template
"""
