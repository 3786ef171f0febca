import COpenBLAS

/// Single-precision matrix multiplication through OpenBLAS, on one thread a call: the caller splits the work.
public enum GEMM {
    /// Keeps OpenBLAS to the calling thread; evaluated once, before the first multiplication.
    private static let single: Void = openblas_set_num_threads(1)

    /// The processor core that OpenBLAS has chosen its kernels for.
    public static var coreName: String { unsafe String(cString: openblas_get_corename()) }

    /// The version and build options of OpenBLAS.
    public static var configuration: String { unsafe String(cString: openblas_get_config()) }

    /// Multiplies row-major matrices: `c[m][n] = a[m][k] b[k][n]`, rows `strideA`, `strideB`, `strideC` apart.
    @unsafe public static func multiply(
        m: Int,
        n: Int,
        k: Int,
        _ a: UnsafePointer<Float>,
        strideA: Int,
        _ b: UnsafePointer<Float>,
        strideB: Int,
        into c: UnsafeMutablePointer<Float>,
        strideC: Int
    ) {
        _ = single
        unsafe cblas_sgemm(
            CblasRowMajor,
            CblasNoTrans,
            CblasNoTrans,
            Int32(m),
            Int32(n),
            Int32(k),
            1,
            a,
            Int32(strideA),
            b,
            Int32(strideB),
            0,
            c,
            Int32(strideC)
        )
    }

    /// Multiplies a row-major matrix by a vector: `y[m] = a[m][k] x[k]`.
    @unsafe public static func multiply(
        m: Int,
        k: Int,
        _ a: UnsafePointer<Float>,
        vector x: UnsafePointer<Float>,
        into y: UnsafeMutablePointer<Float>
    ) {
        _ = single
        unsafe cblas_sgemv(CblasRowMajor, CblasNoTrans, Int32(m), Int32(k), 1, a, Int32(k), x, 1, 0, y, 1)
    }
}
