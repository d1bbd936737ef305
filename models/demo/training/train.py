"""
Trains the demo model. Steps, not minutes, make the schedule; a file named `<out>.decay` starts the decay early, so that
a run on a busy machine can be brought to its end. Checkpoints are written every few hundred steps.
"""

import argparse
import os
import random
import time

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from data import Augmentation, Sampler, load_pool, pad
from model import ComposedEncoder
from words import Tokeniser, Wordings


class Heads(nn.Module):
    """Classifiers of category, theme and colour; they guide the training and are thrown away."""

    WEIGHTS = (1.0, 1.0, 0.5)

    def __init__(self, width: int, wordings: Wordings):
        super().__init__()
        sizes = (len(wordings.categories) + 1, len(wordings.themes), len(wordings.colours))
        self.heads = nn.ModuleList(nn.Linear(width, size) for size in sizes)

    def forward(self, vectors, labels):
        """The loss, and the accuracy of each head over the labels that are known (>= 0)."""
        loss, accuracies = 0.0, []
        for index, (head, weight) in enumerate(zip(self.heads, self.WEIGHTS)):
            wanted = labels[:, index]
            logits = head(vectors)
            loss = loss + weight * F.cross_entropy(logits, wanted, ignore_index=-1)
            known = wanted >= 0
            accuracies.append((logits.argmax(1) == wanted)[known].float().mean().item())
        return loss, accuracies


