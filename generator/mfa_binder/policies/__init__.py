"""What IAM policies decide: the language, and the one judge of trust policies.

Comes in: a policy as AWS has it, and what a request says of itself. Goes out: a decision, or that none can
be told. The simulator, `collect`, the draft and the sheets of roles ask here, so that none of them
decides for itself. Pure: nothing is asked of AWS.
"""
