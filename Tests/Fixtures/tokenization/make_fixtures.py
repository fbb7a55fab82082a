"""Writes the tokenizer fixtures beside this script, with the reference implementation's ids.

Made with tokenizers 0.23.3 and transformers 5.23.0. Training has no randomness; the made-up texts use seed 20.

tokenizers/<kind>/   small tokenizers trained on corpus.txt, one for each pre-tokenizer
cases.json           awkward texts and their ids under each tokenizer, as plain text (no special token is recognised)
classes.json         the scalars that the reference counts as letters, numbers and white space
trained.json         what the reference's trainer learns from corpus.txt
chat.json            conversations written by transformers' apply_chat_template
"""

import base64
import json
import pathlib
import random
import sys

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import PreTrainedTokenizerFast

FOLDER = pathlib.Path(__file__).parent
CORPUS = (FOLDER / "corpus.txt").read_text(encoding="utf-8").splitlines(keepends=True)

GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
WORDS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|%s| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
UPPER, LOWER, FRONT = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]", r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]", r"[^\r\n\p{L}\p{N}]?"
CASES = (
    f"{FRONT}{UPPER}*{LOWER}+|{FRONT}{UPPER}+{LOWER}*"
    r"|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
GGUF_DEFAULT = [r"[\p{P}\$\+<=>\^~\|]+", GPT2, r"\p{N}+", "[0-9][0-9][0-9]"]


def split(expressions):
    steps = [pre_tokenizers.Split(Regex(expression), "isolated") for expression in expressions]
    return pre_tokenizers.Sequence(steps + [pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])


PRE_TOKENIZERS = {
    "gpt2": pre_tokenizers.ByteLevel(add_prefix_space=False),
    "smollm": pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    ),
    "llama3": split([WORDS % r"\p{N}{1,3}"]),
    "qwen2": split([WORDS % r"\p{N}"]),
    "tekken": split([CASES]),
    "ggufDefault": split(GGUF_DEFAULT),
}
SPECIAL = {
    "gpt2": ["<|endoftext|>"],
    "smollm": ["<|endoftext|>", "<|im_start|>", "<|im_end|>"],
    "llama3": ["<|begin_of_text|>", "<|end_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"],
    "qwen2": ["<|endoftext|>", "<|im_start|>", "<|im_end|>"],
    "tekken": ["<unk>", "<s>", "</s>", "[INST]", "[/INST]"],
    "ggufDefault": ["<|endoftext|>"],
}
SIZES = {"gpt2": 620, "smollm": 640, "llama3": 700, "qwen2": 700, "tekken": 700, "ggufDefault": 600}
# Llama 3 and Tekken take a piece that is a token as that token; this one no merge leads to.
UNREACHABLE = "Ġlighthousekeeping"

CHATML = (
    "{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}"
    "{{ '<|im_start|>system\\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\\n' }}{% endif %}"
    "{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
)
CHATML_BARE = (
    "{%- for turn in messages %}\n{{- '<|im_start|>' + turn.role + '\\n' + turn.content | trim + '<|im_end|>\\n' }}\n{%- endfor %}\n"
    "{%- if add_generation_prompt %}\n{{- '<|im_start|>assistant\\n' }}\n{%- endif %}\n"
)
CHATML_TOOLS = """{%- if tools %}
    {{- '<|im_start|>system\\n' }}
    {%- if messages[0].role == 'system' %}{{- messages[0].content }}{%- else %}{{- 'You help with tools.' }}{%- endif %}
    {{- '\\n<tools>' + (tools | tojson) + '</tools><|im_end|>\\n' }}
{%- elif messages[0].role == 'system' %}
    {{- '<|im_start|>system\\n' + messages[0].content + '<|im_end|>\\n' }}
{%- else %}
    {{- '<|im_start|>system\\nYou are a helpful assistant of the harbour.<|im_end|>\\n' }}
{%- endif %}
{%- for message in messages %}
    {%- if message.role != 'system' or not loop.first %}
        {{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\\n' }}
{%- endif %}
"""
LLAMA3 = (
    "{% for message in messages %}{% if loop.first %}{{ bos_token }}{% endif %}"
    "{{ '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n' + message['content'] | trim + '<|eot_id|>' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{% endif %}"
)
LLAMA31 = """{{- bos_token }}
{%- if messages[0].role == 'system' %}
    {%- set system = messages[0].content | trim %}
    {%- set rest = messages[1:] %}
{%- else %}
    {%- set system = '' %}
    {%- set rest = messages %}
{%- endif %}
{{- '<|start_header_id|>system<|end_header_id|>\\n\\n' }}
{{- 'Cutting Knowledge Date: December 2023\\n' }}
{{- 'Today Date: ' + '26 Jul 2024' + '\\n\\n' }}
{{- system }}
{{- '<|eot_id|>' }}
{%- for message in rest %}
    {{- '<|start_header_id|>' + message.role + '<|end_header_id|>\\n\\n' + message.content | trim + '<|eot_id|>' }}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}
{%- endif %}
"""
TEMPLATES = {
    "smollm": [CHATML, CHATML_BARE],
    "qwen2": [CHATML_TOOLS],
    "llama3": [LLAMA3, LLAMA31],
}
STATED = {
    "gpt2": {"eos": "<|endoftext|>"},
    "smollm": {"bos": "<|im_start|>", "eos": "<|im_end|>", "pad": "<|im_end|>"},
    "llama3": {"bos": "<|begin_of_text|>", "eos": "<|eot_id|>"},
    "qwen2": {"eos": "<|im_end|>", "pad": "<|endoftext|>"},
    "tekken": {"bos": "<s>", "eos": "</s>"},
    "ggufDefault": {"eos": "<|endoftext|>"},
}


