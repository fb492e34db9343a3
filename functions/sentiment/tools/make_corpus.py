"""Writes data/opinions.tsv: labelled sentences, the same on every run."""

import pathlib
import random

OUT = pathlib.Path(__file__).parent.parent / "data" / "opinions.tsv"

SUBJECTS = [
    "the hotel", "our room", "the film", "this camera", "the soup",
    "the service", "her new novel", "the second half", "the battery",
    "the staff", "this play", "the museum", "the ferry", "my new bicycle",
]
POSITIVE = [
    "was a delight", "is wonderful", "works like a charm",
    "made us laugh", "is well worth the money", "was warm and friendly",
    "exceeded every expectation", "was superb", "is simply beautiful",
    "never let me down", "was a pleasant surprise", "is easy to love",
]
NEGATIVE = [
    "was a disappointment", "is awful", "broke after two days",
    "bored everyone", "is a waste of money", "was cold and rude",
    "did not live up to its promise", "was dreadful", "is plainly ugly",
    "never worked properly", "was an unpleasant surprise", "is hard to like",
]
OPENINGS = ["", "", "Honestly, ", "To my mind ", "This time ", "As ever, "]
POSITIVE_ENDS = ["", "", ", and I would come back", ", thank you", " again!"]
NEGATIVE_ENDS = ["", "", ", and I want a refund", ", never again", " again."]


def sentence(source, claims, ends):
    text = source.choice(OPENINGS) + source.choice(SUBJECTS) + " "
    text += source.choice(claims)
    if source.random() < 0.3:
        text += f" and {source.choice(SUBJECTS)} {source.choice(claims)}"
    return text[0].upper() + text[1:] + source.choice(ends)


def main():
    source = random.Random(3)
    lines = []
    for _ in range(260):
        lines.append("pos\t" + sentence(source, POSITIVE, POSITIVE_ENDS))
        lines.append("neg\t" + sentence(source, NEGATIVE, NEGATIVE_ENDS))
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
