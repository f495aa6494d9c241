"""One comparison per file; `generator.reconcile.registry` lists them."""
