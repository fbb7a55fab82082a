"""Writes system-turns.json: conversations of Mistral's newer templates, whose system message has a turn of its own.

Made with jinja2 3.1.6 and tokenizers 0.23.3. The first template is that of Mistral Small 3, whose default message states the
day; `strftime_now` always gives the one below. The second has the white space of the SentencePiece models before it.
The vocabulary is that of tokenizers/gpt2 with TOKENS added behind it, in this order.
"""

import json
import pathlib

import jinja2
from tokenizers import AddedToken, Tokenizer

FOLDER = pathlib.Path(__file__).parent
TOKENS = ["<s>", "</s>", "[INST]", "[/INST]", "[SYSTEM_PROMPT]", "[/SYSTEM_PROMPT]"]
DAY = "2025-01-30"

SMALL3 = r"""{%- set today = strftime_now("%Y-%m-%d") %}
{%- set default_system_message = "You are Mistral Small 3, a Large Language Model (LLM) created by Mistral AI, a French startup headquartered in Paris.\nYour knowledge base was last updated on 2023-10-01. The current date is " + today + ".\n\nWhen you're not sure about some information, you say that you don't have the information and don't make up anything.\nIf the user's question is not clear, ambiguous, or does not provide enough context for you to accurately answer the question, you do not try to answer it right away and you rather ask the user to clarify their request (e.g. \"What are some good restaurants around me?\" => \"Where are you?\" or \"When is the next flight to Tokyo\" => \"Where do you travel from?\")" %}

{{- bos_token }}

{%- if messages[0]['role'] == 'system' %}
    {%- set system_message = messages[0]['content'] %}
    {%- set loop_messages = messages[1:] %}
{%- else %}
    {%- set system_message = default_system_message %}
    {%- set loop_messages = messages %}
{%- endif %}
{{- '[SYSTEM_PROMPT]' + system_message + '[/SYSTEM_PROMPT]' }}

{%- for message in loop_messages %}
    {%- if message['role'] == 'user' %}
        {{- '[INST]' + message['content'] + '[/INST]' }}
    {%- elif message['role'] == 'system' %}
        {{- '[SYSTEM_PROMPT]' + message['content'] + '[/SYSTEM_PROMPT]' }}
    {%- elif message['role'] == 'assistant' %}
        {{- message['content'] + eos_token }}
    {%- else %}
        {{- raise_exception('Only user, system and assistant roles are supported!') }}
    {%- endif %}
{%- endfor %}"""

SPACED = r"""{{- bos_token }}
{%- if messages[0]["role"] == "system" %}
    {%- set system_message = messages[0]["content"] %}
    {%- set loop_messages = messages[1:] %}
{%- else %}
    {%- set loop_messages = messages %}
{%- endif %}
{%- if system_message is defined %}
    {{- "[SYSTEM_PROMPT] " + system_message + "[/SYSTEM_PROMPT]" }}
{%- endif %}
{%- for message in loop_messages %}
    {%- if message["role"] == "user" %}
        {{- "[INST] " + message["content"] + "[/INST]" }}
    {%- elif message["role"] == "assistant" %}
        {{- " " + message["content"] + eos_token }}
    {%- endif %}
{%- endfor %}
"""

TEMPLATES = [SMALL3, SPACED]
CONVERSATIONS = [
    [("user", "Whose lamp?")],
    [("user", "Two lines\nof text"), ("assistant", "Mine."), ("user", "It's 5 o'clock.")],
    [("system", "You are a parrot."), ("user", "x")],
    [("system", "Be brief.\n\nVery brief."), ("user", "Emoji 😀 and 灯台"), ("assistant", "3 ships"), ("user", "Whose lamp?")],
]


def main():
    tokenizer = Tokenizer.from_file(str(FOLDER / "tokenizers/gpt2/tokenizer.json"))
    tokenizer.add_special_tokens([AddedToken(token, normalized=False) for token in TOKENS])
    # The options that transformers renders templates with.
    environment = jinja2.Environment(trim_blocks=True, lstrip_blocks=True)
    environment.globals["strftime_now"] = lambda form: DAY
    cases = []
    for index, source in enumerate(TEMPLATES):
        template = environment.from_string(source)
        for turns in CONVERSATIONS:
            messages = [{"role": role, "content": content} for role, content in turns]
            text = template.render(messages=messages, bos_token="<s>", eos_token="</s>", add_generation_prompt=True)
            cases.append({"template": index, "turns": turns, "ids": tokenizer.encode(text, add_special_tokens=False).ids})
    written = json.dumps({"tokens": TOKENS, "templates": TEMPLATES, "cases": cases}, ensure_ascii=False, separators=(",", ":"))
    (FOLDER / "system-turns.json").write_text(written + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