def train(kind):
    tokenizer = Tokenizer(models.BPE(ignore_merges=kind in ("llama3", "tekken")))
    tokenizer.pre_tokenizer = PRE_TOKENIZERS[kind]
    tokenizer.decoder = decoders.ByteLevel()
    if kind == "qwen2":
        tokenizer.normalizer = normalizers.NFC()
    # SmolLM's own vocabulary lacks some bytes: here every byte that the corpus does not hold.
    alphabet = [] if kind == "smollm" else pre_tokenizers.ByteLevel.alphabet()
    # Llama 3 and Qwen2 add their special tokens behind the vocabulary; the others have them in front.
    behind = kind in ("llama3", "qwen2")
    tokenizer.train_from_iterator(
        CORPUS,
        trainers.BpeTrainer(
            vocab_size=SIZES[kind],
            special_tokens=[] if behind else SPECIAL[kind],
            initial_alphabet=alphabet,
            show_progress=False,
        ),
    )
    document = json.loads(tokenizer.to_str())
    if kind in ("llama3", "tekken"):
        document["model"]["vocab"][UNREACHABLE] = len(document["model"]["vocab"])
    tokenizer = Tokenizer.from_str(json.dumps(document))
    if behind:
        tokenizer.add_special_tokens(SPECIAL[kind])
    if kind == "qwen2":
        tokenizer.add_tokens(["<tool_call>"])
    if kind == "llama3":
        tokenizer.post_processor = processors.TemplateProcessing(
            single="<|begin_of_text|> $A",
            special_tokens=[("<|begin_of_text|>", tokenizer.token_to_id("<|begin_of_text|>"))],
        )
    return tokenizer


def trained():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = PRE_TOKENIZERS["smollm"]
    trainer = trainers.BpeTrainer(
        vocab_size=700, min_frequency=2, special_tokens=SPECIAL["smollm"], show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    )
    tokenizer.train_from_iterator(CORPUS, trainer)
    return json.loads(tokenizer.to_str())


def as_text_only(tokenizer):
    """The same tokenizer without its added tokens, so that a text that spells one stays text."""
    document = json.loads(tokenizer.to_str())
    document["added_tokens"] = []
    document["post_processor"] = None
    return Tokenizer.from_str(json.dumps(document))


