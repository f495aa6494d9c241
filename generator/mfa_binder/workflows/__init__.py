"""Workflows: what is done with a working folder, from its files to a result that says what happened.

In: a working folder and what is asked for. Out: files on the disk, and a record of what was made. Nothing here
prints, knows a flag, or ends the program.

- `working_folder`: where its files are, and the day that its documents are dated
- `folder_inputs`: its inventory, what AWS said, its own runbooks, and what is wrong in them
- `page_rendering`: the pages that they give
- `checking`: what is out of date, on the disk and on paper
- `issuing`: a revision: compare, typeset, append
"""
