"""`python -m lilun.loaders` is the command `lilun`."""

from lilun.loaders.cli import main

if __name__ == "__main__":
    main()
