"""The comment of a pull request: what a change will do to each stack, from previews and rehearsals.

previews.py, rehearsals.py   JSON -> model
model.py                     what the rest works on; secrets are masked in it already
sections/                    what the comment says about a stack, one module each
page.py, fit.py              all of it as one text that GitHub takes
comments.py, issues.py       that text in a pull request, or an issue
"""
