"""`python -m verideck` is the command line."""

from verideck.cli import main

main()
