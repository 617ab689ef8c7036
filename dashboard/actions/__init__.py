"""What buttons do beside what the pipeline's actions do by themselves: a file for each subject."""
