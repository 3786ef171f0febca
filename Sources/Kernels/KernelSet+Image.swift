import CKernels

extension KernelSet {
    /// Converts the bytes of a photo to the floats of a network's input, pixel by pixel.
    ///
    /// - Parameters:
    ///   - photo: `[count][3]` bytes.
    ///   - order: which byte of a pixel each channel takes: (0, 1, 2) for RGB, (2, 1, 0) for BGR.
    ///   - mean: what is subtracted from each channel, in the channels' order.
    ///   - scale: what the difference is multiplied by.
    ///   - pixels: `[count][3]` floats.
    public func pixels(
        of photo: Span<UInt8>,
        order: (UInt8, UInt8, UInt8),
        mean: (Float, Float, Float),
        scale: (Float, Float, Float),
        into pixels: inout MutableSpan<Float>
    ) {
        precondition(photo.count == pixels.count, "\(photo.count) bytes into \(pixels.count) floats")
        let order: [3 of UInt8] = [order.0, order.1, order.2]
        let mean: [3 of Float] = [mean.0, mean.1, mean.2]
        let scale: [3 of Float] = [scale.0, scale.1, scale.2]
        unsafe photo.withUnsafeBufferPointer { photo in
            unsafe pixels.withUnsafeMutableBufferPointer { pixels in
                guard let source = photo.baseAddress, let target = pixels.baseAddress else { return }
                unsafe order.span.withUnsafeBufferPointer { order in
                    unsafe mean.span.withUnsafeBufferPointer { mean in
                        unsafe scale.span.withUnsafeBufferPointer { scale in
                            unsafe table.u8_pixels(
                                photo.count / 3,
                                source,
                                order.baseAddress,
                                mean.baseAddress,
                                scale.baseAddress,
                                target
                            )
                        }
                    }
                }
            }
        }
    }

    /// Converts a picture to packed RGB.
    ///
    /// - Parameters:
    ///   - picture: the picture.
    ///   - output: room for `[height][width][3]` bytes.
    public func rgb(_ picture: borrowing PictureBytes, into output: UnsafeMutableBufferPointer<UInt8>) {
        precondition(
            output.count == picture.width * picture.height * 3,
            "\(output.count) bytes for \(picture.width)x\(picture.height)"
        )
        unsafe picture.withTable { unsafe table.u8_rgb(&$0, output.baseAddress) }
    }

    /// Resizes a picture bilinearly to packed RGB, byte for byte as OpenCV's `resize` with `INTER_LINEAR` does what
    /// `rgb` gives.
    ///
    /// - Parameters:
    ///   - picture: the picture.
    ///   - outWidth: the wanted width, at least 1.
    ///   - outHeight: the wanted height, at least 1.
    ///   - scratch: grows to what the sizes need, so that repeated calls allocate nothing.
    ///   - output: `[outHeight][outWidth][3]`.
    public func resize(
        _ picture: borrowing PictureBytes,
        outWidth: Int,
        outHeight: Int,
        scratch: inout ResizeScratch,
        into output: inout [UInt8]
    ) {
        precondition(outWidth > 0 && outHeight > 0, "resize to nothing")
        precondition(
            output.count == outWidth * outHeight * 3,
            "\(output.count) bytes for \(outWidth)x\(outHeight)"
        )
        scratch.reserve(width: picture.width, outWidth: outWidth)
        unsafe picture.withTable { picture in
            unsafe scratch.sums.withUnsafeMutableBufferPointer { sums in
                unsafe scratch.row.withUnsafeMutableBufferPointer { row in
                    unsafe output.withUnsafeMutableBufferPointer { output in
                        unsafe table.u8_resize(
                            &picture,
                            outWidth,
                            outHeight,
                            sums.baseAddress,
                            row.baseAddress,
                            output.baseAddress
                        )
                    }
                }
            }
        }
    }

    /// Warps packed RGB bytes, byte for byte as OpenCV's `warpAffine` with `INTER_LINEAR` and a black border.
    ///
    /// - Parameters:
    ///   - pixels: `[height][width][3]`.
    ///   - width: the picture's width.
    ///   - height: the picture's height.
    ///   - inverse: maps an output pixel (x, y) to the source at (i0 x + i1 y + i2, i3 x + i4 y + i5).
    ///   - outWidth: the wanted width.
    ///   - outHeight: the wanted height.
    ///   - output: `[outHeight][outWidth][3]`.
    public func warp(
        _ pixels: Span<UInt8>,
        width: Int,
        height: Int,
        inverse: [6 of Double],
        outWidth: Int,
        outHeight: Int,
        into output: inout [UInt8]
    ) {
        precondition(pixels.count == width * height * 3, "\(pixels.count) bytes for \(width)x\(height)")
        precondition(
            output.count == outWidth * outHeight * 3,
            "\(output.count) bytes for \(outWidth)x\(outHeight)"
        )
        unsafe pixels.withUnsafeBufferPointer { pixels in
            unsafe inverse.span.withUnsafeBufferPointer { inverse in
                unsafe output.withUnsafeMutableBufferPointer { output in
                    unsafe table.u8_warp_affine(
                        width,
                        height,
                        pixels.baseAddress,
                        inverse.baseAddress,
                        outWidth,
                        outHeight,
                        output.baseAddress
                    )
                }
            }
        }
    }
}
