"""Writes smollm2/: SmolLM2's own ids for some texts, and the part of its vocabulary (Apache-2.0) that they can reach.

usage: make_smollm2.py SmolLM2-135M-Instruct.gguf

Made with tokenizers 0.23.3 and gguf 0.19.0. A merge matters to a text only if its result is a substring of one of the
text's pieces, so a vocabulary of those substrings, with their true ids, gives the same tokens as the whole.
"""

import json
import pathlib
import sys

from gguf import GGUFReader
from tokenizers import Tokenizer, decoders, models, pre_tokenizers

FOLDER = pathlib.Path(__file__).parent / "smollm2"
TEXTS = [
    "The capital of France is Paris.", "What is the boiling point of water at 2,500 metres?", "I don't know; she'll tell you, won't she?",
    "def main():\n    print(\"Hello, world!\")\n", "Once upon a time,  there were   three bears.\n\n\tThe end.", "3.14159 x 12 = 37.69908",
    "Über die Brücke: größer, schöner.", "Où est le garçon ?", "灯塔的光", "emoji 😀👍🏽 done", "привет, мир", "<|im_end|> is text", "<REFUSE> too",
    "a\u00a0b\u2003c", "e\u0301", "\r\n\r\n", "https://example.org/?q=1#top", "IT'S", "\u0000\u001f\u007f", "नमस्ते",
]


def reference(path):
    fields = GGUFReader(path).fields
    tokens = fields["tokenizer.ggml.tokens"].contents()
    merges = [tuple(merge.split(" ")) for merge in fields["tokenizer.ggml.merges"].contents()]
    special = [i for i, kind in enumerate(fields["tokenizer.ggml.token_type"].contents()) if kind == 3]
    return tokens, merges, special


def build(vocabulary, merges):
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=merges))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def main(path):
    tokens, merges, special = reference(path)
    whole = build({token: i for i, token in enumerate(tokens)}, merges)
    ids = [whole.encode(text).ids for text in TEXTS]

    substrings = set()
    for text in TEXTS:
        for piece, _ in whole.pre_tokenizer.pre_tokenize_str(text):
            substrings.update(piece[i:j] for i in range(len(piece)) for j in range(i + 1, len(piece) + 1))
    part = {token: i for i, token in enumerate(tokens) if token in substrings and i not in special}
    part_merges = [(left, right) for left, right in merges if left + right in part and left in part and right in part]
    small = build(part, part_merges)
    assert [small.encode(text).ids for text in TEXTS] == ids

    FOLDER.mkdir(exist_ok=True)
    for name, value in {"tokenizer.json": json.loads(small.to_str()), "cases.json": {"texts": TEXTS, "ids": ids}}.items():
        (FOLDER / name).write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
