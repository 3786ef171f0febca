import Kernels

/// The prior boxes of one feature map: `[1, 2, priors * 4]`, corners in shares of the picture, then variances.
///
/// Source: Caffe SSD's prior_box_layer.cpp. They depend on shapes only, so a plan computes them once.
struct PriorBoxLayer: Layer {
    let context: LayerContext
    let boxes: PriorBoxes

    func run() {
        let map = context.inputs[0].shape.spatial
        let picture = context.inputs[1].shape.spatial
        let width = Float(picture.width)
        let height = Float(picture.height)
        let stepX = boxes.step > 0 ? boxes.step : width / Float(map.width)
        let stepY = boxes.step > 0 ? boxes.step : height / Float(map.height)
        let sizes = boxes.sizes
        let output = unsafe context.output.values
        var index = 0
        for y in 0..<map.height {
            for x in 0..<map.width {
                let centerX = (Float(x) + boxes.offset) * stepX
                let centerY = (Float(y) + boxes.offset) * stepY
                for size in sizes {
                    unsafe output[index] = (centerX - size.width / 2) / width
                    unsafe output[index + 1] = (centerY - size.height / 2) / height
                    unsafe output[index + 2] = (centerX + size.width / 2) / width
                    unsafe output[index + 3] = (centerY + size.height / 2) / height
                    index += 4
                }
            }
        }
        if boxes.clip { for i in 0..<index { unsafe output[i] = min(max(output[i], 0), 1) } }
        for i in 0..<index { unsafe output[index + i] = boxes.variances[i % 4] }
    }
}
