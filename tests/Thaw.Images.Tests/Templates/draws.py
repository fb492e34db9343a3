"""What the libraries of the sample functions draw at random: at their import, in a template, and in instances."""
import os

os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1", HOME="/tmp")

import ctypes
import email.generator
import gc
import hashlib
import multiprocessing
import multiprocessing.synchronize
import random
import secrets
import sqlite3
import ssl
import tempfile
import uuid

import boto3.session
import chameleon
import igraph
import markdown
import matplotlib.pyplot
import nltk.probability
import numpy
import pandas
import PIL.Image
import pkg_resources
import pyaes
import pygments
import reportlab.pdfgen.canvas
import requests
import rich.style
import scipy.stats
import skimage.util
import sklearn.model_selection
import sklearn.utils
import tqdm
import urllib3.filepost

LIBC = ctypes.CDLL(None)
LIBC.srand(1234567)
LIBC.srand48(1234567)
LIBC.drand48.restype = ctypes.c_double

OWN, NUMBERS, LEGACY = random.Random(), numpy.random.default_rng(), numpy.random.RandomState()
KINDS = [numpy.random.Generator(kind()) for kind in (numpy.random.MT19937, numpy.random.Philox, numpy.random.SFC64)]
BITS = numpy.random.PCG64()
NORMAL = scipy.stats.norm(0, 1)
TABLE = sqlite3.connect(":memory:")
WORDS = nltk.probability.MLEProbDist(nltk.probability.FreqDist(range(1 << 16)))
MANY = numpy.arange(1 << 16)
IMAGE = numpy.zeros((4, 4))

DRAWS = {
    "random": lambda: random.random(),
    "random.gauss": lambda: random.gauss(0, 1),
    "random.Random": lambda: OWN.random(),
    "secrets": lambda: secrets.token_hex(),
    "uuid1": lambda: uuid.uuid1().node,
    "uuid4": lambda: uuid.uuid4(),
    "tempfile": lambda: next(tempfile._get_candidate_names()),
    "multiprocessing": lambda: bytes(multiprocessing.current_process().authkey).hex(),
    "multiprocessing.synchronize": lambda: next(multiprocessing.synchronize.SemLock._rand),
    "email": lambda: email.generator._make_boundary(),
    "ssl": lambda: ssl.RAND_bytes(16).hex(),
    "sqlite3": lambda: TABLE.execute("select random()").fetchone(),
    "the C library's rand": lambda: [LIBC.rand(), LIBC.rand()],
    "the C library's drand48": lambda: LIBC.drand48(),
    "numpy": lambda: numpy.random.random(),
    "numpy.Generator": lambda: NUMBERS.random(),
    "numpy.RandomState": lambda: LEGACY.random(),
    "numpy's others": lambda: [[each.random() for each in KINDS], BITS.random_raw()],
    "scipy": lambda: [NORMAL.rvs(), scipy.stats.uniform.rvs()],
    "pandas": lambda: list(pandas.Series(MANY).sample(4)),
    "sklearn": lambda: [sklearn.utils.check_random_state(None).random_sample(), list(sklearn.utils.shuffle(MANY)[:4]),
                        list(sklearn.model_selection.train_test_split(MANY)[0][:4])],
    "nltk": lambda: [WORDS.generate() for _ in range(4)],
    "igraph": lambda: igraph.Graph.Erdos_Renyi(n=64, p=0.5).get_edgelist()[:64],
    "skimage": lambda: skimage.util.random_noise(IMAGE),
    "requests": lambda: [urllib3.filepost.choose_boundary(), requests.Request("POST", "http://x", files={"a": "b"}).prepare().headers["Content-Type"]],
    "rich": lambda: [rich.style.Style(link="x").link_id for _ in range(4)],
}


def drawn():
    return {name: str(draw()) for name, draw in DRAWS.items()}


def states():
    """Every generator that can be found in this process, whoever made it: its type, and what it would draw next."""
    # What a template holds is hidden from this otherwise.
    gc.unfreeze()
    kinds = (random.Random, numpy.random.RandomState, numpy.random.BitGenerator)
    found = [each for each in gc.get_objects() if issubclass(type(each), kinds) and not isinstance(each, random.SystemRandom)]
    return [[type(each).__name__, hashlib.sha256(repr(state(each)).encode()).hexdigest()] for each in found]


def state(generator):
    if isinstance(generator, numpy.random.BitGenerator):
        with numpy.printoptions(threshold=1 << 20):
            return repr(generator.state)
    if isinstance(generator, numpy.random.RandomState):
        return [part.tolist() if hasattr(part, "tolist") else part for part in generator.get_state()]
    return generator.getstate()


PID = os.getpid()
AT_IMPORT = drawn()
