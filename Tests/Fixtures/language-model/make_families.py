"""Writes the fixtures of Llama's relatives: tiny random checkpoints and the logits transformers computes for them.

Written with the versions that make_fixtures.py names. Run in this folder: python make_families.py

    mistral/    a window of 24 positions, as Mistral 7B v0.1 had one of 4,096      (Hugging Face folder)
    qwen2/      biases on queries, keys and values, tied embeddings                (Hugging Face folder)
    qwen3/      norms of each head's queries and keys, heads wider than the hidden size's share, own output head
    mistral.gguf, qwen2.gguf, qwen3.gguf        the same weights; Qwen's query and key rows are not permuted
    families.safetensors        <case>.tokens [n] and <case>.logits [n, vocabulary]
"""

import gguf
import numpy as np
import transformers
from safetensors.numpy import save_file

from make_fixtures import HERE, logits, make_model, make_tokenizer, random_tokens, write_folder, write_gguf

ROPE = {"rope_type": "default", "rope_theta": 1000.0}


def main():
    transformers.utils.logging.set_verbosity_error()
    bpe, fast = make_tokenizer()
    shared = dict(hidden_size=32, intermediate_size=48, max_position_embeddings=256, rope_parameters=ROPE)
    models = {
        "mistral": (gguf.MODEL_ARCH.LLAMA, make_model(
            4, transformers.MistralForCausalLM, head_dim=8, sliding_window=24, tie_word_embeddings=False, **shared)),
        "qwen2": (gguf.MODEL_ARCH.QWEN2, make_model(
            5, transformers.Qwen2ForCausalLM, tie_word_embeddings=True, **shared)),
        "qwen3": (gguf.MODEL_ARCH.QWEN3, make_model(
            6, transformers.Qwen3ForCausalLM, head_dim=16, tie_word_embeddings=False, **shared)),
    }
    expected = {}
    for number, (name, (architecture, model)) in enumerate(models.items()):
        write_folder(HERE / name, model, fast)
        write_gguf(HERE / f"{name}.gguf", model, bpe, architecture)
        tokens = random_tokens(21 + number, 24)
        expected[f"{name}.tokens"] = np.array(tokens, dtype=np.float32)
        expected[f"{name}.logits"] = logits(model, tokens)
    save_file(expected, HERE / "families.safetensors")


if __name__ == "__main__":
    main()
