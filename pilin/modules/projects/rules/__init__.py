"""Rules of projects: months and their due days, what plans, reports and lists say, and the light that follows."""
