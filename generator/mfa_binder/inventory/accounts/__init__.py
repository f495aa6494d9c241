"""The doors for lists of AWS accounts: what AWS prints of an organization, and the files that make one.

account_reader
            what a list says of an account, understood as far as one file allows
organizations, landing_zone, org_formation, terraform, tables
            where a format has what
formats     which format a file has
merging     accounts against the inventory: what is put into it, what is told, or every reason why not
"""