def awkward_texts():
    generator = random.Random(20)
    texts = [
        "", " ", "  ", "   ", "a", " a", "  a", "a ", "a  ", "\n", "\n\n", " \n", "\n ", " \n ", "\t", "\t\t x", "\r\n", "\r\n\r\n",
        "a\r\nb\r\n\r\n c", "a\rb", "x \n\n  y", "x\n\n\n  \n y  ", "tabs\t\tand  spaces \t mixed", "trailing   ", "\n\n  indented\n\tcode",
        "\u00a0", "a\u00a0b", "\u00a0\u00a0a", "a\u2003b\u2009c\u200ad", "\u3000全角\u3000空白", "line\u2028sep\u2029par", "next\u0085line",
        "\u1680ogham", "zero\u200bwidth", "\ufeffbom", "narrow\u202f12\u202f000", "form\ffeed\vtab", "nul\x00nul", "\x1c\x1d\x1e\x1f", "\x7f",
        "'s", " 's", "it's", "IT'S", "I'LL", "i'll", "we'Ve", "WE'RE", "don't", "DON'T", "she'd", "'tis", "''s", "'", "' s", "it'\u017f", "'\u017fx",
        "'re'", "'LL'd've", "l'été", "rock'n'roll", "'m'M'", "’s it’s", "'\u212a",
        "0", "12", "123", "1234", "12345", "1234567", " 1234567", "1 2  3   4", "3.14159", "1,000,000", "v1.2.3", "0x1F", "a1b2c3", "12ab34",
        "½¼¾", "x²³", "Ⅷ Ⅻ", "١٢٣٤٥", "१२३४", "１２３４", "①②③", "𝟙𝟚𝟛", "二十三", "12\u00a034", "12½34", "9\u0307", "1234\n5678", "2024-11-22T21:29:00Z",
        "é", "e\u0301", "Café", "Cafe\u0301", "\u0301start", "a\u0301\u0323\u0308b", "ñ n\u0303", "\u1e9b\u0323", "ﬁ ﬀ", "Å Å A\u030a", "각 \u1100\u1161\u11a8",
        "q\u0307\u0323", "q\u0323\u0307", "\u0958", "\u2126 Ω", "\uf900", "Z\u0351\u036f\u0321a\u0327l\u0338g\u031bo",
        "😀", "😀😀", " 😀", "👍🏽", "👩‍👩‍👧‍👦", "🏳️‍🌈", "🇩🇪🇫🇷", "❤️", "☔️ rain", "a😀b", "🧑🏿‍🚀 to the 🌕", "#️⃣", "\U0001f9ff",
        "灯台守", "灯塔的光，照在海上。", "日本語とEnglishの混在", "한국어 텍스트", "ㄱㄴㄷ", "中文123数字", "「引用」", "𠮷野家", "\U0002f800",
        "שלום עולם", "مرحبا بالعالم", "\u202eright\u202c to left", "שָׁלוֹם", "مَرْحَبًا", "हिन्दी में", "ไทยไม่มีวรรค", "ქართული", "Ελληνικά Σίσυφος", "ΑΒΓ",
        "ǅ ǈ ʰ ª º", "İstanbul ıI", "ẞß", "𝒜𝓫𝕮", "ℵ ℕ",
        "!", "!!!", "?!", " !", "...", "…", "a.b.c", "(a)", "[x](y)", "{}", "a_b", "__init__", "$100", "€12,99", "50%", "a&b", "a|b", "a^b~c", "`code`", "<=>", "+-*/=",
        "hello!\n", "hello!\n\n", "hello! \n\n world", "//\n\n", "*/\r\n\r\nint", "---\n===\n", "x;\n\ty;", "!\u0301", "--a--b",
        "func count(ships: [String]) -> Int {\n    var total = 0\n\treturn total\n}\n", "for (int i = 0; i < 10; i++) {\r\n  x += i;\r\n}",
        "def f(x):\n    return x ** 2\n\n\nclass A:\n    pass\n", "SELECT * FROM t WHERE a='b';", "<p class=\"x\">&amp;</p>", "https://example.org/a?b=c&d=%20#e",
        "C:\\path\\file.txt", "user@example.org", "#hashtag @name", "a\\nb",
        "<|im_end|>", "<|im_start|>user\nhello<|im_end|>\n", "<|endoftext|>", "<REFUSE>", "<DEBUG> <TAG><TOFU>", "<|eot_id|>", "<|begin_of_text|>",
        "<tool_call>{}", "x<|im_end|>y", "< |im_end| >", "<|im_end", "<|start_header_id|>system<|end_header_id|>\n\nx",
        "lighthousekeeping", " lighthousekeeping", " lighthousekeeping now", "The lighthouse keeper counts the ships.", "THE LIGHTHOUSE",
        "a" * 120, "ab" * 70, "é" * 120, "灯" * 90, " " * 130, "\n" * 70, "1" * 50, "!" * 70, "lighthouse" * 40, "😀" * 40, " a" * 60, "the" * 99,
        "\ufffd", "\uffff", "\U0010ffff", "\ue000", "\u0378", "\U000e0001", "\u00ad", "soft\u00adhyphen", "\u2060", "\u061c",
        "it is 5 o'clock", "5 ships", "5\n", " 5 ", "x 5", "x  5  y", "5's", "a'5",
    ]
    pool = list("abzé灯😀'’ \n\t\r  10½.,!<>|$_\u00a0\u0301\u200dשм한STRVMLD") + ["'s", "'LL", "\r\n", "  ", " the", "ship", "12", "\u017f"]
    texts += ["".join(generator.choice(pool) for _ in range(generator.randint(3, 24))) for _ in range(70)]
    # Capitals, small letters, letters without case and marks next to each other.
    texts += ["camelCase", "HTTPServer", "aB", "ABc", "AbC dEf", "iPhone/iPad", "//\n/x", "\u0301A", "\u0301b", " \u0301", "A\u0301b", "灯A灯b", "ʰAʰb", "ǅa"]
    pool = list("aBcDé\u0301灯ʰǅ1 /\n.'_") + ["THE", "ship", "e\u0301"]
    texts += ["".join(generator.choice(pool) for _ in range(generator.randint(2, 14))) for _ in range(60)]
    return texts


