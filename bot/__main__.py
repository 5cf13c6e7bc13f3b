"""`python -m bot` is the console script `counterpoint`."""

from bot.cli.entry import main

if __name__ == "__main__":
    main()
