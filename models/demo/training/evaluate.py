"""
Recall of a checkpoint on pictures and sentences that it never saw, in PyTorch, at the training resolution. The figures
that count are those of `leopard evaluate` on the exported model; these say the same, and show what is confused.

    python evaluate.py --pool <folder> --checkpoint <file> [--queries 250]
"""

import argparse
import random
from collections import Counter

import torch

from data import load_pool, normalise, pad
from model import ComposedEncoder
from words import Tokeniser, Wordings

AT = (1, 5, 9)


class Examiner:
    def __init__(self, folder: str, queries: int, seed: int = 3):
        self.wordings = Wordings(f"{folder}/wordings.json")
        gallery, self.gallery_labels = load_pool(folder, "gallery")
        pictures, self.labels = load_pool(folder, "queries")
        self.gallery, self.pictures = normalise(gallery), normalise(pictures)
        self.rng = random.Random(seed)
        self.theme_picture = len(self.wordings.categories)
        self.present = set(map(tuple, self.gallery_labels[:, :3].tolist()))
        self.held_out = {(c, t) for c, t, _, held in self.gallery_labels.tolist() if held}
        rows = list(enumerate(self.labels.tolist()))
        self.theme_pictures = [i for i, (c, _, _, _) in rows if c == self.theme_picture]
        self.products = [i for i, (c, _, _, _) in rows if c != self.theme_picture]
        self.seen_products = [i for i in self.products if not self.labels[i][3]]
        self.groups: dict[str, list] = {}
        templates, unseen = self.wordings.templates, self.wordings.unseen
        transfers = templates["transfer"] + templates["swap"]
        for held in (False, True):
            name = "held out" if held else "seen"
            self._add(f"theme transfer, {name}", queries, lambda: self.transfer(self.theme_pictures, held, transfers))
            self._add(f"category swap, {name}", queries, lambda: self.transfer(self.seen_products, held, transfers))
            self._add(f"theme edit, {name}", queries, lambda: self.theme_edit(held, templates["theme"]))
            self._add(f"colour edit, {name}", queries, lambda: self.colour_edit(held, templates["colour"]))
            self._add(f"text only, {name}", queries, lambda: self.text_only(held))
            self._add(f"picture only, {name}", queries, lambda: self.picture_only(held))
        everything = self.theme_pictures + self.seen_products
        half = queries // 2
        for held in (False, True):
            self._add("unseen wording, transfer", half, lambda: self.transfer(everything, held, unseen["transfer"]))
            self._add("unseen wording, theme edit", half, lambda: self.theme_edit(held, unseen["theme"]))
            self._add("unseen wording, colour edit", half, lambda: self.colour_edit(held, unseen["colour"]))

    def _add(self, name, count, ask) -> None:
        questions = self.groups.setdefault(name, [])
        wanted = len(questions) + count
        for _ in range(60 * count):
            question = ask()
            if question is not None:
                questions.append(question)
            if len(questions) == wanted:
                return

    def fill(self, templates, **named) -> str:
        return self.wordings.fill(self.rng.choice(templates), self.rng, plain=True, ambiguous=False, **named)

    def transfer(self, sources, held, templates):
        picture = self.rng.choice(sources)
        category, theme = self.labels[picture][:2].tolist()
        wanted = self.rng.randrange(self.theme_picture)
        if wanted == category or ((wanted, theme) in self.held_out) != held:
            return None
        return picture, self.fill(templates, category=wanted), (wanted, theme, -1)

    def theme_edit(self, held, templates):
        picture = self.rng.choice(self.seen_products)
        category, theme = self.labels[picture][:2].tolist()
        wanted = self.rng.randrange(len(self.wordings.themes))
        if wanted == theme or ((category, wanted) in self.held_out) != held:
            return None
        return picture, self.fill(templates, theme=wanted), (category, wanted, -1)

    def colour_edit(self, held, templates):
        picture = self.rng.choice(self.products)
        category, theme, colour = self.labels[picture][:3].tolist()
        wanted = self.rng.randrange(len(self.wordings.colours))
        if colour in (-1, wanted) or ((category, theme) in self.held_out) != held:
            return None
        if (category, theme, wanted) not in self.present:
            return None
        return picture, self.fill(templates, colour=wanted), (category, theme, wanted)

    def text_only(self, held):
        category, theme, colour, is_held = self.gallery_labels[self.rng.randrange(len(self.gallery_labels))].tolist()
        if bool(is_held) != held:
            return None
        if colour < 0:
            templates = self.wordings.templates["textCategoryTheme"]
            return None, self.fill(templates, category=category, theme=theme), (category, theme, -1)
        templates = self.wordings.templates["textAll"]
        return None, self.fill(templates, category=category, theme=theme, colour=colour), (category, theme, colour)

    def picture_only(self, held):
        picture = self.rng.choice(self.products)
        category, theme, _, is_held = self.labels[picture].tolist()
        return (picture, "", (category, theme, -1)) if bool(is_held) == held else None

    @torch.no_grad()
    def run(self, model, tokenise) -> None:
        def encode(pictures, texts):
            vectors = []
            for start in range(0, len(texts), 100):
                part = None if pictures is None else model.picture_tokens(pictures[start : start + 100])
                vectors.append(model.encode(part, *pad([tokenise(text) for text in texts[start : start + 100]])))
            return torch.cat(vectors)

        gallery = encode(self.gallery, [""] * len(self.gallery))
        labels = torch.from_numpy(self.gallery_labels)
        confusions: Counter = Counter()

        def recall(vectors, wanted):
            best = labels[(vectors @ gallery.T).topk(max(AT), 1).indices]
            wanted = torch.tensor(wanted)
            right = (best[..., 0] == wanted[:, None, 0]) & (best[..., 1] == wanted[:, None, 1])
            right &= (wanted[:, None, 2] < 0) | (best[..., 2] == wanted[:, None, 2])
            return right, best

        composed = {"seen": [], "held out": []}
        for name, questions in self.groups.items():
            texts, wanted = [q[1] for q in questions], [q[2] for q in questions]
            pictures = None if questions[0][0] is None else self.pictures[[q[0] for q in questions]]
            right, best = recall(encode(pictures, texts), wanted)
            line = " / ".join(f"{right[:, :k].any(1).float().mean():.3f}" for k in AT)
            if pictures is not None and texts[0]:
                alone = recall(encode(pictures, [""] * len(texts)), wanted)[0][:, 0].float().mean()
                unseen_picture = recall(encode(None, texts), wanted)[0][:, 0].float().mean()
                line += f"   picture alone {alone:.3f}, instruction alone {unseen_picture:.3f}"
            print(f"{name:28s} n={len(questions):4d}  {line}", flush=True)
            for kind in composed:
                if name.endswith(kind) and name.split(",")[0] in (
                    "theme transfer", "category swap", "theme edit", "colour edit"
                ):
                    composed[kind] += right[:, 0].tolist()
            for hit, found, (category, theme, _), text in zip(right[:, 0], best[:, 0].tolist(), wanted, texts):
                if not hit and pictures is not None and texts[0]:
                    themes = self.wordings.themes
                    if found[1] != theme:
                        confusions[f"{themes[theme]} -> {themes[found[1]]}"] += 1
                    elif found[0] != category:
                        names = self.wordings.categories
                        confusions[f"{names[category]} -> {names[found[0]]} ({text})"] += 1
                    else:
                        confusions[f"colour ({text.split()[-1]})"] += 1
        for kind, hits in composed.items():
            print(f"all four composed kinds, {kind}: {sum(hits) / len(hits):.3f} (n={len(hits)})")
        print(confusions.most_common(25))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pool", required=True)
    parser.add_argument("--checkpoint", required=True)
    parser.add_argument("--queries", type=int, default=250, help="questions of each kind")
    options = parser.parse_args()
    torch.set_num_threads(2)
    checkpoint = torch.load(options.checkpoint, map_location="cpu")
    model = ComposedEncoder(len(checkpoint["vocabulary"]), checkpoint["width"])
    model.load_state_dict(checkpoint["model"])
    model.eval()
    Examiner(options.pool, options.queries).run(model, Tokeniser(checkpoint["vocabulary"]))


if __name__ == "__main__":
    main()
