import ArgumentParser

/// Reads an option's value, or says what it takes.
func parsed<Value>(
    _ problem: String,
    _ make: @escaping @Sendable (String) -> Value?
) -> @Sendable (String) throws -> Value {
    { text in
        guard let value = make(text) else { throw ValidationError(problem) }
        return value
    }
}
