"""Writes sentencepiece/: small SentencePiece vocabularies, as files hold them, and the reference readers' ids.

Made with sentencepiece 0.2.3, tokenizers 0.23.3 and transformers 5.24.0. Training has no randomness.

pieces.json               the trained pieces with scores and types, as a GGUF file carries them
<kind>/tokenizer.json     the same vocabulary in the forms that model families use:
  llama                   a mark put in front by the normalizer (Llama 2, TinyLlama)
  metaspace               a mark put in front of the first word by the pre-tokenizer (newer Mistral files)
  words                   every word cut apart and joined on its own; no byte pieces
  gemma                   no mark in front; runs of line ends are tokens of their own
cases.json                awkward texts, their ids as plain text (no special token is recognised) and what these decode to
chat.json                 conversations written by transformers' apply_chat_template
"""

import io
import json
import pathlib
import sys

import sentencepiece
from sentencepiece import sentencepiece_model_pb2
from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import PreTrainedTokenizerFast

FOLDER = pathlib.Path(__file__).parent
CORPUS = (FOLDER / "corpus.txt").read_text(encoding="utf-8").splitlines()
MARK = "\u2581"
NORMAL, UNKNOWN, CONTROL, USER, BYTE = 1, 2, 3, 4, 6
TURNS = ["<start_of_turn>", "<end_of_turn>"]
WHOLES = ["\n" * count for count in range(1, 5)] + ["<table>"]


def trained():
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(CORPUS), model_writer=model, model_type="bpe", vocab_size=760, character_coverage=0.98,
        byte_fallback=True, split_digits=True, normalization_rule_name="identity", remove_extra_whitespaces=False,
        allow_whitespace_only_pieces=True, minloglevel=2,
    )
    proto = sentencepiece_model_pb2.ModelProto()
    proto.ParseFromString(model.getvalue())
    return proto


def merges(pieces):
    """Every pair that spells a piece, by falling score, then by the ids of its halves."""
    pairs = []
    for piece, (_, score) in pieces.items():
        splits = [(piece[:cut], piece[cut:]) for cut in range(1, len(piece))]
        splits = [pair for pair in splits if pair[0] in pieces and pair[1] in pieces]
        splits.sort(key=lambda pair: (pieces[pair[0]][0], pieces[pair[1]][0]))
        pairs += [(score, pair) for pair in splits]
    pairs.sort(key=lambda entry: entry[0], reverse=True)
    return [pair for _, pair in pairs]


def build(kind, proto):
    pieces = {piece.piece: (i, piece.score) for i, piece in enumerate(proto.pieces) if piece.type == NORMAL}
    vocabulary = {piece.piece: i for i, piece in enumerate(proto.pieces) if kind != "words" or piece.type != BYTE}
    if kind == "gemma":
        vocabulary |= {text: len(vocabulary) + i for i, text in enumerate(TURNS + WHOLES)}
    tokenizer = Tokenizer(models.BPE(
        vocab=vocabulary, merges=merges(pieces), unk_token="<unk>", fuse_unk=True, byte_fallback=kind != "words"))
    bytes_and_marks = [decoders.Replace(MARK, " "), decoders.ByteFallback(), decoders.Fuse()]
    tokenizer.decoder = decoders.Sequence(bytes_and_marks + ([] if kind == "gemma" else [decoders.Strip(" ", 1, 0)]))
    if kind == "llama":
        tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend(MARK), normalizers.Replace(" ", MARK)])
    if kind == "metaspace":
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement=MARK, prepend_scheme="first", split=False)
    if kind == "words":
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement=MARK, prepend_scheme="always", split=True)
        tokenizer.decoder = decoders.Metaspace(replacement=MARK, prepend_scheme="always", split=True)
    if kind == "gemma":
        tokenizer.normalizer = normalizers.Replace(" ", MARK)
        tokenizer.pre_tokenizer = pre_tokenizers.Split(" ", "merged_with_previous")
    tokenizer.add_special_tokens([AddedToken(text, normalized=False, special=True) for text in ["<unk>", "<s>", "</s>"]])
    if kind == "gemma":
        tokenizer.add_special_tokens([AddedToken(text, normalized=False, special=True) for text in TURNS])
        tokenizer.add_tokens([AddedToken(text, normalized=False) for text in WHOLES])
    if kind == "metaspace":
        tokenizer.add_special_tokens([AddedToken(text, normalized=False, special=True) for text in ["[INST]", "[/INST]"]])
    if kind != "words":
        tokenizer.post_processor = processors.TemplateProcessing(
            single="<s> $A", special_tokens=[("<s>", tokenizer.token_to_id("<s>"))])
    return tokenizer


def as_text_only(tokenizer):
    """The same tokenizer, for which a text that spells a special token stays text; white space that was added is text anyway."""
    document = json.loads(tokenizer.to_str())
    document["added_tokens"] = [token for token in document["added_tokens"] if token["content"].isspace()]
    document["post_processor"] = None
    return Tokenizer.from_str(json.dumps(document))


