"""Pictures of the pool, their augmentation, and batches in which every question has an answer."""

import json
from collections import defaultdict
from glob import glob

import numpy as np
import torch
import torch.nn.functional as F

from words import Wordings

SIDE = 112
PADDING = 8
MEAN = torch.tensor([0.48145466, 0.4578275, 0.40821073]).view(1, 3, 1, 1) * 255
DEVIATION = torch.tensor([0.26862954, 0.26130258, 0.27577711]).view(1, 3, 1, 1) * 255

Label = tuple[int, int, int]  # category (the number of categories: a theme picture), theme, colour or -1; -1: anything


def load_pool(folder: str, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Pictures [n, 112, 112, 3] uint8 and labels [n, 4]: category, theme, colour, held out."""
    parts = sorted(glob(f"{folder}/{name}.*.bin"))
    if not parts:
        raise SystemExit(f"no {name}.*.bin in {folder}: run render_pool.ts first")
    labels = []
    for part in parts:
        with open(part[:-3] + "json", encoding="utf-8") as file:
            labels += json.load(file)["labels"]
    pictures = np.concatenate([np.fromfile(part, dtype=np.uint8) for part in parts])
    return pictures.reshape(-1, SIDE, SIDE, 3), np.array(labels)


def normalise(pictures: np.ndarray) -> torch.Tensor:
    return (torch.from_numpy(np.ascontiguousarray(pictures)).permute(0, 3, 1, 2).float() - MEAN) / DEVIATION


class Augmentation:
    """Mirrors, shifts, brightens, tints, adds noise, softens."""

    def __init__(self, rng: np.random.Generator):
        self.rng = rng
        # Fresh noise for each picture would cost more than the model: slices of a fixed bank do.
        self.noise = torch.randn(64, 3, SIDE, SIDE) / DEVIATION

    def __call__(self, pictures: np.ndarray) -> torch.Tensor:
        rng, count = self.rng, len(pictures)
        edges = ((0, 0), (PADDING, PADDING), (PADDING, PADDING), (0, 0))
        padded = np.pad(pictures, edges, mode="edge")
        shifts = rng.integers(0, 2 * PADDING + 1, (count, 2))
        mirrored = rng.random(count) < 0.5
        moved = np.empty_like(pictures)
        for index, (down, right) in enumerate(shifts):
            view = padded[index, down : down + SIDE, right : right + SIDE]
            moved[index] = view[:, ::-1] if mirrored[index] else view
        batch = torch.from_numpy(moved).permute(0, 3, 1, 2).float()
        tint = rng.uniform(0.92, 1.08, (count, 3, 1, 1)) * rng.uniform(0.8, 1.15, (count, 1, 1, 1))
        offset = rng.uniform(-18, 18, (count, 1, 1, 1))
        batch.mul_(torch.from_numpy(tint.astype("f")) / DEVIATION)
        batch.add_((torch.from_numpy(offset.astype("f")) - MEAN) / DEVIATION)
        for index in np.nonzero(rng.random(count) < 0.4)[0]:
            batch[index].add_(self.noise[rng.integers(len(self.noise))], alpha=float(rng.uniform(1, 10)))
        soft = torch.from_numpy(rng.random(count) < 0.08)
        if soft.any():
            batch[soft] = F.avg_pool2d(batch[soft], 3, 1, 1, count_include_pad=False)
        return batch


def pad(sequences: list[list[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Token ids and mask [n, longest]."""
    longest = max(map(len, sequences))
    ids = torch.zeros(len(sequences), longest, dtype=torch.long)
    for row, sequence in enumerate(sequences):
        ids[row, : len(sequence)] = torch.tensor(sequence)
    return ids, ids != 0


class Sampler:
    """Batches of groups that share theme and colour, and questions whose answers are in the batch."""

    def __init__(self, labels: np.ndarray, wordings: Wordings):
        self.wordings = wordings
        self.theme_picture = len(wordings.categories)
        self.pictures: dict[Label, list[int]] = defaultdict(list)
        self.categories: dict[int, set[int]] = defaultdict(set)
        for index, (category, theme, colour, held_out) in enumerate(labels.tolist()):
            if held_out:
                raise ValueError("a held-out picture is in the training pool")
            self.pictures[(category, theme, colour)].append(index)
            if category != self.theme_picture:
                self.categories[theme].add(category)
        # Natural themes have one look where the others have eight: draw them more often.
        self.keys = [key for key in self.pictures for _ in range(3 if key[2] < 0 else 1)]

    def random(self, rng, count: int):
        labels = rng.choices(self.keys, k=count)
        return labels, [rng.choice(self.pictures[label]) for label in labels]

    def groups(self, rng, natural: int, colourable: int, colours: int, size: int):
        words = self.wordings
        labels: list[Label] = []
        for theme in rng.sample(range(words.colourable, len(words.themes)), natural):
            labels += self._group(rng, theme, -1, size, [])
        for theme in rng.sample(range(words.colourable), colourable):
            shared: list[int] = []
            for colour in rng.sample(range(len(words.colours)), colours):
                group = self._group(rng, theme, colour, size, shared)
                shared = shared or [category for category, _, _ in group if category != self.theme_picture]
                labels += group
        return labels, [rng.choice(self.pictures[label]) for label in labels]

    def _group(self, rng, theme, colour, size, shared) -> list[Label]:
        chosen = [self.theme_picture] if rng.random() < 0.8 else []
        chosen += rng.sample(shared, min(5, len(shared)))
        rest = sorted(self.categories[theme] - set(chosen))
        chosen += rng.sample(rest, size - len(chosen))
        return [(category, theme, colour) for category in chosen]

    def composed(self, labels: list[Label], rng) -> list[tuple[str, Label]]:
        """For each picture of the batch an instruction and what it asks for."""
        by_look, by_category, by_pair, by_theme = (defaultdict(list) for _ in range(4))
        for label in labels:
            category, theme, colour = label
            by_look[theme, colour].append(label)
            by_category[category].append(label)
            by_pair[category, theme].append(label)
            by_theme[theme].append(label)
        questions = []
        for category, theme, colour in labels:
            question = None
            dice = rng.random()
            from_theme = category == self.theme_picture
            if not from_theme and colour >= 0 and 0.42 <= dice < 0.62:
                question = self._other_colour(by_pair[category, theme], (category, theme, colour), rng)
            elif colour >= 0 and (dice < 0.12 if from_theme else 0.62 <= dice < 0.67):
                question = self._other_both(by_theme[theme], (category, theme, colour), rng)
            elif not from_theme and 0.67 <= dice < 0.93:
                question = self._other_theme(by_category[category], (category, theme, colour), rng)
            if question is None:
                question = self._other_category(by_look[theme, colour], (category, theme, colour), rng)
            questions.append((self.wordings.noisy(question[0], rng), question[1]))
        return questions

    def _other_colour(self, same_pair, label, rng):
        category, theme, colour = label
        others = [other for other in same_pair if other[2] != colour]
        if not others:
            return None
        wanted = rng.choice(others)[2]
        return self.wordings.sentence("colour", rng, colour=wanted), (category, theme, wanted)

    def _other_both(self, same_theme, label, rng):
        others = [o for o in same_theme if o[2] != label[2] and o[0] not in (label[0], self.theme_picture)]
        if not others:
            return None
        category, theme, colour = rng.choice(others)
        return self.wordings.sentence("categoryColour", rng, category=category, colour=colour), (category, theme, colour)

    def _other_theme(self, same_category, label, rng):
        category, theme, colour = label
        others = [other for other in same_category if other[1] != theme]
        if not others:
            return None
        _, wanted, wanted_colour = rng.choice(others)
        if wanted_colour < 0 or (colour < 0 and rng.random() < 0.5):
            answer = (category, wanted, -1)
        elif wanted_colour == colour:
            answer = (category, wanted, colour)
        elif colour >= 0 and rng.random() < 0.35:
            answer = (category, wanted, -1)
        else:
            sentence = self.wordings.sentence("themeColour", rng, theme=wanted, colour=wanted_colour)
            return sentence, (category, wanted, wanted_colour)
        return self.wordings.sentence("theme", rng, theme=wanted), answer

    def _other_category(self, same_look, label, rng):
        theme, colour = label[1:]
        others = [other[0] for other in same_look if other[0] not in (label[0], self.theme_picture)]
        category = rng.choice(others)
        if rng.random() < 0.08:
            kind = "textAll" if colour >= 0 else "textCategoryTheme"
            named = dict(colour=colour) if colour >= 0 else {}
            sentence = self.wordings.sentence(kind, rng, category=category, theme=theme, **named)
        else:
            kind = "transfer" if rng.random() < 0.5 else "swap"
            sentence = self.wordings.sentence(kind, rng, category=category)
            if kind == "transfer" and rng.random() < 0.25:
                sentence = ("an " if sentence[0] in "aeiou" else "a ") + sentence
        return sentence, (category, theme, colour)

    def texts(self, labels: list[Label], rng, count: int) -> list[tuple[str, Label]]:
        """Instructions without a picture; what they leave out may be anything (-1)."""
        words, questions = self.wordings, []
        for category, theme, colour in rng.sample(labels, count):
            dice = rng.random()
            if category == self.theme_picture:
                category = rng.choice(sorted(self.categories[theme]))
            if dice < 0.4 and colour >= 0:
                sentence = words.sentence("textAll", rng, category=category, theme=theme, colour=colour)
                wanted = (category, theme, colour)
            elif dice < 0.68:
                sentence = words.sentence("textCategoryTheme", rng, category=category, theme=theme)
                wanted = (category, theme, -1)
            elif dice < 0.8 and colour >= 0:
                sentence = words.sentence("textCategoryColour", rng, category=category, colour=colour)
                wanted = (category, -1, colour)
            elif dice < 0.92:
                sentence, wanted = words.sentence("textTheme", rng, theme=theme), (-1, theme, -1)
            else:
                sentence, wanted = words.sentence("textCategory", rng, category=category), (category, -1, -1)
            questions.append((words.noisy(sentence, rng), wanted))
        return questions
