"""The rehearsal: every command block of the generated Markdown, executed against the simulator.

plan.py        which blocks a page has, by its Markdown and by the sidecar, and what is wrong with that
page.py        one page from its first block to its last
terminals.py   a window in which blocks run, and driver/, which answers their calls of aws
sandbox.py     the folder, the programs and the environment that a block sees
isolation.py   a network without a way out
confinement/   what keeps a block from your files and processes
barriers.py    what it means when a block ran against that, in words
ending.py      a worker ends with whoever started the rehearsal
answers.py     what is typed at a block's prompts
conditions.py  what must hold before and after a block, asked with boto3
policies.py    what makes a JSON block a policy
workers.py     pages side by side, each worker with its own simulator
run.py         all pages of a build
report.py      what came of it
"""