def awkward_texts():
    return [
        "", " ", "  ", "   ", "a", " a", "  a", "a ", "a  ", "a  b", " a  b   c ", "\n", "\n\n", "\n\n\n\n\n\n", " \n", "\n ", " \n ", "\t", "\t\t x",
        "\r\n", "a\r\nb", "x \n\n  y", "x\n\n\n  \n y  ", "tabs\t\tand  spaces \t mixed", "trailing   ", "\n\n  indented\n\tcode",
        "The lighthouse keeper counts the ships.", "THE LIGHTHOUSE", "lighthousekeeping", " the the  the", "it's 5 o'clock", "don't", "3.14159", "1234567",
        "2024-11-22T21:29:00Z", "\u00a0", "a\u00a0b", "a\u2003b", "\u3000全角\u3000空白", "zero\u200bwidth", "\ufeffbom", "nul\x00nul", "\x7f",
        "\u2581", "a\u2581b", "\u2581\u2581a", " \u2581 a", "a \u2581", "é", "e\u0301", "Café", "Cafe\u0301", "\u0301start", "a\u0301\u0323\u0308b", "ﬁ ﬀ",
        "Å Å A\u030a", "각 \u1100\u1161\u11a8", "😀", "😀😀", " 😀", "👍🏽", "👩‍👩‍👧‍👦", "🏳️‍🌈", "a😀b", "🧑🏿‍🚀 to the 🌕", "灯台守", "灯塔的光，照在海上。",
        "日本語とEnglishの混在", "한국어 텍스트", "𠮷野家", "שלום עולם", "مرحبا بالعالم", "हिन्दी में", "ไทยไม่มีวรรค", "Ελληνικά", "İstanbul ıI", "ẞß",
        "!", "!!!", "...", "…", "(a)", "[x](y)", "a_b", "__init__", "$100", "€12,99", "<=>", "hello!\n", "hello! \n\n world",
        "func count(ships: [String]) -> Int {\n    var total = 0\n\treturn total\n}\n", "https://example.org/a?b=c&d=%20#e", "C:\\path\\file.txt",
        "<s>", "</s>", "<s>the ships</s>", " <s>", "<unk>", "[INST] ships [/INST]", "[INST]", "[/INST]", "x[INST]y", "<<SYS>>\nobey\n<</SYS>>",
        "<start_of_turn>user\nhello<end_of_turn>\n", "<table>", "<|user|>\nhello</s>\n", "<0x41>", "<0x0A>", "<0xE2><0x98><0x83>", "<REFUSE>", "<DEBUG> <TAG>",
        "a" * 90, "ab" * 50, "é" * 40, "灯" * 30, " " * 50, "\n" * 30, "the" * 40, "lighthouse" * 12, "😀" * 12, " a" * 30,
        "\ufffd", "\uffff", "\U0010ffff", "\ue000", "soft\u00adhyphen", "5 ships", " 5 ", "x  5  y", "5's",
    ]


LLAMA2 = (
    "{% if messages[0]['role'] == 'system' %}{% set loop_messages = messages[1:] %}{% set system_message = messages[0]['content'] %}"
    "{% else %}{% set loop_messages = messages %}{% set system_message = false %}{% endif %}{% for message in loop_messages %}"
    "{% if loop.index0 == 0 and system_message != false %}"
    "{% set content = '<<SYS>>\\n' + system_message + '\\n<</SYS>>\\n\\n' + message['content'] %}"
    "{% else %}{% set content = message['content'] %}{% endif %}{% if message['role'] == 'user' %}"
    "{{ bos_token + '[INST] ' + content.strip() + ' [/INST]' }}{% elif message['role'] == 'assistant' %}"
    "{{ ' ' + content.strip() + ' ' + eos_token }}{% endif %}{% endfor %}"
)
MISTRAL = (
    "{{ bos_token }}{% for message in messages %}{% if message['role'] == 'user' %}{{ '[INST] ' + message['content'] + ' [/INST]' }}"
    "{% elif message['role'] == 'assistant' %}{{ message['content'] + eos_token }}{% endif %}{% endfor %}"
)
MISTRAL_CONTROL = """{%- if messages[0]["role"] == "system" %}
    {%- set system_message = messages[0]["content"] %}
    {%- set turns = messages[1:] %}
{%- else %}
    {%- set turns = messages %}
{%- endif %}
{{- bos_token }}
{%- for message in turns %}
    {%- if message["role"] == "user" %}
        {%- if loop.first and system_message is defined %}
            {{- "[INST] " + system_message + "\\n\\n" + message["content"] + "[/INST]" }}
        {%- else %}
            {{- "[INST] " + message["content"] + "[/INST]" }}
        {%- endif %}
    {%- elif message["role"] == "assistant" %}
        {{- " " + message["content"]|trim + eos_token }}
    {%- endif %}
{%- endfor %}
"""
ZEPHYR = """{% for message in messages %}
{% if message['role'] == 'user' %}
{{ '<|user|>\\n' + message['content'] + eos_token }}
{% elif message['role'] == 'system' %}
{{ '<|system|>\\n' + message['content'] + eos_token }}
{% elif message['role'] == 'assistant' %}
{{ '<|assistant|>\\n' + message['content'] + eos_token }}
{% endif %}
{% if loop.last and add_generation_prompt %}
{{ '<|assistant|>' }}
{% endif %}
{% endfor %}"""
GEMMA = (
    "{{ bos_token }}{% for message in messages %}{% if message['role'] == 'assistant' %}{% set role = 'model' %}{% else %}"
    "{% set role = message['role'] %}{% endif %}"
    "{{ '<start_of_turn>' + role + '\\n' + message['content'] | trim + '<end_of_turn>\\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<start_of_turn>model\\n' }}{% endif %}"
)
GEMMA3 = """{{ bos_token }}
{%- if messages[0]['role'] == 'system' -%}
    {%- set first_user_prefix = messages[0]['content'] + '\n\n' -%}
    {%- set turns = messages[1:] -%}
{%- else -%}
    {%- set first_user_prefix = '' -%}
    {%- set turns = messages -%}
{%- endif -%}
{%- for message in turns -%}
    {%- if message['role'] == 'assistant' -%}{%- set role = 'model' -%}{%- else -%}{%- set role = message['role'] -%}{%- endif -%}
    {{ '<start_of_turn>' + role + '\n' + (first_user_prefix if loop.first else '') }}
    {{- message['content'] | trim }}
    {{- '<end_of_turn>\n' }}
{%- endfor -%}
{%- if add_generation_prompt -%}
    {{- '<start_of_turn>model\n' }}
{%- endif -%}
"""
TEMPLATES = {"llama": [LLAMA2, MISTRAL, ZEPHYR], "metaspace": [MISTRAL_CONTROL, ZEPHYR], "gemma": [GEMMA, GEMMA3]}
WITH_SYSTEM = [LLAMA2, MISTRAL_CONTROL, ZEPHYR, GEMMA3]
USERS = ["Hello!", "Two lines\nof text", "x", "It's 5 o'clock.", "Emoji 😀 and 灯台", "def f(x):\n    return x", "¿Qué?", "<table> the"]
ANSWERS = ["Mine.", "The lighthouse, of course.", "3 ships"]


