"""What people wrote down against what AWS said: every difference, and what to do.

    both          an organization and an observation, account by account and principal by principal
    comparison    what a comparison is: id, severity, one line, a check
    comparisons/  one comparison per file
    registry      all of them, in the order in which they are documented
    linking       which device of the inventory a FIDO2 registration in AWS could be: proposed, never decided

Nothing is claimed of what could not be read; what is only known from before says since when.
"""
