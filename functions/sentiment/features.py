"""Turns a sentence into the features that the classifier learns from."""

from nltk.sentiment.util import mark_negation
from nltk.stem import PorterStemmer
from nltk.tokenize import TreebankWordTokenizer

tokenizer = TreebankWordTokenizer()
stemmer = PorterStemmer()


def words(text):
    return [token for token in tokenizer.tokenize(text.lower())
            if any(char.isalpha() for char in token)]


def extract(text):
    stems = [stemmer.stem(word) for word in words(text)]
    return {f"has({stem})": True for stem in mark_negation(stems)}
