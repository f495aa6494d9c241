"""Access: who has, opens, reaches and must have what. Pure questions, each answered in one place.

In comes an `Organization`; out come frozen answers. Checks, cost and pages ask here and never work it out again;
nothing here reads a file or a clock, or knows a page.

- `retrieval`: who must come to have a thing in hand, at which hours, in how many minutes
- `break_glass_cast`: who leads, types the password, brings the devices and watches; when, in how many minutes
- `emergency_ways`: the sealed ways into an account, and the roles that lead into it
- `hardware_requirements`: who must have hardware, and why somebody has none
- `devices_and_spares`: the devices of a principal, and the spares that replace one
- `colleagues_and_duties`: what a person holds, who stands in, whom to call
- `mfa_readiness`: whom it would shut out if AWS demanded MFA
- `drill_plan`: what is practised, where and by whom
"""
