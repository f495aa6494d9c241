"""What an inventory may not say: nodes or the raw inventory go in, findings without a place come out.

- `problem_ids`: every problem's id and what it means
- `model_errors`: the model's objections in plain words
- `unquoted_numbers`: account ids and keys that YAML reads as numbers
- `cross_checks`: the list of all checks that the model alone cannot make
- `reference_errors`: ids and names that refer to nothing, twice, or look alike
- `organization_errors`: organizations, linked accounts, roles
- `registration_errors`: devices at AWS, their serial numbers and ARNs
- `custody_errors`: where things are, and who can open that
- `impossible_values`: addresses, numbers, links, days, Regions, time zones
"""