def conversations(template):
    for user in USERS:
        yield [("user", user)]
    yield [("user", USERS[0]), ("assistant", ANSWERS[0]), ("user", USERS[1])]
    yield [("user", USERS[1]), ("assistant", ANSWERS[1]), ("user", USERS[2]), ("assistant", ANSWERS[2]), ("user", USERS[0])]
    if template in WITH_SYSTEM:
        yield [("system", "You are a parrot."), ("user", USERS[0])]
        yield [("system", "Be brief.\n\nVery brief."), ("user", USERS[3]), ("assistant", ANSWERS[0]), ("user", USERS[1])]


def chat_cases(kind, tokenizer):
    wrapped = PreTrainedTokenizerFast(tokenizer_object=tokenizer, bos_token="<s>", eos_token="</s>")
    # What is added without being special stays text here.
    document = json.loads(tokenizer.to_str())
    document["added_tokens"] = [token for token in document["added_tokens"] if token["special"] or token["content"].isspace()]
    reader = Tokenizer.from_str(json.dumps(document))
    for index, template in enumerate(TEMPLATES[kind]):
        for turns in conversations(template):
            messages = [{"role": role, "content": content} for role, content in turns]
            text = wrapped.apply_chat_template(messages, chat_template=template, tokenize=False, add_generation_prompt=True)
            yield {"tokenizer": kind, "template": index, "turns": turns, "ids": reader.encode(text, add_special_tokens=False).ids}


def write(name, value):
    path = FOLDER / "sentencepiece" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


def main():
    proto = trained()
    write("pieces.json", {"pieces": [[piece.piece, piece.score, piece.type] for piece in proto.pieces]})
    texts = awkward_texts()
    reader = sentencepiece.SentencePieceProcessor(model_proto=proto.SerializeToString())
    ids = {"gguf": [reader.encode(text) for text in texts]}
    decoded = {"gguf": [reader.decode(row) for row in ids["gguf"]]}
    chat = []
    for kind in ["llama", "metaspace", "words", "gemma"]:
        tokenizer = build(kind, proto)
        write(f"{kind}/tokenizer.json", json.loads(tokenizer.to_str()))
        write(f"{kind}/tokenizer_config.json", {"bos_token": "<s>", "eos_token": "</s>"})
        plain = as_text_only(tokenizer)
        ids[kind] = [plain.encode(text, add_special_tokens=False).ids for text in texts]
        decoded[kind] = [plain.decode(row, skip_special_tokens=False) for row in ids[kind]]
        if kind in TEMPLATES:
            chat += chat_cases(kind, tokenizer)
    # Most texts come back as they were.
    decoded = {kind: {str(i): text for i, text in enumerate(rows) if text != texts[i]} for kind, rows in decoded.items()}
    write("cases.json", {"texts": texts, "ids": ids, "decoded": decoded})
    write("chat.json", {"templates": TEMPLATES, "cases": chat})


if __name__ == "__main__":
    sys.exit(main())
