"""The kinds of page, one file each: which pages there are, why there is none, and what each must know.

A file has a function `pages(organization)` that yields a `Page` for what the kind applies to, and
an `PageAbsence` where a reader might look for one in vain. `mfa_binder.pages.catalogue` has their order.
"""
