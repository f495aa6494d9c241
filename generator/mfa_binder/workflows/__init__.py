"""Workflows: what is done with a working folder, from its files to a result that says what happened.

In: a working folder and what is asked for. Out: files on the disk, and a record of what was made. Nothing here
prints or knows a flag.

- `working_folder`: where its files are, its lock, and the day that its documents are dated
- `progress`: what a workflow says while it is at work
- `folder_inputs`: inventory, what AWS said, own runbooks, and what is wrong in them
- `page_rendering`: the pages that they give
- `building`: runbooks/, the site and the binders
- `checking`: what is wrong, and what is out of date, on the disk and on paper
- `rehearsing`: what is not proved is executed, and the proof kept
- `issuing`: a revision: compare, typeset, append
- `collecting`: from AWS to observed.json
- `importing`: lists of devices and accounts, and which key is which, into inventory.yaml
- `new_folder`: a working folder to start from
"""
