"""What people say and press, a file for each subject."""
