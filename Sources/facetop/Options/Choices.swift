public import ArgumentParser
public import Inference
public import TUI
public import Vision

// Choices with names: the argument parser lists them in its help, and knows their defaults.

extension Precision: ExpressibleByArgument {}
extension ConvolutionMethod: ExpressibleByArgument {}
extension SmallFaceSearch.Effort: ExpressibleByArgument {}
extension ColorDepth: ExpressibleByArgument {}
extension PictureMode: ExpressibleByArgument {}
extension Privacy: ExpressibleByArgument {}
extension Theme: ExpressibleByArgument {}
