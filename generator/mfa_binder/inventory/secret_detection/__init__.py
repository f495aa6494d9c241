"""Secrets in what people wrote: a text goes in, the place and the kind of a secret come out, never the secret.

- `secret_forms`: secrets by their own form, whatever stands beside them
- `secret_sentences`: secrets by the words that announce them
- `secret_findings`: findings about an inventory: by form, by words and by key
"""
