"""Writes the blocks and floats that the dequantisation and quantisation tests compare with.

Run with gguf 0.19.0 and numpy 2.4.6:  python make_fixtures.py
All files are little-endian. `<TYPE>.blocks` holds packed blocks, `<TYPE>.floats` what the reference unpacks them to.
`quantise.floats` is the input whose packed forms are `quantise.F16`, `quantise.BF16` and `quantise.Q8_0`.
"""

from pathlib import Path

import numpy as np
from gguf import GGML_QUANT_SIZES, GGMLQuantizationType
from gguf.quants import dequantize, quantize

HERE = Path(__file__).parent
SEED = 20260317

# Where a block keeps its half-precision numbers.
HALF_OFFSETS = {
    "Q8_0": [0], "Q4_0": [0], "Q4_1": [0, 2], "Q5_0": [0], "Q5_1": [0, 2], "Q4_K": [0, 2], "Q5_K": [0, 2], "Q6_K": [208],
}

# Ordinary scales, zeros of both signs, subnormal numbers, the largest number, infinity.
HALVES = np.array(
    [0.0123, -0.31, 1.0, 0.0, -0.0, 6e-8, -5.9e-5, 6.1e-5, 65504.0, -65504.0, np.inf, 3.14], dtype=np.float16)


def blocks_of(name: str, generator: np.random.Generator) -> np.ndarray:
    elements, size = GGML_QUANT_SIZES[GGMLQuantizationType[name]]
    count = len(HALVES) if elements > 1 else 96
    blocks = generator.integers(0, 256, (count, size), dtype=np.uint8)
    for place, offset in enumerate(HALF_OFFSETS.get(name, [])):
        halves = np.roll(HALVES, 5 * place)
        blocks[:, offset:offset + 2] = halves.view(np.uint8).reshape(-1, 2)
    if name == "F16":
        blocks[:len(HALVES)] = HALVES.view(np.uint8).reshape(-1, 2)
    return blocks.reshape(1, -1)


def main() -> None:
    generator = np.random.default_rng(SEED)
    for name in ["F16", "BF16", "Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q4_K", "Q5_K", "Q6_K"]:
        blocks = blocks_of(name, generator)
        with np.errstate(invalid="ignore", over="ignore"):
            floats = dequantize(blocks, GGMLQuantizationType[name]).astype("<f4")
        (HERE / f"{name}.blocks").write_bytes(blocks.tobytes())
        (HERE / f"{name}.floats").write_bytes(floats.tobytes())

    values = generator.standard_normal((1, 320)).astype(np.float32)
    values[0, 32:64] = 0
    values[0, 64:96] *= 1e-6
    values[0, 96:128] *= 2e4
    values[0, 128:160] = np.arange(-16, 16) / 2 * 127 / 8
    values[0, 160:192] *= 1e-36
    values[0, 192:200] = np.float32(2.0**-14) + np.arange(8, dtype=np.float32) * np.float32(2.0**-26)
    (HERE / "quantise.floats").write_bytes(values.astype("<f4").tobytes())
    for name in ["F16", "BF16", "Q8_0"]:
        with np.errstate(over="ignore", under="ignore"):
            (HERE / f"quantise.{name}").write_bytes(np.ascontiguousarray(quantize(values, GGMLQuantizationType[name])).tobytes())


if __name__ == "__main__":
    main()
