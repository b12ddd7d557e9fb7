"""Read a paper in any usual form: blocks with sections, then numbered sentences.

A reader turns a file into pieces or blocks, `composing` orders pieces into a paper, and
`segmenting` splits its blocks into sentences.
"""
