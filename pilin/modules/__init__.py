"""The rooms that people work in, all of one shape; none knows another."""
