"""Keeps the catalogues of `translations/` in step with the texts in the code.

Source texts are Simplified Chinese. A text belongs to the feature it stands in; each feature has one catalogue a
language, so that a change stays inside its feature. What readers load is compiled from all of them into one file.
"""
