import FaceTypes

/// Owns a scene on a queue of its own: inputs come from everywhere, one after the other.
final class SceneStage: @unchecked Sendable {
    // Sendable because `scene` is used on the stage's queue only.

    private let stage = Stage("scene")
    private var scene: Scene
    private let clock: Clock

    init(_ scene: Scene, clock: Clock) {
        self.scene = scene
        self.clock = clock
    }

    /// Gives an input to the scene; returns at once.
    ///
    /// - Parameters:
    ///   - input: what happened.
    ///   - perform: gets what is to be done, on the scene's queue.
    func send(_ input: Scene.Input, perform: @escaping @Sendable (Scene.Effects) -> Void) {
        stage.perform { [self] in
            stage.assertCurrent()
            perform(scene.apply(input, at: clock.present))
        }
    }

    /// Reads the scene after all that it was given; not from its own queue.
    func read<Value>(_ body: (Scene) -> Value) -> Value { stage.read { body(scene) } }

    /// Waits until all that was given is done.
    func finish() { stage.finish() }
}
