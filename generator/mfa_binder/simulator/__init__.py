"""AWS for rehearsals and tests: moto, and what moto lacks or does not refuse.

Nothing here talks to AWS: one server on loopback answers IAM, STS, AWS Organizations, AWS Account
Management and IAM Identity Center for a simulated copy of an organization. moto is extended by
subclassing; its files stay as they are.

- `simulated_aws`: the whole: start, reset, credentials, codes, conditions
- `state/`: one copy of an organization: accounts filled when first touched, devices, sessions, time, the way back
- `http/`: a server on 127.0.0.1, and the same for clients of this process, without a socket
- `policy/`: which policy denies a call, what a call is about, what a privileged root session may do
- `services/`: IAM, STS, AWS Organizations, AWS Account Management, IAM Identity Center
- `console_actions`: what a person does in the console, made to hold
- `fault_injection`: what goes wrong, made to happen: refusals, no network, wrong and used codes
- `moto_patches`: ids and times of moto, the same in every run
- `aws_errors`: an error as AWS answers it

To add an operation: a method named as moto names it in the module of its service, and its rows in the fidelity table
of the tests. To add a service: a module in `services/`, and its class in `SERVICES` of `http/loopback_server`.
"""
