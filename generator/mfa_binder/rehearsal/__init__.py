"""The rehearsal: every command block of the generated Markdown, executed against the simulator.

In: pages under runbooks/ and their sidecar, an organization, an `aws` program, an earlier proof. Out: one result
for every block, and the proof. What runs the blocks is `mfa_binder.terminal`.

- `rehearse_unproven`: only what is not proved, and the proof of it
- `rehearse_pages`: all pages of a build
- `rehearsal_workers`: pages side by side, each worker with its own simulator
- `rehearse_page`: one page from its first block to its last
- `page_plan`: which blocks a page has, by its Markdown and by the sidecar, and what is wrong with that
- `prompt_answers`: what is typed at a block's prompts
- `condition_checks`: how a condition is asked of AWS: the one place that begins, and users and groups
- `organization_condition_checks`: conditions asked of AWS Organizations
- `permission_condition_checks`: conditions about what a policy denies
- `policy_checks`: what makes a JSON block a policy
- `verdict_checks`: how a verdict about a policy is asked of AWS
- `simulator_clients`: boto3 clients of the simulator, as an administrator or a user
- `expected_failures`: what a page says happens when a block fails: caused, read, put right
- `failure_causes`: what makes a block fail: what is typed, in which terminal, while AWS does what
- `deduplicate_failures`: a failure that many sheets share is rehearsed on the first few
- `block_outcomes`: how a block can end other than well: the errors of this room
- `block_results`: what came of each block, and of all together
- `failure_diagnosis`: a failed block, told so that it can be mended
- `report_formats`: JSON for scripts, JUnit for CI systems, a trace for who looks closely
"""
