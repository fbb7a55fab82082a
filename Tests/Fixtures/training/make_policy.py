"""Reference group relative policy optimisation (GRPO): loss, divergences and every gradient by name.

Made with torch 2.13.0 (CPU, float32), transformers 5.23.0 and peft 0.21.2; seed 20261125.
Run: python3 make_policy.py        Writes policy.json and policy.bin beside itself.

Two prompts with three answers each, of unequal length. The sampling model and the reference are stood for by the model's own
log-probabilities with seeded noise, so that some ratios are clipped on either side and the divergence is not zero.
"""

import torch

from reference_writer import ALPHA, RANK, VOCABULARY, Writer, lora_model, normal, tokens, write_gradients

SEED = 20261125
CLIP, KL_WEIGHT = 0.2, 0.3

generator = torch.Generator().manual_seed(SEED)
TRUNK = tokens(generator, 3)
GROUPS = [
    dict(prompt=tokens(generator, 4), answers=[tokens(generator, n) for n in (5, 2, 7)], rewards=[1.0, 0.2, 0.2]),
    dict(prompt=tokens(generator, 6), answers=[tokens(generator, n) for n in (1, 4, 3)], rewards=[-1.0, 0.0, 1.2]),
]


def log_probabilities(model, prompt, answer):
    logits = model(input_ids=torch.tensor([TRUNK + prompt + answer])).logits[0]
    start = len(TRUNK) + len(prompt)
    return torch.log_softmax(logits[start - 1:-1], dim=-1).gather(1, torch.tensor(answer)[:, None])[:, 0]


def main():
    torch.manual_seed(SEED)
    writer = Writer("policy")
    wrapped, named, embedding = lora_model(writer, generator)
    count = sum(len(g["answers"]) for g in GROUPS)
    loss, divergences, sampled, reference, advantages = 0.0, [], [], [], []
    for group in GROUPS:
        rewards = torch.tensor(group["rewards"], dtype=torch.float64)
        group_advantages = (rewards - rewards.mean()) / rewards.std(unbiased=False)
        for answer, advantage in zip(group["answers"], group_advantages.tolist()):
            new = log_probabilities(wrapped, group["prompt"], answer)
            old = new.detach() + normal(generator, new.shape, 0.3)
            held = new.detach() + normal(generator, new.shape, 0.4)
            ratio = torch.exp(new - old)
            surrogate = torch.minimum(ratio * advantage, ratio.clamp(1 - CLIP, 1 + CLIP) * advantage)
            divergence = torch.exp(held - new) - (held - new) - 1
            loss = loss + (-(surrogate - KL_WEIGHT * divergence)).mean() / count
            divergences.append(divergence.mean().item())
            sampled += old.tolist()
            reference += held.tolist()
            advantages.append(advantage)
    loss.backward()
    embedding.grad[:VOCABULARY] = 0
    write_gradients(writer, named, embedding)
    writer.write(
        seed=SEED, trunk=TRUNK, groups=GROUPS, clip=CLIP, kl_weight=KL_WEIGHT, rank=RANK, alpha=ALPHA, sampled=sampled, reference=reference,
        advantages=advantages, divergences=divergences, loss=loss.item())


main()
