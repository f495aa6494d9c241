"""One comparison per file; `mfa_binder.reconcile.registry` lists them."""
