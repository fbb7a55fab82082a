"""Times llama.cpp through llama-cpp-python, to stand beside `debuglm bench`.

The same GGUF file, the same number of threads, the same jobs: prefill 512 tokens, decode 128 after 64, and the same 128 with provenance read
the obvious way: after every token evaluate `<TAG>`, look at its logits, and roll the cache back by one position. Tokens are those of the
benchmark, not sampled ones, so that nothing but the model is timed. Prints one JSON object: tokens a second (medians) and the version.

    python3 llama_cpp.py MODEL.gguf [--threads 2] [--runs 5] [--prompt 512] [--answer 128]

`--decode-only` leaves out prefill and provenance, for tables over many files; `--no-repack` keeps weights as they are stored, which also
keeps llama.cpp from its AMX kernels (built by GCC 12 these end in an illegal instruction, because the stores of the tile configuration are
taken for dead; a memory barrier before `_tile_loadconfig` in `ggml-cpu/amx/mmq.cpp` mends it). Needs llama-cpp-python; run with 0.3.36.
"""

import argparse
import ctypes
import json
import statistics
import sys
import time

parser = argparse.ArgumentParser()
parser.add_argument("model")
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--runs", type=int, default=5)
parser.add_argument("--prompt", type=int, default=512)
parser.add_argument("--answer", type=int, default=128)
parser.add_argument("--decode-only", action="store_true")
parser.add_argument("--no-repack", action="store_true")
options = parser.parse_args()

# This file has the package's name: what stands beside it must not be found first.
sys.path = sys.path[1:]
import llama_cpp

quiet = llama_cpp.llama_log_callback(lambda level, text, data: None)
llama_cpp.llama_log_set(quiet, ctypes.c_void_p(0))
llama_cpp.llama_backend_init()
loading = llama_cpp.llama_model_default_params()
loading.use_extra_bufts = not options.no_repack
model = llama_cpp.llama_model_load_from_file(options.model.encode(), loading)
settings = llama_cpp.llama_context_default_params()
settings.n_ctx = 1024
settings.n_batch = settings.n_ubatch = max(512, options.prompt)
settings.n_threads = settings.n_threads_batch = options.threads
context = llama_cpp.llama_init_from_model(model, settings)
memory = llama_cpp.llama_get_memory(context)
vocabulary = llama_cpp.llama_vocab_n_tokens(llama_cpp.llama_model_get_vocab(model))
probe = 7919 * 7 % vocabulary


def tokens(first, count):
    return [(index * 7919 + 13) % vocabulary for index in range(first, first + count)]


def evaluate(ids):
    """Runs the ids at the end of the sequence and returns the logits after the last one."""
    array = (llama_cpp.llama_token * len(ids))(*ids)
    if llama_cpp.llama_decode(context, llama_cpp.llama_batch_get_one(array, len(ids))) != 0:
        raise SystemExit("llama_decode failed")
    return llama_cpp.llama_get_logits_ith(context, -1)


def rate(count, job, before):
    """The median of some runs, in tokens a second; what stands before is not timed."""
    rates = []
    for _ in range(options.runs):
        llama_cpp.llama_memory_clear(memory, True)
        if before:
            evaluate(tokens(0, before))
        start = time.perf_counter()
        job()
        rates.append(count / (time.perf_counter() - start))
    return round(statistics.median(rates), 1)


def decode():
    for token in tokens(64, options.answer):
        evaluate([token])


def decode_with_probes():
    for place, token in enumerate(tokens(64, options.answer)):
        evaluate([token])
        logits = evaluate([probe])
        sum(logits[tag] for tag in range(1, 6))
        llama_cpp.llama_memory_seq_rm(memory, 0, 64 + place + 1, -1)


result = {"decode_tok_s": rate(options.answer, decode, 64)}
if not options.decode_only:
    result["prefill_tok_s"] = rate(options.prompt, lambda: evaluate(tokens(0, options.prompt)), 0)
    result["decode_probed_tok_s"] = rate(options.answer, decode_with_probes, 64)
result["llama_cpp_python"] = llama_cpp.__version__
print(json.dumps(result))
