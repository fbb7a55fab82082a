extension TrainingPipeline.ReinforcementSettings {
    /// Keys of a stage that no other kind of stage has.
    static let keys = [
        "prompts_per_step", "group_size", "max_tokens", "temperature", "debug_share", "clip_ratio", "kl_weight", "iterations", "reward",
    ]

    /// Reads them from a stage's section.
    init(_ section: YAMLSection) throws {
        self.init()
        promptsPerStep = try section.integer("prompts_per_step", atLeast: 1, atMost: 4_096) ?? promptsPerStep
        groupSize = try section.integer("group_size", atLeast: 2, atMost: 1_024) ?? groupSize
        maximumTokens = try section.integer("max_tokens", atLeast: 1) ?? maximumTokens
        temperature = Float(try section.number("temperature") ?? Double(temperature))
        guard temperature > 0 else { throw section.problem("temperature", "is 0: all answers of a group would be the same") }
        debugShare = try section.number("debug_share") ?? debugShare
        guard debugShare <= 1 else { throw section.problem("debug_share", "is \(debugShare), more than 1") }
        clip = try section.number("clip_ratio") ?? clip
        divergenceWeight = try section.number("kl_weight") ?? divergenceWeight
        iterations = try section.integer("iterations", atLeast: 1) ?? iterations
        guard let values = try section.section("reward") else { return }
        try values.allow(["alpha", "beta", "gamma"])
        reward.alpha = try values.number("alpha") ?? reward.alpha
        reward.beta = try values.number("beta") ?? reward.beta
        reward.gamma = try values.number("gamma") ?? reward.gamma
    }
}
