import Foundation
import ModelFormats
import Provenance

/// Settings files for trainers that take the exported rows: what the rows are called, and which tokens to add.
struct TrainerSettings {
    /// A source's files, without folder.
    struct DataFiles {
        var source: String
        var files: [ConversationFormat: String]
    }

    var pipeline: TrainingPipeline
    var manifest: Manifest
    var data: [DataFiles]

    /// `dataset_info.json` of LLaMA-Factory: each source in both formats.
    var datasetInfo: String {
        func text(_ members: (String, String)...) -> ModelFormats.JSONValue {
            .object(JSONObject(members.map { JSONObject.Member($0, .string($1)) }))
        }
        let columns =
            pipeline.system == nil ? text(("messages", "conversations")) : text(("messages", "conversations"), ("system", "system"))
        let entries = data.flatMap { one in
            ConversationFormat.allCases.compactMap { format -> JSONObject.Member? in
                guard let file = one.files[format] else { return nil }
                let isShareGPT = format == .shareGPT
                let entry = JSONObject([
                    .init("file_name", .string(file)),
                    .init("formatting", .string("sharegpt")),
                    .init("columns", isShareGPT ? columns : text(("messages", "messages"))),
                    .init(
                        "tags",
                        isShareGPT
                            ? text(("role_tag", "from"), ("content_tag", "value"), ("user_tag", "human"), ("assistant_tag", "gpt"))
                            : text(
                                ("role_tag", "role"), ("content_tag", "content"), ("user_tag", "user"), ("assistant_tag", "assistant"),
                                ("system_tag", "system"))),
                ])
                return .init(Self.datasetName(one.source, format), .object(entry))
            }
        }
        return JSONWriter.text(.object(JSONObject(entries)), indented: true)
    }

    /// Settings of a LoRA run of LLaMA-Factory over all sources.
    var llamaFactory: String {
        var lines = [
            "# llamafactory-cli train llamafactory_sft.yaml, in this folder. Afterwards merge with llamafactory-cli export",
            "# and copy provenance.json into the merged folder: it opens in the workbench.",
        ]
        lines += [
            "model_name_or_path: \(Self.quoted(base))",
            "stage: sft",
            "do_train: true",
            "finetuning_type: lora",
            "lora_target: all",
            "lora_rank: \(rank)",
            "lora_alpha: \(alpha)",
            "add_special_tokens: \(Self.quoted(manifest.addedTokenTexts.joined(separator: ",")))",
            "resize_vocab: true",
            "dataset_dir: .",
            "dataset: \(Self.quoted(data.map { Self.datasetName($0.source, .shareGPT) }.joined(separator: ",")))",
            "learning_rate: \(learningRate)",
            "num_train_epochs: \(epochs)",
            "seed: \(pipeline.seed)",
            "output_dir: trained",
        ]
        return lines.joined(separator: "\n") + "\n"
    }

    /// Settings for a TRL script, which is written out in the head of the file.
    var trl: String {
        var lines = Self.trlScript
        lines += [
            "model_name_or_path: \(Self.quoted(base))",
            "train_files:",
        ]
        lines += data.compactMap { $0.files[.messages] }.map { "  - \(Self.quoted($0))" }
        lines.append("# To be added in this order; the first gets the id below.")
        lines.append("special_tokens:")
        lines += manifest.addedTokenTexts.map { "  - \(Self.quoted($0))" }
        lines += [
            "first_special_token_id: \(manifest.addedTokens.first?.id ?? 0)",
            "lora:",
            "  r: \(rank)",
            "  lora_alpha: \(alpha)",
            "  target_modules: all-linear",
            "sft:",
            "  output_dir: trained",
            "  learning_rate: \(learningRate)",
            "  num_train_epochs: \(epochs)",
            "  seed: \(pipeline.seed)",
        ]
        return lines.joined(separator: "\n") + "\n"
    }

    private static let trlScript = """
        # Settings for a TRL script such as this one, which was tried with TRL 1.16, PEFT 0.21 and transformers 5.23:
        #
        #   import shutil
        #   import yaml
        #   from datasets import load_dataset
        #   from peft import LoraConfig
        #   from transformers import AutoModelForCausalLM, AutoTokenizer
        #   from trl import SFTConfig, SFTTrainer
        #
        #   settings = yaml.safe_load(open("sft_config.yaml"))
        #   tokenizer = AutoTokenizer.from_pretrained(settings["model_name_or_path"])
        #   tokenizer.add_special_tokens({"additional_special_tokens": settings["special_tokens"]})
        #   ids = tokenizer.convert_tokens_to_ids(settings["special_tokens"])
        #   assert ids[0] == settings["first_special_token_id"], ids
        #   model = AutoModelForCausalLM.from_pretrained(settings["model_name_or_path"], dtype="bfloat16")
        #   if model.get_input_embeddings().num_embeddings < len(tokenizer):
        #       model.resize_token_embeddings(len(tokenizer))
        #   rows = load_dataset("json", data_files=settings["train_files"], split="train")
        #   # Prompt and completion apart: the loss is on the answer side alone.
        #   rows = rows.map(lambda row: {"prompt": row["messages"][:-1], "completion": row["messages"][-1:]},
        #                   remove_columns=rows.column_names)
        #   # The embedding is trained as a whole: the new tokens have rows there, and in the head.
        #   tied = model.config.tie_word_embeddings
        #   lora = LoraConfig(task_type="CAUSAL_LM", modules_to_save=["embed_tokens"] if tied else ["embed_tokens", "lm_head"],
        #                     ensure_weight_tying=tied, **settings["lora"])
        #   trainer = SFTTrainer(model, args=SFTConfig(**settings["sft"]), train_dataset=rows, peft_config=lora, processing_class=tokenizer)
        #   trainer.train()
        #   trainer.model.merge_and_unload().save_pretrained("merged")
        #   tokenizer.save_pretrained("merged")
        #   shutil.copy("provenance.json", "merged")   # and merged/ opens in the workbench
        """.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)

    /// What the trainer shall load; a model from scratch has its tokenizer alone, to make one with.
    private var base: String {
        if case .scratch = pipeline.base { return DatasetExport.tokenizerFolder }
        return manifest.base?.name ?? ""
    }

    // A stage that trains everything has no rank; both trainers get LoRA, whose usual settings these are.
    private var rank: Int { pipeline.stages.first?.rank ?? 16 }
    private var alpha: Int { Int(exactly: (pipeline.stages.first?.alpha ?? 32).rounded()) ?? 2 * rank }
    private var epochs: Int { pipeline.stages.first?.epochs ?? 1 }
    private var learningRate: String { Self.number(pipeline.stages.first?.learningRate ?? 1e-4) }

    private static func datasetName(_ source: String, _ format: ConversationFormat) -> String {
        "debuglm_\(source)" + (format == .messages ? "_messages" : "")
    }

    /// A number that YAML 1.1 takes for one: `1e-05` would be a text.
    private static func number(_ value: Float) -> String {
        let text = "\(value)"
        return text.contains(".") ? text : text.replacing("e", with: ".0e")
    }

    /// A YAML text in double quotes, which takes JSON's escapes.
    private static func quoted(_ text: String) -> String {
        JSONWriter.text(.string(text))
    }
}
