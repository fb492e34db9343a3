"""What the reference work executes over and over: a module body of the usual kind. It must never change."""

LEVELS = {name: (number + 1) * 10 for number, name in enumerate(("debug", "info", "warning", "error", "critical"))}
NAMES = {number: name for name, number in LEVELS.items()}
WORDS = ("alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi "
         "chi psi omega").split()
TABLE = {word: [word.upper(), len(word), hash(word) & 0xff, (word, word[::-1])] for word in WORDS}
SQUARES = [number * number for number in range(200)]


def registered(registry):
    def decorate(item):
        registry[item.__name__] = item
        return item
    return decorate


REGISTRY = {}


class Field:
    """A descriptor, as data models have them."""

    def __init__(self, kind, default=None):
        self.kind = kind
        self.default = default
        self.name = ""

    def __set_name__(self, owner, name):
        self.name = name
        owner.fields = {**getattr(owner, "fields", {}), name: self}

    def __get__(self, instance, owner):
        return self if instance is None else instance.__dict__.get(self.name, self.default)

    def __set__(self, instance, value):
        instance.__dict__[self.name] = self.kind(value)


class Model:
    """The base of the records below."""

    fields = {}

    def __init__(self, **values):
        for name, value in values.items():
            setattr(self, name, value)

    def __eq__(self, other):
        return all(getattr(self, name) == getattr(other, name) for name in self.fields)

    def __hash__(self):
        return hash(tuple(getattr(self, name) for name in self.fields))

    def as_table(self):
        return {name: getattr(self, name) for name in self.fields}


@registered(REGISTRY)
class Address(Model):
    street = Field(str, "")
    town = Field(str, "")
    code = Field(int, 0)

    @property
    def line(self):
        return "%s, %d %s" % (self.street, self.code, self.town)


@registered(REGISTRY)
class Person(Model):
    name = Field(str, "")
    age = Field(int, 0)
    weight = Field(float, 0.0)

    @staticmethod
    def parse(text):
        name, age, weight = text.split(",")
        return Person(name=name, age=age, weight=weight)

    @classmethod
    def many(cls, lines):
        return [cls.parse(line) for line in lines]


@registered(REGISTRY)
class Order(Model):
    number = Field(int, 0)
    total = Field(float, 0.0)
    state = Field(str, "new")

    def advance(self):
        self.state = {"new": "paid", "paid": "sent", "sent": "done"}.get(self.state, "done")
        return self


class Failure(Exception):
    code = 1


class NotFound(Failure):
    code = 2


class Refused(Failure):
    code = 3


FAILURES = {kind.code: kind for kind in (Failure, NotFound, Refused)}
PEOPLE = Person.many("%s,%d,%d.5" % (word, len(word) * 7, len(word)) for word in WORDS)
ORDERS = [Order(number=number, total=number * 1.25).advance() for number in range(20)]
ADDRESSES = {Address(street=word, town=word[::-1], code=SQUARES[len(word)]).line for word in WORDS}
BY_AGE = sorted(PEOPLE, key=lambda person: (person.age, person.name))
