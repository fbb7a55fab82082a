extension InferenceSession {
    /// Thrown where the work in hand was not wanted any more. Sequences that it was about to extend hold positions that were never
    /// computed: release them.
    public struct Interrupted: Error {
        public init() {}
    }

    /// Runs work that may be given up in the middle of a step or a prompt: `goesOn` is asked before each layer. Whoever waits for the
    /// machine waits for one layer, however long the prompt and however many rows.
    ///
    /// - Throws: `Interrupted`, or what the work throws.
    public func interruptible<Result>(_ goesOn: () -> Bool, _ work: () throws -> Result) throws -> Result {
        try withoutActuallyEscaping(goesOn) { goesOn in
            self.goesOn = goesOn
            defer { self.goesOn = nil }
            return try work()
        }
    }
}