def contrast(questions, answers, wanted, labels, temperature):
    """
    Cross entropy of each question over all pictures of the batch. Every picture that has what the question names is
    right; the right category and theme in another colour counts a tenth, so that the theme outranks the colour.
    Returns losses [questions] and hits [questions].
    """

    def fits(index):
        return (wanted[:, None, index] < 0) | (wanted[:, None, index] == labels[None, :, index])

    pair = fits(0) & fits(1)
    weights = (pair & fits(2)).float() + 0.1 * (pair & ~fits(2)).float()
    weights = weights / weights.sum(1, keepdim=True).clamp(min=1e-6)
    logits = questions @ answers.T / temperature
    losses = -(weights * logits.log_softmax(1)).sum(1)
    hits = weights.gather(1, logits.argmax(1, keepdim=True))[:, 0] > 0
    return losses, hits


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pool", required=True, help="folder of the rendered pictures and wordings.json")
    parser.add_argument("--out", required=True, help="checkpoint to write")
    parser.add_argument("--width", type=int, default=128)
    parser.add_argument("--warm-up", type=int, default=900, help="steps")
    parser.add_argument("--steps", type=int, default=2700, help="steps in all")
    parser.add_argument("--decay", type=int, default=1200, help="steps of the decay at the end")
    parser.add_argument("--large-batches-from", type=float, default=0.4, help="share of the decay")
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--temperature", type=float, default=0.05)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--stop", type=int, default=0, help="step after which to stop, decayed or not; 0: at the end")
    parser.add_argument("--resume", help="checkpoint to go on from: no warm-up, no classifiers, large batches")
    options = parser.parse_args()
    print(vars(options), flush=True)

    torch.set_num_threads(2)
    torch.manual_seed(options.seed)
    rng = random.Random(options.seed)
    wordings = Wordings(f"{options.pool}/wordings.json")
    earlier = torch.load(options.resume, map_location="cpu") if options.resume else None
    vocabulary = earlier["vocabulary"] if earlier else wordings.vocabulary()
    tokenise = Tokeniser(vocabulary)
    pictures, labels = load_pool(options.pool, "train")
    sampler = Sampler(labels, wordings)
    augment = Augmentation(np.random.default_rng(options.seed))
    model = ComposedEncoder(len(vocabulary), options.width)
    if earlier:
        model.load_state_dict(earlier["model"])
        options.warm_up = 0
    heads, vision_heads = Heads(options.width, wordings), Heads(options.width, wordings)
    print(f"{sum(p.numel() for p in model.parameters()) / 1e6:.2f} M parameters, {len(vocabulary)} WordPieces,"
          f" {len(pictures)} pictures", flush=True)

    matrices = [p for p in model.parameters() if p.ndim > 1]
    vectors = [p for p in model.parameters() if p.ndim <= 1]
    optimiser = torch.optim.AdamW(
        [
            dict(params=matrices, weight_decay=0.05),
            dict(params=vectors, weight_decay=0.0),
            dict(params=[*heads.parameters(), *vision_heads.parameters()], weight_decay=0.0),
        ],
        lr=options.rate,
        betas=(0.9, 0.98),
        fused=True,
    )
    empty = [tokenise("")]
    scale = options.width**0.5
    decay_from = None
    started = time.time()
    step = 0
    recent: list[float] = []

    def save() -> None:
        state = dict(model=model.state_dict(), width=options.width, vocabulary=vocabulary, step=step)
        torch.save(state, options.out + ".part")
        os.replace(options.out + ".part", options.out)

    while True:
        warming = step < options.warm_up
        if decay_from is None and not warming:
            if step >= options.steps - options.decay or os.path.exists(options.out + ".decay"):
                decay_from = step
                print(f"decay from step {step}", flush=True)
        remaining = 1.0 if decay_from is None else 1 - (step - decay_from) / options.decay
        if remaining <= 0 or step == options.stop > 0:
            break
        rate = options.rate * min(1, (step + 1) / (30 if earlier else 100)) * max(remaining, 0.01)
        # The warm-up learns faster; the joint phase starts gently, since its loss is new.
        if not earlier:
            rate *= 1.5 if warming else min(1, 0.2 + (step - options.warm_up) / 60)
        for group in optimiser.param_groups:
            group["lr"] = rate

        if warming:
            batch, indices = sampler.random(rng, 96)
        elif not earlier and (decay_from is None or remaining > options.large_batches_from):
            batch, indices = sampler.groups(rng, natural=5, colourable=4, colours=2, size=8)
        else:
            batch, indices = sampler.groups(rng, natural=8, colourable=5, colours=3, size=8)
        batch_labels = torch.tensor(batch)
        tokens = model.picture_tokens(augment(pictures[indices]))
        texts = sampler.texts(batch, rng, len(batch) // 2)
        text_labels = torch.tensor([wanted for _, wanted in texts])
        text_vectors = model.encode(None, *pad([tokenise(text) for text, _ in texts]))
        text_loss, text_accuracy = heads(text_vectors * scale, text_labels)
        vision_loss, vision_accuracy = vision_heads(tokens.mean(1), batch_labels)
        if warming:
            loss = vision_loss + text_loss
            report = dict(vision=vision_accuracy, text=text_accuracy)
        else:
            questions = sampler.composed(batch, rng)
            wanted = torch.tensor([answer for _, answer in questions])
            answers = model.encode(tokens, *pad(empty * len(batch)))
            asked = model.encode(tokens, *pad([tokenise(text) for text, _ in questions]))
            picture_loss, picture_accuracy = heads(answers * scale, batch_labels)
            composed_loss, composed_accuracy = heads(asked * scale, wanted)
            losses, hits = contrast(
                torch.cat([asked, text_vectors]), answers, torch.cat([wanted, text_labels]), batch_labels,
                options.temperature,
            )
            # The classifiers lead at first and fade afterwards.
            faded = min(1.0, (step - options.warm_up) / 2500)
            loss = losses[: len(batch)].mean() + 0.4 * losses[len(batch) :].mean()
            if not earlier:  # The classifiers of a resumed run are new and know nothing.
                loss = loss + (1 - 0.7 * faded) * (picture_loss + composed_loss + 0.4 * text_loss)
                loss = loss + (1 - faded) * 0.4 * vision_loss
            recent = [*recent[-49:], hits[: len(batch)].float().mean().item()]
            report = dict(hit=[sum(recent) / len(recent)], vision=vision_accuracy, picture=picture_accuracy,
                          composed=composed_accuracy, text=text_accuracy)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        step += 1
        if step % 25 == 0:
            figures = " ".join(f"{name} {'/'.join(f'{x:.2f}' for x in values)}" for name, values in report.items())
            print(f"{(time.time() - started) / 60:.1f} min, cpu {time.process_time() / 60:.1f}, step {step},"
                  f" rate {rate:.1e}, loss {loss.item():.2f}, {figures}", flush=True)
        if step % 100 == 0:
            save()
    save()
    print(f"{step} steps, {(time.time() - started) / 60:.1f} minutes, {time.process_time() / 60:.1f} cpu-minutes")


if __name__ == "__main__":
    main()
