"""Writes the fixtures of ModelFormatsTests with the reference packages, and their values as JSON.

Made with Python 3.11, numpy 2.4.6, gguf 0.19.0, safetensors 0.8.0, torch 2.13.0, transformers 5.23.0, peft 0.21.2.
Run without arguments inside this folder.
"""

import json
import shutil
import struct
from pathlib import Path

import gguf
import numpy as np
import torch
from peft import LoraConfig, get_peft_model
from safetensors.torch import save_file
from transformers import LlamaConfig, LlamaForCausalLM

FOLDER = Path(__file__).parent


def gguf_file():
    """Every metadata type, and a tensor of every kind: plain, quantised, one that cannot be used."""
    random = np.random.default_rng(20240601)
    writer = gguf.GGUFWriter(FOLDER / "tiny.gguf", "llama")
    writer.add_uint8("test.uint8", 200)
    writer.add_int8("test.int8", -100)
    writer.add_uint16("test.uint16", 60000)
    writer.add_int16("test.int16", -30000)
    writer.add_uint32("test.uint32", 4000000000)
    writer.add_int32("test.int32", -2000000000)
    writer.add_float32("test.float32", 0.5)
    writer.add_bool("test.bool", True)
    writer.add_string("test.string", "naïve 🙂")
    writer.add_uint64("test.uint64", 2**63 + 1)
    writer.add_int64("test.int64", -(2**62))
    writer.add_float64("test.float64", 1e-300)
    writer.add_array("test.ints", [3, -4, 5])
    writer.add_array("test.floats", [0.25, -8.0])
    writer.add_array("test.bools", [True, False])
    # The second string is no UTF-8; the third and fourth are equal to Swift's eyes.
    writer.add_array("test.strings", [b"<s>", b"\xe2\x96", "é".encode(), "e\u0301".encode(), b""])
    writer.add_array("test.nested", [[1, 2], [3]])
    expected = {}

    def add(name, values, quantisation=None):
        data = values if quantisation is None else gguf.quants.quantize(values, quantisation)
        writer.add_tensor(name, data, raw_dtype=quantisation)
        exact = values.astype(np.float32) if quantisation is None else gguf.quants.dequantize(data, quantisation)
        kind = quantisation.name if quantisation else {"float32": "F32", "float16": "F16", "int32": "I32"}[str(values.dtype)]
        expected[name] = {"shape": list(values.shape), "type": kind, "values": [float(value) for value in exact.flatten()]}

    add("plain", random.standard_normal((3, 5)).astype(np.float32))
    halves = random.standard_normal((2, 8)).astype(np.float16)
    halves[0, :6] = np.array([0.0, -0.0, 65504, 6e-8, 6.1e-5, -2.5e-6], np.float16)
    add("half", halves)
    add("brain", random.standard_normal((2, 8)).astype(np.float32), gguf.GGMLQuantizationType.BF16)
    add("vector", random.standard_normal(7).astype(np.float32))
    add("blocks", random.standard_normal((3, 64)).astype(np.float32), gguf.GGMLQuantizationType.Q8_0)
    add("integers", np.arange(6, dtype=np.int32).reshape(2, 3))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    data = bytearray((FOLDER / "tiny.gguf").read_bytes())
    data[4:8] = struct.pack("<I", 2)
    (FOLDER / "tiny-v2.gguf").write_bytes(data)
    return expected


def safetensors_file():
    generator = torch.Generator().manual_seed(20240602)
    tensors = {
        "plain": torch.randn(3, 5, generator=generator),
        "half": torch.randn(2, 3, 2, generator=generator).half(),
        "brain": torch.randn(4, generator=generator).bfloat16(),
        "single": torch.tensor(1.5),
        "empty": torch.zeros(0, 4),
        "integers": torch.arange(3),
    }
    save_file(tensors, FOLDER / "tiny.safetensors", metadata={"format": "pt", "note": "naïve 🙂"})
    kinds = {torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16", torch.int64: "I64"}
    return {
        name: {"shape": list(tensor.shape), "type": kinds[tensor.dtype], "values": [float(value) for value in tensor.flatten()]}
        for name, tensor in tensors.items()
    }


def llama(tied):
    torch.manual_seed(20240603)
    return LlamaForCausalLM(
        LlamaConfig(
            vocab_size=12, hidden_size=8, intermediate_size=16, num_hidden_layers=2, num_attention_heads=2,
            num_key_value_heads=1, max_position_embeddings=32, tie_word_embeddings=tied, bos_token_id=0, eos_token_id=1))


def checkpoints():
    """One model as a single file and as shards."""
    model = llama(True)
    for name, size in (("checkpoint", "1GB"), ("checkpoint-sharded", "2KB")):
        shutil.rmtree(FOLDER / name, ignore_errors=True)
        model.save_pretrained(FOLDER / name, max_shard_size=size)
    return {name: float(tensor.double().sum()) for name, tensor in model.state_dict().items() if name != "lm_head.weight"}


def adapters():
    """What PEFT writes for a tied and an untied base with two new tokens."""
    expected = {}
    for name, tied in (("adapter-tied", True), ("adapter-untied", False)):
        model = llama(tied)
        model.resize_token_embeddings(14, mean_resizing=False)
        indices = [12, 13] if tied else {"embed_tokens": [12, 13], "lm_head": [12, 13]}
        adapter = get_peft_model(
            model, LoraConfig(r=2, lora_alpha=6, use_rslora=not tied, target_modules=["q_proj", "down_proj"], trainable_token_indices=indices))
        state = {}
        generator = torch.Generator().manual_seed(20240604)
        for parameter_name, parameter in adapter.named_parameters():
            if parameter.requires_grad:
                parameter.data = torch.randn(parameter.shape, generator=generator)
                state[parameter_name.replace(".default", "")] = [float(value) for value in parameter.flatten()]
        shutil.rmtree(FOLDER / name, ignore_errors=True)
        adapter.save_pretrained(FOLDER / name)
        (FOLDER / name / "README.md").unlink()
        expected[name] = state
    return expected


if __name__ == "__main__":
    values = {"gguf": gguf_file(), "safetensors": safetensors_file(), "checkpoint": checkpoints(), "adapters": adapters()}
    (FOLDER / "expected.json").write_text(json.dumps(values, indent=1, ensure_ascii=False) + "\n")
