"""Records in and out: case files, and the text formats in which they come.

May import the pure packages; reads text that is passed in, and files where a function says so.
"""
