"""A sample."""


def main():
    print("usage: demo-vcs [--help]")
