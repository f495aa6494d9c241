"""The catalogue: which runbook exists for what, in which order, at which address; ours and the user's own.

The organization comes in; pages go out, each with its template and with what the template sees as `view`.

- `catalogue`: every page, found by what it is for
- `catalogue_entries`: a page, and why there is none
- `kinds/`: the kinds of page
- `own_runbooks`: pages that follow from the user's own runbooks
- `user_templates`: the user's `templates/` folder, read and checked
- `template_sandbox`: what a template may reach
- `template_limits`: how long and how large a template may grow
"""
