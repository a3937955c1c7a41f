"""What the law says of petitions between two provinces, as pure functions: periods, intake, papers, who may look."""
