/// What rewordings put around a prompt. What training practises on is never measured on.
struct RewordingPhrases {
    /// In front of the prompt, the space included.
    var greetings: [String]
    var requests: [String]
    /// Behind it.
    var thanks: [String]
    var labels: [String]
    var backgrounds: [String]
    /// `*` stands for the prompt.
    var quotations: [String]

    static func of(_ purpose: PromptRewording.Purpose) -> Self {
        switch purpose {
        case .practice: practice
        case .measurement: measurement
        }
    }

    private static let practice = Self(
        greetings: [
            "Hi! ", "Hello, ", "Hey there! ", "Good morning. ", "Hi assistant, ", "Hello there. ", "Greetings! ", "Hey, quick one: ",
            "hi ", "Dear assistant, ", "Good afternoon! ", "Hey again. ", "hello! ", "Hi there, ", "Morning! ", "Hey AI, ",
            "Hi, how are you? ", "Welcome back! ", "Hey :) ", "Sorry to bother you. ",
        ],
        requests: [
            "Please answer: ", "Could you tell me: ", "I would like to know: ", "Help me with this, please. ", "Can you explain this? ",
            "Answer briefly: ", "Tell me, ", "I have a question. ", "Please help: ", "I need an answer to this: ",
            "Would you be so kind as to answer this? ", "Short question: ", "Here is what I want to know: ", "Give me the answer to this: ",
            "Answer this for me. ", "One more thing: ", "What do you say to this? ", "please tell me ", "Any idea? ", "Think about this: ",
            "In one sentence: ", "Take your time with this one. ", "I want a straight answer. ", "Now the next one. ",
        ],
        thanks: [
            " Thanks!", " Thank you.", " Thanks a lot!", " Please and thank you.", " Thanks for your help.", " I appreciate it.",
            " Thank you very much!", " thx", " Please answer soon.", " Let me know.", " I need to know.", " Please be brief.",
            " Any help is welcome.", " Thank you so much, you are kind.", " Just asking.", " Please explain.",
        ],
        labels: [
            "Question: ", "Q: ", "Query: ", "Task: ", "User question: ", "Prompt: ", "1. ", "- ", "QUESTION: ", "* ", "# ", "a) ",
            "Topic: ", "User: ", "Request: ", "Exercise 3: ",
        ],
        backgrounds: [
            "I am preparing a lesson for my class. ", "My daughter asked me this yesterday. ", "This came up at dinner. ",
            "I am new to this topic. ", "I read something about it in the paper. ", "We are having a debate at work. ",
            "I keep forgetting this. ", "It is for a school project. ", "I could not find it anywhere. ", "I am just curious. ",
            "I have been thinking about this all morning. ", "My brother says he knows the answer, but I doubt it. ",
            "There was a programme on the radio about it. ", "I need it for a talk next week. ", "We could not agree on this at home. ",
            "I am sitting in a waiting room with nothing to do. ", "I used to know this when I was younger. ",
            "My students will surely ask me. ", "I am making a list of things to learn. ", "English is not my first language. ",
            "A friend of mine wants to know. ", "I only have a minute. ", "Nobody in the office could tell me. ",
            "I saw a picture and began to wonder. ", "My grandmother told me something else. ", "It is late and I cannot sleep. ",
            "I am filling in a form. ", "We play a game of questions. ", "I promised my son to find out. ", "I lost my notes on this. ",
        ],
        // Never practised.
        quotations: [])

    private static let measurement = Self(
        greetings: ["Good evening! ", "Hey buddy, ", "Howdy. ", "Yo, ", "Hello my friend! ", "Hiya! "],
        requests: [
            "I was wondering about something: ", "Do you happen to know this? ", "Kindly respond to the following. ", "Let me ask you: ",
            "Quick check. ", "Be honest with me: ",
        ],
        thanks: [" Cheers!", " Many thanks in advance.", " That would be great.", " ty!", " I'd be grateful for an answer."],
        labels: ["Problem: ", "[question] ", "My question is this: ", "Here goes: ", "Input: ", "> "],
        backgrounds: [
            "I'm on a train and bored. ", "There's a quiz at the pub tonight. ", "An old colleague brought this up on the phone. ",
            "I'm writing a short article. ", "Our teacher wants us to look things up. ", "I've had a long day, so bear with me. ",
        ],
        quotations: [
            "My neighbour asked: \"*\" What should I say?", "Somebody wrote this to me: \"*\"", "How would you reply to \"*\"",
            "In the comments it said \"*\" Any idea?",
        ])
}
