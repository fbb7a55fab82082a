"""Reference direct preference optimisation (DPO): loss, every gradient by name, log-probabilities, and the losses of eight AdamW steps.

Made with torch 2.13.0 (CPU, float32), transformers 5.23.0 and peft 0.21.2; seed 20261124.
Run: python3 make_preference.py        Writes preference.json and preference.bin beside itself.

The reference is the model as it starts. Pairs have answers of unequal length; one prompt is a single token. Beside the pairs stands one
supervised row, because a stage trains tag views together with its pairs: loss = mean over pairs + TAG_WEIGHT * mean over tokens.
"""

import torch

from reference_writer import ALPHA, RANK, VOCABULARY, Writer, lora_model, tokens, write_gradients

SEED = 20261124
BETA, TAG_WEIGHT, STEPS, RATE = 0.3, 0.5, 8, 0.01

generator = torch.Generator().manual_seed(SEED)
TRUNK = tokens(generator, 4)
PAIRS = [
    dict(prompt=tokens(generator, 5), chosen=tokens(generator, 6), rejected=tokens(generator, 3)),
    dict(prompt=tokens(generator, 1), chosen=tokens(generator, 2), rejected=tokens(generator, 7)),
    dict(prompt=tokens(generator, 8), chosen=tokens(generator, 1), rejected=tokens(generator, 1)),
]
ROW = dict(tokens=tokens(generator, 9), first=4)


def log_probability(model, prompt, answer):
    sequence = TRUNK + prompt + answer
    logits = model(input_ids=torch.tensor([sequence])).logits[0]
    start = len(TRUNK) + len(prompt)
    chosen = torch.log_softmax(logits[start - 1:-1], dim=-1)
    return chosen.gather(1, torch.tensor(answer)[:, None]).sum()


def losses(model, reference):
    pairs = 0.0
    for pair, (chosen, rejected) in zip(PAIRS, reference):
        margin = BETA * (
            (log_probability(model, pair["prompt"], pair["chosen"]) - chosen)
            - (log_probability(model, pair["prompt"], pair["rejected"]) - rejected))
        pairs = pairs - torch.nn.functional.logsigmoid(margin)
    head, tail = ROW["tokens"][:ROW["first"]], ROW["tokens"][ROW["first"]:]
    supervised = -log_probability(model, head, tail) / len(tail)
    return pairs / len(PAIRS) + TAG_WEIGHT * supervised


def main():
    torch.manual_seed(SEED)
    writer = Writer("preference")
    wrapped, named, embedding = lora_model(writer, generator)
    with torch.no_grad():
        start = [[log_probability(wrapped, p["prompt"], p[key]).item() for key in ("chosen", "rejected")] for p in PAIRS]
    # A reference that is not the model itself: margins are not zero, so a wrong sign or a forgotten term shows.
    reference = [[c + 0.7, r - 0.4 * i] for i, (c, r) in enumerate(start)]
    loss = losses(wrapped, reference)
    loss.backward()
    write_gradients(writer, named, embedding)
    wrapped.zero_grad()
    optimiser = torch.optim.AdamW([p for _, p in named] + [embedding], lr=RATE, weight_decay=0.0)
    values = []
    for _ in range(STEPS):
        optimiser.zero_grad()
        step = losses(wrapped, reference)
        step.backward()
        embedding.grad[:VOCABULARY] = 0
        optimiser.step()
        values.append(step.item())
    writer.write(
        seed=SEED, trunk=TRUNK, pairs=PAIRS, row=ROW, beta=BETA, tag_weight=TAG_WEIGHT, rate=RATE, rank=RANK, alpha=ALPHA,
        start=start, reference=reference, loss=loss.item(), losses=values)


main()
