"""Finding rules: what is readable but unwise in an inventory. One rule per file; `registry` lists them."""
