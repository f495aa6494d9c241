"""The contract on disk, which the rehearsal, the paper, the revision and the site read instead of templates.

In: the organization, and what the rendering notes beside each page. Out: `runbooks.json`, `rehearsal.json`, and
what can be read of a page's Markdown. Each part is a typed record that is defined here and nowhere else.

- `records`: what all records have in common
- `conditions`: what must hold before and after a block
- `policy_verdicts`: how a policy must decide
- `typed_answers`: what is typed at the prompts of a block
- `block_failures`: how a block fails, and the remedy
- `sections`: a page and its blocks
- `height_estimate`: about how high Markdown is on paper: the one estimate
- `leaf_sets`: the unit of revision, and how a page is divided into it
- `binder_plans`: which sections stand in which binder, and where its copies are
- `inventory_facts`: what the inventory says of things that may change under a sheet
- `sidecar`: `runbooks.json`, written and read
- `proof`: `rehearsal.json`, written and read
- `proof_status`: whether a section is still proved today, and why not
- `reference_fields`: principals and accounts as fields of records
- `language_reference`: the tables of `docs/templates.md`
- `document_names`: ids of sheets, and file names made of keys
- `fenced_blocks`: the fences of a page
- `printed_steps`: which step a line belongs to, and what its "If not" says
"""
