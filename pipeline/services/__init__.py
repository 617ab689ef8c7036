"""What front doors, steps and chores do with the nouns: follow, survey, search, upgrade, rename, delete, …."""
