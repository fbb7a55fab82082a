"""Reads what our writers wrote (`written/`) with the reference packages and compares every value.

Run by hand after `FORMATS_RECORD=1 swift test --filter WriterTests`; the Swift tests then hold the writers to these bytes.
Last passed with Python 3.11, gguf 0.19.0, safetensors 0.8.0, torch 2.13.0, transformers 5.23.0, peft 0.21.2.
"""

import struct
from pathlib import Path

import gguf
import numpy as np
import torch
from peft import PeftModel
from safetensors import safe_open

from make_formats import FOLDER, llama

WRITTEN = Path(FOLDER) / "written"
VALUES = np.arange(64, dtype=np.float32) * np.float32(0.375) - 11


def check_gguf():
    reader = gguf.GGUFReader(WRITTEN / "all.gguf")

    def value(key):
        return reader.fields[key].contents()

    assert reader.alignment == 64
    assert value("general.architecture") == "llama"
    assert (value("test.int8"), value("test.uint16"), value("test.int64"), value("test.uint64")) == (-5, 65000, -(1 << 60), 1 << 63)
    assert (value("test.float32"), value("test.float64"), value("test.bool")) == (0.25, 1e-300, True)
    assert value("test.tokens") == ["<s>", "é", ""]
    assert value("test.types") == [3, 1, -1]
    assert value("test.scores") == [0, -1.5]
    assert "test.nested" in reader.fields
    tensors = {tensor.name: tensor for tensor in reader.tensors}
    assert all(tensor.data_offset % 64 == 0 for tensor in tensors.values())
    np.testing.assert_array_equal(tensors["plain"].data, VALUES[:15].reshape(3, 5))
    np.testing.assert_array_equal(tensors["half"].data, VALUES[:16].reshape(2, 8).astype(np.float16))
    brain = gguf.quants.dequantize(tensors["brain"].data, gguf.GGMLQuantizationType.BF16)
    np.testing.assert_array_equal(brain.flatten(), torch.tensor(VALUES[:4]).bfloat16().float().numpy())
    source = {tensor.name: tensor for tensor in gguf.GGUFReader(Path(FOLDER) / "tiny.gguf").tensors}
    np.testing.assert_array_equal(tensors["blocks"].data, source["blocks"].data)


def check_safetensors():
    path = WRITTEN / "all.safetensors"
    (length,) = struct.unpack("<Q", path.read_bytes()[:8])
    assert length % 8 == 0
    with safe_open(path, "pt") as file:
        assert file.metadata() == {"format": "pt", "note": "naïve \x07"}
        tensors = {name: file.get_tensor(name) for name in file.keys()}
    values = torch.tensor(VALUES)
    assert torch.equal(tensors["plain"], values[:15].reshape(3, 5))
    assert torch.equal(tensors['half "é"\n'], values[:6].reshape(2, 3).half())
    assert torch.equal(tensors["brain"], values[:4].bfloat16())
    assert torch.equal(tensors["single"], torch.tensor(1.5))
    assert tensors["empty"].shape == (0, 4)


def check_adapter(name, tied):
    model = llama(tied)
    model.resize_token_embeddings(14, mean_resizing=False)
    base = {key: value.clone() for key, value in model.state_dict().items()}
    peft = PeftModel.from_pretrained(model, WRITTEN / name)
    state = dict(peft.named_parameters())
    values = torch.tensor(VALUES)
    for layer in range(2):
        for module, inputs, outputs in (("self_attn.q_proj", 8, 8), ("mlp.down_proj", 16, 8)):
            stem = f"base_model.model.model.layers.{layer}.{module}"
            a = (torch.arange(2 * inputs) + layer).float().reshape(2, inputs) * 0.25
            b = (torch.arange(2 * outputs) - layer).float().reshape(outputs, 2) * -0.5
            assert torch.equal(state[f"{stem}.lora_A.default.weight"], a)
            assert torch.equal(state[f"{stem}.lora_B.default.weight"], b)
    scale = 6 / 2 if tied else 6 / 2**0.5
    a = torch.arange(16).float().reshape(2, 8) * 0.25
    b = torch.arange(16).float().reshape(8, 2) * -0.5
    merged = peft.merge_and_unload().state_dict()
    key = "model.layers.0.self_attn.q_proj.weight"
    torch.testing.assert_close(merged[key], base[key] + scale * b @ a)
    rows = values[:16].reshape(2, 8)
    assert torch.equal(merged["model.embed_tokens.weight"][12:], rows)
    assert torch.equal(merged["lm_head.weight"][12:], rows if tied else -rows)
    assert torch.equal(merged["model.embed_tokens.weight"][:12], base["model.embed_tokens.weight"][:12])


if __name__ == "__main__":
    check_gguf()
    check_safetensors()
    check_adapter("adapter-tied", True)
    check_adapter("adapter-untied", False)
    print("all written files read back equal")
