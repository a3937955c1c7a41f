"""The wall and the Gantt chart over ten thousand projects with five years of monthly reports."""
