"""Reference training steps: loss, every gradient by name, and the losses of ten AdamW steps, of Llama and its relatives.

Made with torch 2.13.0 (CPU, float32), transformers 5.23.0 and peft 0.21.2; seed 20261122.
Run: python3 make_fixtures.py        Writes NAME.json and NAME.bin beside itself; `names` at the end lists them.

A packed batch with a shared trunk and probe rows has no counterpart in transformers. It is emulated by one sequence a row:
trunk + row, and trunk + row[:visible] + probe token for each probe; only the row's own (or the probe's) loss is counted.
"""

import math

import torch
from transformers import LlamaForCausalLM, Qwen2ForCausalLM, Qwen3ForCausalLM

from reference_writer import ALPHA, RANK, VOCABULARY, Writer, fill, lora_model, new_model, tokens, write_gradients

SEED = 20261122
STEPS, WARM_UP, PEAK, FLOOR, CLIP, DECAY, TOKEN_ROW_RATE = 10, 3, 0.01, 0.1, 1.0, 0.05, 0.5

generator = torch.Generator().manual_seed(SEED)  # llama's two take their numbers from where the rows leave it
TRUNK = tokens(generator, 4)
ROWS = [
    dict(tokens=tokens(generator, 11), first=5, weights=1.0, probes=[(5, 31, 33, 1.0), (8, 31, 33, 0.5)]),
    dict(tokens=tokens(generator, 6), first=2, weights=2.0, probes=[(0, 31, 34, 1.0)]),
    dict(tokens=tokens(generator, 17), first=9, weights=1.0, probes=[]),
]


def batch_loss(model):
    total, weight = 0.0, 0.0

    def nll(sequence, position, target):
        logits = model(input_ids=torch.tensor([sequence])).logits[0, position]
        return torch.nn.functional.cross_entropy(logits[None], torch.tensor([target]))

    for row in ROWS:
        sequence = TRUNK + row["tokens"]
        logits = model(input_ids=torch.tensor([sequence])).logits[0]
        for index in range(row["first"] - 1, len(row["tokens"]) - 1):
            loss = torch.nn.functional.cross_entropy(
                logits[len(TRUNK) + index][None], torch.tensor([row["tokens"][index + 1]]))
            total = total + row["weights"] * loss
            weight += row["weights"]
        for visible, token, target, probe_weight in row["probes"]:
            probe = TRUNK + row["tokens"][:visible] + [token]
            total = total + probe_weight * nll(probe, len(probe) - 1, target)
            weight += probe_weight
    return total / weight


def rate(step):
    if step < WARM_UP:
        return PEAK * (step + 1) / WARM_UP
    progress = (step - WARM_UP) / (STEPS - WARM_UP)
    return PEAK * (FLOOR + (1 - FLOOR) * 0.5 * (1 + math.cos(math.pi * progress)))


def train(model, named, before_step):
    """`named`: (name, parameter, decays, rate factor). Returns the losses of STEPS updates."""
    optimiser = torch.optim.AdamW(
        [dict(params=[p], weight_decay=DECAY if decays else 0.0, factor=factor) for _, p, decays, factor in named], lr=PEAK)
    losses = []
    for step in range(STEPS):
        optimiser.zero_grad()
        loss = batch_loss(model)
        loss.backward()
        before_step()
        torch.nn.utils.clip_grad_norm_([p for _, p, _, _ in named], CLIP)
        for group in optimiser.param_groups:
            group["lr"] = rate(step) * group["factor"]
        optimiser.step()
        losses.append(loss.item())
    losses.append(batch_loss(model).item())
    return losses


FACTS = dict(
    seed=SEED, trunk=TRUNK, rows=[dict(row, probes=[list(p) for p in row["probes"]]) for row in ROWS],
    schedule=dict(steps=STEPS, warm_up=WARM_UP, peak=PEAK, floor=FLOOR, clip=CLIP, decay=DECAY, token_row_rate=TOKEN_ROW_RATE))


def lora(name, family, generator):
    torch.manual_seed(SEED)
    writer = Writer(name)
    wrapped, updates, embedding = lora_model(writer, generator, family)
    named = [(name, parameter, True, 1.0) for name, parameter in updates]

    def only_added_rows():
        embedding.grad[:VOCABULARY] = 0

    loss = batch_loss(wrapped)
    loss.backward()
    only_added_rows()
    write_gradients(writer, updates, embedding)
    wrapped.zero_grad()
    losses = train(wrapped, named + [("added", embedding, False, TOKEN_ROW_RATE)], only_added_rows)
    writer.write(**FACTS, rank=RANK, alpha=ALPHA, loss=loss.item(), losses=losses)


def full(name, family, generator):
    torch.manual_seed(SEED)
    writer = Writer(name)
    model = new_model(family, tied=False)
    fill(model, generator)
    named = [
        (name, parameter, "norm" not in name and "bias" not in name, 1.0) for name, parameter in model.named_parameters()]
    for name, parameter, _, _ in named:
        writer.add("initial." + name, parameter)
    loss = batch_loss(model)
    loss.backward()
    for name, parameter, _, _ in named:
        writer.add("gradient." + name, parameter.grad)
    model.zero_grad()
    losses = train(model, named, lambda: None)
    writer.write(**FACTS, loss=loss.item(), losses=losses)


lora("lora", LlamaForCausalLM, generator)
full("full", LlamaForCausalLM, generator)
names = {"full-qwen2": (full, Qwen2ForCausalLM), "full-qwen3": (full, Qwen3ForCausalLM), "lora-qwen3": (lora, Qwen3ForCausalLM)}
for number, (name, (make, family)) in enumerate(names.items()):
    make(name, family, torch.Generator().manual_seed(SEED + 1 + number))
