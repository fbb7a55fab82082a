"""Times LoRA steps of transformers + PEFT, to stand beside `debuglm bench --training`.

The same base (a GGUF file, unpacked to F32), the same rows, rank 16 on all linear layers, AdamW, the answer side alone in the loss,
about 1,024 tokens a step. Rows are sorted by length and padded to the longest of their batch; only real tokens count.
Prints one JSON object: tokens a second (median of the steps after the first), peak resident memory in MB, versions.

    python3 peft_training.py MODEL.gguf ROWS.jsonl [--tokens 1024] [--steps 5] [--threads 2] [--type f32|bf16]

Needs torch, transformers, peft and gguf; run with torch 2.13.0 (CPU), transformers 5.23.0, peft 0.21.2, gguf 0.19.0.
"""

import argparse
import json
import os
import resource
import statistics
import time

parser = argparse.ArgumentParser()
parser.add_argument("model")
parser.add_argument("rows")
parser.add_argument("--tokens", type=int, default=1024)
parser.add_argument("--steps", type=int, default=5)
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--type", choices=["f32", "bf16"], default="f32")
options = parser.parse_args()

import peft
import torch
import transformers

torch.manual_seed(1)
torch.set_num_threads(options.threads)
folder, name = os.path.split(os.path.abspath(options.model))
kind = torch.float32 if options.type == "f32" else torch.bfloat16
tokenizer = transformers.AutoTokenizer.from_pretrained(folder, gguf_file=name)
model = transformers.AutoModelForCausalLM.from_pretrained(folder, gguf_file=name, dtype=kind)
model = peft.get_peft_model(
    model, peft.LoraConfig(r=16, lora_alpha=32, target_modules="all-linear", task_type="CAUSAL_LM"))
model.train()
optimiser = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=1e-4)

sequences = []
for line in open(options.rows, encoding="utf-8"):
    row = json.loads(line)
    question = [{"role": "user", "content": row["prompt"]}]
    head = tokenizer(
        tokenizer.apply_chat_template(question, tokenize=False, add_generation_prompt=True), add_special_tokens=False).input_ids
    answer = tokenizer(row["answer"] + "<|im_end|>", add_special_tokens=False).input_ids
    sequences.append((head + answer, len(head)))
    if len(sequences) == 512:
        break
sequences.sort(key=lambda item: len(item[0]))

batches, batch, size = [], [], 0
for item in sequences:
    batch.append(item)
    size += len(item[0])
    if size >= options.tokens:
        batches.append(batch)
        batch, size = [], 0
# From all lengths alike.
chosen = [batches[(2 * step + 1) * len(batches) // (2 * (options.steps + 1))] for step in range(options.steps + 1)]

speeds = []
for step, batch in enumerate(chosen):
    longest = max(len(tokens) for tokens, _ in batch)
    ids = torch.zeros(len(batch), longest, dtype=torch.long)
    mask = torch.zeros_like(ids)
    labels = torch.full_like(ids, -100)
    for index, (tokens, start) in enumerate(batch):
        ids[index, : len(tokens)] = torch.tensor(tokens)
        mask[index, : len(tokens)] = 1
        labels[index, start : len(tokens)] = ids[index, start : len(tokens)]
    begin = time.perf_counter()
    model(input_ids=ids, attention_mask=mask, labels=labels).loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimiser.step()
    optimiser.zero_grad()
    if step > 0:
        speeds.append(int(mask.sum()) / (time.perf_counter() - begin))

print(json.dumps({
    "tokens_per_second": round(statistics.median(speeds), 1),
    "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    "type": options.type, "torch": torch.__version__, "transformers": transformers.__version__, "peft": peft.__version__,
}))
