"""The rehearsal: every command block of the generated Markdown, executed against the simulator.

plan.py        which blocks a page has, by its Markdown and by the sidecar, and what is wrong with that
page.py        one page from its first block to its last
shell.py       one bash block as one process
sandbox.py     the folder, the programs and the environment that a block sees
isolation.py   a network without a way out
answers.py     what is typed at a block's prompts
conditions.py  what must hold before and after a block, asked with boto3
failures.py    what a page says happens when a block fails: caused, read, put right
causes.py      what makes a block fail: what is typed, in which terminal, while AWS does what
policies.py    what makes a JSON block a policy
workers.py     pages side by side, each worker with its own simulator
run.py         all pages of a build
report.py      what came of it
"""
