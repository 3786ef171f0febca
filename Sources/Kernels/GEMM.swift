import COpenBLAS

/// Matrices multiplied by OpenBLAS: what computes where no kernels of ours exist.
public enum GEMM {
    /// Who calls from several threads shares the work himself: each call stays on its own.
    ///
    /// (OpenBLAS built without threads does not bear calls from several: Debian's mixes their results up.)
    private static let isSingle: Bool = {
        openblas_set_num_threads(1)
        return true
    }()

    /// Computes `c = a * b + c`; rows may lie further apart than they are long.
    ///
    /// - Parameters:
    ///   - rows: of `a` and `c`.
    ///   - columns: of `b` and `c`.
    ///   - depth: columns of `a`, rows of `b`.
    ///   - a: `[rows][depth]`.
    ///   - aStride: from row to row of `a`.
    ///   - b: `[depth][columns]`.
    ///   - bStride: from row to row of `b`.
    ///   - c: `[rows][columns]`.
    ///   - cStride: from row to row of `c`.
    @unsafe public static func multiply(
        rows: Int,
        columns: Int,
        depth: Int,
        _ a: UnsafePointer<Float>,
        stride aStride: Int,
        _ b: UnsafePointer<Float>,
        stride bStride: Int,
        addingTo c: UnsafeMutablePointer<Float>,
        stride cStride: Int
    ) {
        guard rows > 0, columns > 0, depth > 0 else { return }
        let sizes = [rows, columns, depth, aStride, bStride, cStride]
        precondition(
            isSingle && sizes.allSatisfy { $0 <= Int(blasint.max) } && aStride >= depth && bStride >= columns
                && cStride >= columns,
            "a product of [\(rows)][\(depth)] and [\(depth)][\(columns)]"
        )
        unsafe cblas_sgemm(
            CblasRowMajor,
            CblasNoTrans,
            CblasNoTrans,
            blasint(rows),
            blasint(columns),
            blasint(depth),
            1,
            a,
            blasint(aStride),
            b,
            blasint(bStride),
            1,
            c,
            blasint(cStride)
        )
    }
}
