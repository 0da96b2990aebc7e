"""The person's own door: requests for what the law gives them a right to, each with its clock."""
