"""Words, sentences and tokens: fills the templates that `export_wordings.ts` writes, adds noise, and tokenises."""

import json
import random
import re
import string
import unicodedata

LETTERS = list(string.ascii_lowercase + string.digits)
SUFFIXES = (
    "ing ed er es ly ion tion al ic le en on an in st re te nt ar or at it is ou th he el la ra ri ro li lo ne de se ti"
    " ta to me ma mo pa pe po co ca ch ck sh ss ll rt ent ers est ity ment able ful less ness ish ive ous ance ence ure age"
).split()
SPECIAL_TOKENS = 104  # [PAD], [unused...], then [UNK] 100, [CLS] 101, [SEP] 102, [MASK] 103 as in BERT
MAX_TOKENS = 40
CHOICE = re.compile(r"\[([^\]]*)\]")


def plural(noun: str) -> str:
    if noun.endswith("s") and not noun.endswith("ss"):
        return noun
    return noun + ("es" if noun.endswith(("ss", "sh", "ch")) else "s")


def with_article(words: str) -> str:
    return ("an " if words[0] in "aeiou" else "a ") + words


def without_article(noun: str) -> str:
    for article in ("a ", "an ", "the "):
        if noun.startswith(article):
            return noun[len(article):]
    return noun


def expand(template: str, rng: random.Random) -> str:
    """Chooses one alternative of each `[a|b]`."""
    chosen = CHOICE.sub(lambda match: rng.choice(match.group(1).split("|")), template)
    return " ".join(chosen.split())


def basic_tokens(text: str) -> list[str]:
    """BERT's basic tokeniser, uncased: no accents, punctuation by itself."""
    text = unicodedata.normalize("NFD", text.lower())
    text = "".join(c for c in text if unicodedata.category(c) != "Mn")
    spaced = "".join(
        f" {c} " if c in string.punctuation or unicodedata.category(c).startswith("P") else c for c in text
    )
    return spaced.split()


class Wordings:
    """The lists of the JSON file, and sentences made of them."""

    def __init__(self, path: str):
        with open(path, encoding="utf-8") as file:
            data = json.load(file)
        self.categories: list[str] = data["categories"]
        self.themes: list[str] = data["themes"]
        self.colours: list[str] = data["colours"]
        self.colourable: int = data["colourableThemes"]
        self.category_words = data["categoryWords"]
        self.theme_words = data["themeWords"]
        self.colour_words = data["colourWords"]
        self.templates = data["templates"]
        self.unseen = data["unseenTemplates"]
        self.openings = data["openings"]
        self.closings = data["closings"]
        self.praise = data["praise"]
        self.fillers = data["fillers"]
        self.function_words = data["functionWords"]
        self.everyday = data["everydayWords"]

    def fill(self, template, rng, category=None, theme=None, colour=None, plain=False, ambiguous=True) -> str:
        """A sentence from a template. `plain`: no praise and no purpose phrases; `ambiguous`: "striped" alone allowed."""

        def choose(words):
            return words[0] if rng.random() < 0.3 else rng.choice(words)

        slots = {}
        if category is not None:
            words = self.category_words[self.categories[category]]
            if not plain and rng.random() < 0.06:
                purpose = rng.choice(words["purposes"])
                slots.update(c=purpose, cs=purpose, a=purpose)
            else:
                name = choose(words["names"])
                if not plain and rng.random() < 0.12:
                    name = f"{rng.choice(self.praise)} {name}"
                slots.update(c=name, cs=plural(name), a=with_article(name))
        if theme is not None:
            words = self.theme_words[self.themes[theme]]
            adjectives, nouns = words["adjectives"], words["nouns"]
            if not ambiguous:
                adjectives = [word for word in adjectives if word != "striped"]
                nouns = [word for word in nouns if word != "stripes"]
            adjective, noun = choose(adjectives), choose(nouns)
            slots.update(j=adjective, ja=with_article(adjective), n=noun, n0=without_article(noun))
        if colour is not None:
            word = choose(self.colour_words[self.colours[colour]])
            slots.update(k=word, ka=with_article(word))
        return expand(template, rng).format(**slots)

    def sentence(self, kind, rng, **wanted) -> str:
        return self.fill(rng.choice(self.templates[kind]), rng, **wanted)

    def filler(self, rng) -> str:
        dice = rng.random()
        if dice < 0.5:
            return rng.choice(self.fillers)
        if dice < 0.75:
            return rng.choice(self.everyday)
        return "".join(rng.choice(string.ascii_lowercase) for _ in range(rng.randint(3, 8)))

    def noisy(self, sentence: str, rng) -> str:
        """Openings, closings, words without meaning, a dropped function word, a typo."""
        if rng.random() < 0.25:
            sentence = f"{rng.choice(self.openings)} {sentence}"
        if rng.random() < 0.2:
            sentence = f"{sentence} {rng.choice(self.closings)}"
        words = sentence.split()
        for probability in (0.2, 0.06):
            if rng.random() < probability:
                words.insert(rng.randint(0, len(words)), self.filler(rng))
        while rng.random() < 0.25:
            words.insert(rng.randint(0, len(words)), rng.choice(self.function_words))
        if rng.random() < 0.05 and len(words) > 3:
            place = rng.randrange(len(words))
            word = words[place]
            if len(word) > 4:
                at = rng.randrange(1, len(word) - 1)
                swapped = word[:at] + word[at + 1] + word[at] + word[at + 2:]
                words[place] = word[:at] + word[at + 1:] if rng.random() < 0.5 else swapped
        return " ".join(words)

    def vocabulary(self) -> list[str]:
        """WordPieces: special tokens where BERT has them, characters so that any text can be spelt, then words."""
        words: set[str] = {*self.everyday, *self.function_words}
        texts = [*self.openings, *self.closings, *self.praise, *self.fillers]
        for entry in self.category_words.values():
            texts += [form for name in entry["names"] for form in (name, plural(name))] + entry["purposes"]
        for entry in self.theme_words.values():
            texts += entry["adjectives"] + entry["nouns"]
        for entry in self.colour_words.values():
            texts += entry
        for templates in self.templates.values():
            texts += [re.sub(r"\{\w+\}|[\[\]|]", " ", template) for template in templates]
        for text in texts:
            words.update(basic_tokens(text))
        entries = ["[PAD]"] + [f"[unused{i}]" for i in range(99)] + ["[UNK]", "[CLS]", "[SEP]", "[MASK]"]
        entries += [*string.punctuation, *LETTERS, *("##" + piece for piece in LETTERS + SUFFIXES)]
        entries += sorted(word for word in words if len(word) > 1)
        return list(dict.fromkeys(entries))


class Tokeniser:
    """BERT's WordPiece over a vocabulary."""

    def __init__(self, vocabulary: list[str]):
        self.ids = {token: index for index, token in enumerate(vocabulary)}
        self.cache: dict[str, list[int]] = {}

    def pieces(self, word: str) -> list[int]:
        if word not in self.cache:
            self.cache[word] = self._split(word)
        return self.cache[word]

    def _split(self, word: str) -> list[int]:
        start, ids = 0, []
        while start < len(word):
            for end in range(len(word), start, -1):
                piece = ("##" if start else "") + word[start:end]
                if piece in self.ids:
                    ids.append(self.ids[piece])
                    start = end
                    break
            else:
                return [self.ids["[UNK]"]]
        return ids

    def __call__(self, text: str) -> list[int]:
        ids = [piece for word in basic_tokens(text) for piece in self.pieces(word)]
        return [self.ids["[CLS]"], *ids[: MAX_TOKENS - 2], self.ids["[SEP]"]]
