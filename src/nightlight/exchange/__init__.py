"""Records and documents in and out: case files, published briefings (`briefings`), the index of reviews (`shelf`).

May import the pure packages; reads text that is passed in, and files where a function says so.
"""
