"""What the reference scripts of this folder share: the model's sizes, seeded numbers, and the writer of index and tensors."""

import json
import pathlib

import peft
import torch
import transformers
from peft import LoraConfig, get_peft_model
from transformers import LlamaForCausalLM

HERE = pathlib.Path(__file__).parent
VOCABULARY, ADDED = 30, 5
RANK, ALPHA = 4, 6
SIZES = dict(
    hidden_size=24, intermediate_size=40, num_hidden_layers=2, num_attention_heads=3, num_key_value_heads=1, head_dim=8,
    rms_norm_eps=1e-5, rope_theta=10000.0, max_position_embeddings=128)


def tokens(generator, count):
    return torch.randint(0, VOCABULARY + ADDED, (count,), generator=generator).tolist()


def normal(generator, shape, scale):
    return torch.randn(shape, generator=generator) * scale


def fill(model, generator):
    """Norms near 1, everything else normal, in the order of the names."""
    with torch.no_grad():
        for name, parameter in sorted(model.named_parameters()):
            noise = normal(generator, parameter.shape, 0.1 if "norm" in name else 0.25)
            parameter.copy_(1 + noise if "norm" in name else noise)


class Writer:
    """Tensors in NAME.bin, where they lie and all else in NAME.json."""

    def __init__(self, name):
        self.name, self.data, self.tensors = name, bytearray(), {}

    def add(self, name, tensor):
        values = tensor.detach().contiguous().to(torch.float32)
        self.tensors[name] = dict(shape=list(values.shape), offset=len(self.data))
        self.data += values.numpy().tobytes()

    def write(self, **facts):
        index = dict(
            versions=dict(torch=torch.__version__, transformers=transformers.__version__, peft=peft.__version__),
            sizes=SIZES, base_vocabulary=VOCABULARY, added=ADDED, tensors=self.tensors, **facts)
        (HERE / f"{self.name}.json").write_text(json.dumps(index, indent=1) + "\n")
        (HERE / f"{self.name}.bin").write_bytes(bytes(self.data))


def new_model(family, tied):
    return family(family.config_class(
        vocab_size=VOCABULARY + ADDED, tie_word_embeddings=tied, attn_implementation="eager", **SIZES))


def lora_model(writer, generator, family=LlamaForCausalLM):
    """A tied model with random low-rank updates, whose starting values are written.

    Returns the model, its updates as (name, parameter), and the embedding, of which the added rows alone are trained.
    """
    model = new_model(family, tied=True)
    fill(model, generator)
    for name, parameter in model.named_parameters():
        writer.add("base." + name, parameter[:VOCABULARY] if name == "model.embed_tokens.weight" else parameter)
    wrapped = get_peft_model(model, LoraConfig(r=RANK, lora_alpha=ALPHA, lora_dropout=0.0, target_modules="all-linear"))
    named = []
    for name, parameter in wrapped.named_parameters():
        if "lora_" in name:
            with torch.no_grad():
                parameter.copy_(normal(generator, parameter.shape, 0.2))
            named.append((name.removeprefix("base_model.model.model.").replace(".default.weight", ""), parameter))
    embedding = model.get_input_embeddings().weight
    embedding.requires_grad_(True)
    for name, parameter in named:
        writer.add("initial." + name, parameter)
    writer.add("initial.added_tokens.input", embedding[VOCABULARY:])
    return wrapped, named, embedding


def write_gradients(writer, named, embedding):
    for name, parameter in named:
        writer.add("gradient." + name, parameter.grad)
    writer.add("gradient.added_tokens.input", embedding.grad[VOCABULARY:])
