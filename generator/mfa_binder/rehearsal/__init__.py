"""The rehearsal: every command block of the generated Markdown, executed against the simulator.

plan.py        which blocks a page has, by its Markdown and by the sidecar, and what is wrong with that
page.py        one page from its first block to its last
terminals.py   one bash for as long as a reader would keep a window open
driver/        what answers the calls of `aws` in them
sandbox.py     the folder, the programs and the environment that a block sees
isolation.py   a network without a way out
confinement/   what keeps a block from your files and processes
barriers.py    what it means when a block ran against that, in words
usage.py       bounds to all that a page has started and written
answers.py     what is typed at a block's prompts
conditions.py  what must hold before and after a block, asked with boto3
failures.py    what a page says happens when a block fails: caused, read, put right
alike.py       a failure that many sheets share is rehearsed on the first few
causes.py      what makes a block fail: what is typed, in which terminal, while AWS does what
policies.py    what makes a JSON block a policy
workers.py     pages side by side, each worker with its own simulator
run.py         all pages of a build
report.py      what came of it
proving.py     only what is not proved, and the proof of it
engine.py      what a rehearsal is made with
calls.py       the calls of `aws` that a block made
evidence.py    what a block said, without secrets (masking.py)
diagnosis.py   a failed block, told so that it can be mended
record.py junit.py trace.py    for scripts, for CI systems, for who looks closely
"""
