"""verideck compiles Markdown questions into an Anki deck and runs every snippet behind every answer."""
