"""The services of AWS, one module or folder each: every operation that moto lacks or answers otherwise than AWS."""
