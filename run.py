"""Starts the application: `python run.py` prepares everything and serves; `python run.py --help` explains the rest."""

from matchmaking.server import main

if __name__ == "__main__":
    main()
