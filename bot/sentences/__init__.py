"""Plain sentences: what a person means by what they write, in English and Spanish, by rules."""
