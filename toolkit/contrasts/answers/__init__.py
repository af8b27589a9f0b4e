"""Whether answers take up what was asked, and questions what was stated.

Questions and answers are brought together in rounds (`rounds`), likened in topics and in words
(`likeness`), and answers dealt out anew among the questions to one speaker in one meeting (`null`,
`shuffle`); `shifts` tells what a speaker turns to, `follows` asks the same of statements.
"""
