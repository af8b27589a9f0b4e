"""One page in our own words with every part that a page can have."""

from __future__ import annotations

from toolkit.corpus.layouts import layouts

LAYOUTS = {layout.name: layout for layout in layouts()}
MINISTRY = LAYOUTS["ministry_en"]

TITLE = (
    "Foreign Minister Ada Birch’s statement and answers to media questions at a joint news "
    "conference following talks with Minister of Trade and Fisheries of the Republic of Ostervale "
    "Ivo Marlin, Harbourtown, March 9, 2020"
)
PAGE = f"""\
Asset Publisher

9 March 202011:05

{TITLE}

  • de-DE1 en-GB1

Ladies and gentlemen,

We have spoken about the ferry.\u00a0 It sails again.

Question (for Ivo Marlin, translated from Ostervalian): Will the price of fish fall?

Ada Birch (adding after Ivo Marlin): It will. (Laughter.) But not soon.

To sum up: the fish is cheap.

(Applause.)

Ivo Marlin: I agree with this.

Question: And the ferry?


Additional materials


Advanced settings"""