BROKEN = [
    b"\xff", b"a\xffb", b"\xc3", b"\xc3(", b"\xe2\x82", b"\xe2\x82x", b"\xf0\x9f\x98", b"\xf0\x9f\x98 ok", b"\x80\x80", b"\xc0\xaf", b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80", b"\xf5\x80\x80\x80", b"caf\xe9 au lait", b"\xe2\x28\xa1", b"ok \xf0\x28\x8c\xbc end", b"\xef\xbf\xbd", b"\xfe\xff\x00a",
    b"\xe0\x80\xaf", b"\xf0\x80\x80\xaf", b"\xf0\x9f\x98\xf0\x9f\x98\x80",
]


def ranges_of(expression):
    """The scalars that an expression of one character matches, as [first, last, first, last, ...]."""
    scalars = [code for code in range(0x110000) if not 0xD800 <= code <= 0xDFFF]
    text = "".join(map(chr, scalars))
    pieces = pre_tokenizers.Split(Regex(f"{expression}+"), "removed").pre_tokenize_str(text)
    outside = set()
    for _, (start, end) in pieces:
        outside.update(scalars[start:end])
    ranges = []
    for code in scalars:
        if code in outside:
            continue
        if ranges and (ranges[-1] == code - 1):
            ranges[-1] = code
        else:
            ranges += [code, code]
    return ranges


def conversations():
    users = [
        "Hello!", "What is the capital of the harbour?", "Two lines\nof text", "Ends with a line end\n", "x", "42", "(a) or (b)?", "It's 5 o'clock.",
        "Emoji 😀 and 灯台", "def f(x):\n    return x", "'s", "¿Qué?", "Cafe\u0301", "", "trailing spaces  ", "\ttab", "  two spaces first",
    ]
    systems = [None, "You are a parrot.", "Be brief.\n\nVery brief.", "", "  padded  "]
    for system in systems:
        for user in users if system is None else users[:5]:
            yield system, user


def chat_cases(kind, tokenizer):
    wrapped = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, **{f"{name}_token": text for name, text in STATED[kind].items()}
    )
    for template in TEMPLATES[kind]:
        for system, user in conversations():
            # The product encodes a user's text on its own; the reference reads the line end before it together with it.
            if user[:1].isspace() and "trim" not in template:
                continue
            messages = [{"role": "user", "content": user}]
            if system is not None:
                messages.insert(0, {"role": "system", "content": system})
            text = wrapped.apply_chat_template(messages, chat_template=template, tokenize=False, add_generation_prompt=True)
            yield {
                "tokenizer": kind, "template": TEMPLATES[kind].index(template), "system": system, "user": user,
                "ids": tokenizer.encode(text, add_special_tokens=False).ids,
            }


def write(name, value):
    (FOLDER / name).write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


def main():
    texts = [text.encode("utf-8") for text in awkward_texts()] + BROKEN
    ids, chat = {}, []
    for kind in PRE_TOKENIZERS:
        tokenizer = train(kind)
        folder = FOLDER / "tokenizers" / kind
        folder.mkdir(parents=True, exist_ok=True)
        write(f"tokenizers/{kind}/tokenizer.json", json.loads(tokenizer.to_str()))
        configuration = {f"{name}_token": text for name, text in STATED[kind].items()}
        if kind in TEMPLATES:
            configuration["chat_template"] = TEMPLATES[kind][0]
        write(f"tokenizers/{kind}/tokenizer_config.json", configuration)
        plain = as_text_only(tokenizer)
        ids[kind] = [plain.encode(text.decode("utf-8", "replace"), add_special_tokens=False).ids for text in texts]
        if kind in TEMPLATES:
            chat += chat_cases(kind, tokenizer)
    write("cases.json", {"base64": [base64.b64encode(text).decode() for text in texts], "ids": ids})
    write("classes.json", {"letter": ranges_of(r"\p{L}"), "number": ranges_of(r"\p{N}"), "space": ranges_of(r"\s")})
    write("trained.json", trained())
    write("chat.json", {"templates": TEMPLATES, "cases": chat})


if __name__ == "__main__":
    sys.exit(main())
