"""Writes the language-model fixtures: tiny random Llama checkpoints and the logits transformers computes for them.

Written with torch 2.13.0, transformers 5.23.0, peft 0.21.2, tokenizers 0.23.3, safetensors 0.8.0, gguf 0.19.0, numpy 2.4.6.
Run in this folder: python make_fixtures.py

Weights are rounded to half precision before anything is computed, so files may hold F16 and the logits are still those of
an F32 forward pass over exactly the stored numbers. Norm weights are random too: a forgotten norm must show.

    tied/            grouped heads, tied embeddings, no rope scaling        (Hugging Face folder)
    untied/          own head dimension, own output head, llama3 rope      (Hugging Face folder)
    tied.gguf, untied.gguf      the same weights; query and key rows permuted as converters for llama.cpp do it
    adapter/         PEFT LoRA on all linear layers of tied/, with four added tokens
    expected.safetensors        <case>.tokens [n] and <case>.logits [n, vocabulary]
"""

import json
import pathlib
import shutil

import gguf
import numpy as np
import peft
import tokenizers
import torch
import transformers
from safetensors.numpy import save_file

HERE = pathlib.Path(__file__).parent
VOCABULARY = 300
SPECIALS = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
ADDED = ["<DEBUG>", "<TAG>", "<REFUSE>", "<LORE>"]
CHATML = (
    "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)
TEXT = ["the cat sat on the mat and the dog sat on the log", "a tiny tokenizer for a tiny model, trained on two lines"]


def make_tokenizer():
    bpe = tokenizers.Tokenizer(tokenizers.models.BPE())
    bpe.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = tokenizers.decoders.ByteLevel()
    trainer = tokenizers.trainers.BpeTrainer(
        vocab_size=VOCABULARY, special_tokens=SPECIALS, show_progress=False,
        initial_alphabet=tokenizers.pre_tokenizers.ByteLevel.alphabet())
    bpe.train_from_iterator(TEXT, trainer)
    assert bpe.get_vocab_size() == VOCABULARY, bpe.get_vocab_size()
    fast = transformers.PreTrainedTokenizerFast(
        tokenizer_object=bpe, bos_token=SPECIALS[0], eos_token=SPECIALS[2], pad_token=SPECIALS[2])
    fast.chat_template = CHATML
    return bpe, fast


def make_model(seed, family=transformers.LlamaForCausalLM, hidden_size=64, **settings):
    torch.manual_seed(seed)
    config = family.config_class(
        vocab_size=VOCABULARY, hidden_size=hidden_size, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
        rms_norm_eps=1e-5, bos_token_id=0, eos_token_id=2, pad_token_id=2, **settings)
    model = family(config).eval()
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "norm" in name:
                parameter.copy_(1 + 0.3 * torch.randn_like(parameter))
            else:
                parameter.copy_(0.2 * torch.randn_like(parameter))
            parameter.copy_(parameter.half().float())
    return model


def logits(model, tokens):
    with torch.no_grad():
        return model(torch.tensor([tokens])).logits[0].float().numpy()


def random_tokens(seed, count, limit=VOCABULARY):
    return np.random.default_rng(seed).integers(0, limit, count).tolist()


def permuted(weight, heads):
    """Rows as llama.cpp wants them: the two rotary halves of each head interleaved."""
    return weight.reshape(heads, 2, weight.shape[0] // heads // 2, *weight.shape[1:]).swapaxes(1, 2).reshape(weight.shape)


def write_gguf(path, model, bpe, architecture=gguf.MODEL_ARCH.LLAMA):
    config = model.config
    family = gguf.MODEL_ARCH_NAMES[architecture]
    head_dim = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    writer = gguf.GGUFWriter(path, family)
    writer.add_name(f"tiny random {family}")
    writer.add_block_count(config.num_hidden_layers)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_rope_freq_base(config.rope_parameters["rope_theta"])
    writer.add_rope_dimension_count(head_dim)
    writer.add_key_length(head_dim)
    writer.add_value_length(head_dim)
    writer.add_vocab_size(config.vocab_size)
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_F16)
    vocabulary = sorted(bpe.get_vocab().items(), key=lambda pair: pair[1])
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list([text for text, _ in vocabulary])
    writer.add_token_types(
        [gguf.TokenType.CONTROL if text in SPECIALS else gguf.TokenType.NORMAL for text, _ in vocabulary])
    merges = json.loads(bpe.to_str())["model"]["merges"]
    writer.add_token_merges([" ".join(pair) for pair in merges])
    writer.add_bos_token_id(0)
    writer.add_eos_token_id(2)
    writer.add_chat_template(CHATML)
    names = gguf.get_tensor_name_map(architecture, config.num_hidden_layers)
    if config.rope_parameters["rope_type"] == "llama3":
        plain = 1.0 / config.rope_parameters["rope_theta"] ** (np.arange(0, head_dim, 2) / head_dim)
        scaled = model.model.rotary_emb.inv_freq.numpy()
        writer.add_tensor("rope_freqs.weight", (plain / scaled).astype(np.float32))
    for name, parameter in model.state_dict().items():
        if name == "lm_head.weight" and config.tie_word_embeddings:
            continue
        array = parameter.numpy()
        if architecture == gguf.MODEL_ARCH.LLAMA and name.endswith("q_proj.weight"):
            array = permuted(array, config.num_attention_heads)
        elif architecture == gguf.MODEL_ARCH.LLAMA and name.endswith("k_proj.weight"):
            array = permuted(array, config.num_key_value_heads)
        array = array.astype(np.float32 if array.ndim == 1 else np.float16)
        writer.add_tensor(names.get_name(name, try_suffixes=(".weight", ".bias")), np.ascontiguousarray(array))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def write_folder(path, model, fast):
    shutil.rmtree(path, ignore_errors=True)
    half = type(model)(model.config)
    half.load_state_dict(model.state_dict())
    half.half().save_pretrained(path)
    fast.save_pretrained(path)
    (path / "generation_config.json").unlink(missing_ok=True)


def main():
    transformers.utils.logging.set_verbosity_error()
    bpe, fast = make_tokenizer()
    expected = {}

    def record(case, model, tokens):
        expected[f"{case}.tokens"] = np.array(tokens, dtype=np.float32)  # a type our reader of tensors knows
        expected[f"{case}.logits"] = logits(model, tokens)

    tied = make_model(
        1, intermediate_size=96, tie_word_embeddings=True, max_position_embeddings=256,
        rope_parameters={"rope_type": "default", "rope_theta": 10000.0})
    write_folder(HERE / "tied", tied, fast)
    write_gguf(HERE / "tied.gguf", tied, bpe)
    tokens = random_tokens(11, 24)
    record("tied", tied, tokens)

    untied = make_model(
        2, intermediate_size=64, head_dim=32, tie_word_embeddings=False, max_position_embeddings=256,
        rope_parameters={
            "rope_type": "llama3", "rope_theta": 500.0, "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
            "original_max_position_embeddings": 64})
    write_folder(HERE / "untied", untied, fast)
    write_gguf(HERE / "untied.gguf", untied, bpe)
    record("untied", untied, random_tokens(12, 80))

    linear = transformers.LlamaForCausalLM(transformers.LlamaConfig(**{
        **tied.config.to_dict(), "rope_parameters": {"rope_type": "linear", "rope_theta": 10000.0, "factor": 4.0}})).eval()
    linear.load_state_dict(tied.state_dict())
    record("linear", linear, tokens[:16])

    torch.manual_seed(3)
    tied.resize_token_embeddings(VOCABULARY + len(ADDED), mean_resizing=False)
    adapted = peft.get_peft_model(tied, peft.LoraConfig(
        r=4, lora_alpha=8, lora_dropout=0.0, task_type="CAUSAL_LM",
        target_modules=["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"],
        trainable_token_indices=list(range(VOCABULARY, VOCABULARY + len(ADDED))))).eval()
    with torch.no_grad():
        for name, parameter in adapted.named_parameters():
            if "lora_" in name or "trainable_tokens" in name:
                parameter.copy_(0.2 * torch.randn_like(parameter))
    shutil.rmtree(HERE / "adapter", ignore_errors=True)
    adapted.peft_config["default"].base_model_name_or_path = "tied"
    adapted.save_pretrained(HERE / "adapter", save_embedding_layers=False)
    (HERE / "adapter" / "README.md").unlink(missing_ok=True)
    settings = json.loads((HERE / "adapter" / "adapter_config.json").read_text())
    settings["target_modules"].sort()  # a set, written in any order
    (HERE / "adapter" / "adapter_config.json").write_text(json.dumps(settings, indent=2) + "\n")
    (HERE / "adapter" / "added_tokens.json").write_text(
        json.dumps({text: VOCABULARY + index for index, text in enumerate(ADDED)}, indent=2) + "\n")
    record("adapter", adapted, [VOCABULARY, *random_tokens(13, 14), VOCABULARY + 1, VOCABULARY + 3, 7])

    save_file(expected, HERE / "expected.safetensors")


if __name__ == "__main__":
    main()
