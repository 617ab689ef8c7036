"""What pages show, a file for each subject; the first of them are in dashboard/views.py."""
