"""What IAM policies decide: the language, and the one judge of trust policies.

Comes in: a policy as AWS has it, and what a request says of itself. Goes out: a decision, or that none can
be told. The simulator, `collect`, the draft and the sheets of roles ask here, so that none of them
decides for itself. Pure: nothing is asked of AWS.

- `policy_text`: a policy as text: its statements, and where each stands
- `policy_decision`: whether a policy applies to a request
- `condition_operators`: the operators, wildcards and variables of conditions
- `request_context`: the context keys that conditions ask for; what is not understood
- `trust_decision`: whether a trust policy lets somebody in
- `trust_terms`: what a trust policy asks for, in the words of the inventory, and back
"""
