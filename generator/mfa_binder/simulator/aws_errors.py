"""An error as AWS answers it: code, HTTP status, message.

Codes and statuses of modelled errors are those of the botocore service models; the two messages of
STS about MFA codes are those that AWS documents. Where AWS's wording was not found, the message is
plain English of our own.
"""

from __future__ import annotations

import json
from xml.sax.saxutils import escape

NOT_SIMULATED = "NotSimulated"
"""Our own code, never AWS's: nobody has implemented the operation here. HTTP status 501."""

STATUS = {
    "AWSOrganizationsNotInUseException": 400,
    "AccessDenied": 403,
    "AccessDeniedException": 400,
    "AccountAlreadyClosedException": 400,
    "AccountAlreadyRegisteredException": 400,
    "AccountNotFoundException": 400,
    "AccountNotManagementOrDelegatedAdministratorException": 400,
    "AccountNotRegisteredException": 400,
    "AlreadyInOrganizationException": 400,
    "CallerIsNotManagementAccountException": 400,
    "ChildNotFoundException": 400,
    "ConstraintViolationException": 400,
    "DeleteConflict": 409,
    "DestinationParentNotFoundException": 400,
    "DuplicateAccountException": 400,
    "DuplicateHandshakeException": 400,
    "DuplicateOrganizationalUnitException": 400,
    "DuplicatePolicyAttachmentException": 400,
    "DuplicatePolicyException": 400,
    "EntityAlreadyExists": 409,
    "EntityTemporarilyUnmodifiable": 409,
    "ExpiredToken": 403,
    "HandshakeAlreadyInStateException": 400,
    "HandshakeConstraintViolationException": 400,
    "HandshakeNotFoundException": 400,
    "InvalidAuthenticationCode": 403,
    "InvalidClientTokenId": 403,
    "InvalidInput": 400,
    "InvalidInputException": 400,
    "InvalidUserType": 400,
    "LimitExceeded": 409,
    "MalformedPolicyDocument": 400,
    "MalformedPolicyDocumentException": 400,
    "MasterCannotLeaveOrganizationException": 400,
    "NoSuchEntity": 404,
    NOT_SIMULATED: 501,
    "NotSupportedService": 404,
    "OrganizationalUnitNotEmptyException": 400,
    "OrganizationalUnitNotFoundException": 400,
    "ParentNotFoundException": 400,
    "PolicyInUseException": 400,
    "PolicyNotAttachedException": 400,
    "PolicyNotFoundException": 400,
    "PolicyTypeNotEnabledException": 400,
    "ServiceAccessNotEnabledException": 400,
    "ReportExpired": 410,
    "ReportInProgress": 404,
    "ReportNotPresent": 410,
    "SourceParentNotFoundException": 400,
    "TargetNotFoundException": 400,
    "ValidationError": 400,
}
"""The HTTP status of every code that this room answers with on its own."""


class AwsError(Exception):
    """AWS says no. `code` is one of AWS's error codes (or NOT_SIMULATED), `status` its HTTP status.

    A code that stands in STATUS needs no status, unless the service answers with another one.
    """

    def __init__(self, code: str, message: str, status: int | None = None) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = STATUS[code] if status is None else status

    def as_xml(self) -> str:
        """The body that the query protocol (IAM, STS) carries."""
        sender = "Receiver" if self.status >= 500 else "Sender"
        return (
            '<?xml version="1.0" encoding="utf-8"?>\n'
            f"<ErrorResponse><Error><Type>{sender}</Type><Code>{escape(self.code)}</Code>"
            f"<Message>{escape(self.message)}</Message></Error>"
            "<RequestId>00000000-0000-0000-0000-000000000000</RequestId></ErrorResponse>"
        )

    def as_json(self) -> str:
        """The body that the JSON protocols carry."""
        return json.dumps({"__type": self.code, "code": self.code, "message": self.message})


def access_denied(message: str) -> AwsError:
    """The caller may not."""
    return AwsError("AccessDenied", message)


def already_exists(message: str) -> AwsError:
    """There is one already."""
    return AwsError("EntityAlreadyExists", message)


def delete_conflict(message: str) -> AwsError:
    """Something else must be removed first."""
    return AwsError("DeleteConflict", message)


def invalid_code() -> AwsError:
    """The two codes are not consecutive codes of that token, or were used before."""
    return AwsError("InvalidAuthenticationCode", "Authentication code for device is not valid.")


def invalid_input(message: str) -> AwsError:
    """A parameter is of the documented form and yet cannot be."""
    return AwsError("InvalidInput", message)


def invalid_token() -> AwsError:
    """The access key or its session token is unknown, inactive, or of another partition."""
    return AwsError("InvalidClientTokenId", "The security token included in the request is invalid.")


def limit_exceeded(what: str, limit: int) -> AwsError:
    """One more than the quota `what` allows."""
    return AwsError("LimitExceeded", f"Cannot exceed quota for {what}: {limit}")


def no_such_entity(message: str) -> AwsError:
    """It does not exist."""
    return AwsError("NoSuchEntity", message)


def not_simulated(what: str) -> AwsError:
    """The simulator does not know the operation; says nothing about AWS."""
    return AwsError(NOT_SIMULATED, f"{what} is not simulated; this says nothing about AWS.")


def unmodifiable(message: str) -> AwsError:
    """It may be tried again in several minutes."""
    return AwsError("EntityTemporarilyUnmodifiable", message)


def validation_error(message: str) -> AwsError:
    """A parameter is not of the documented form."""
    return AwsError("ValidationError", message)
