"""`python -m bot` is the console script `counterpoint`."""

from bot.cli.console_script import main

if __name__ == "__main__":
    main()
