package studio.atelier.generation.picture;

import java.util.function.DoubleUnaryOperator;

/** Colours described by three primaries, a white point and a transfer function. */
final class ChromaticColours implements SourceColourSpace {

    /** x and y of white, red, green and blue, as in the chunk cHRM. */
    static final double[] BT709 = {0.3127, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06};

    static final double[] DISPLAY_P3 = {0.3127, 0.3290, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060};
    static final double[] BT2020 = {0.3127, 0.3290, 0.708, 0.292, 0.170, 0.797, 0.131, 0.046};

    private static final double[][] BRADFORD = {
        {0.8951, 0.2664, -0.1614}, {-0.7502, 1.7135, 0.0367}, {0.0389, -0.0685, 1.0296}
    };
    private static final int LEVELS = 256;
    private static final int STEPS = 4096;

    private final double[] linear = new double[LEVELS];
    private final byte[] encoded = new byte[STEPS + 1];
    private final double[][] matrix;

    /**
     * @param chromaticities x and y of white, red, green and blue
     * @param toLight from a sample to linear light, both 0 to 1
     * @throws ArithmeticException if the primaries span no space
     */
    ChromaticColours(double[] chromaticities, DoubleUnaryOperator toLight) {
        for (int i = 0; i < LEVELS; i++) {
            linear[i] = Math.clamp(toLight.applyAsDouble(i / (LEVELS - 1.0)), 0, 1);
        }
        for (int i = 0; i <= STEPS; i++) {
            encoded[i] = (byte) Math.round((LEVELS - 1) * fromLight(Math.pow((double) i / STEPS, 2)));
        }
        double[][] adaptation = adaptationMatrix(whitePoint(chromaticities), whitePoint(BT709));
        matrix = multiplyMatrices(invertMatrix(toXyz(BT709)), multiplyMatrices(adaptation, toXyz(chromaticities)));
    }

    /** The transfer function of sRGB. */
    static double toLight(double sample) {
        return sample <= 0.04045 ? sample / 12.92 : Math.pow((sample + 0.055) / 1.055, 2.4);
    }

    private static double fromLight(double light) {
        return light <= 0.0031308 ? 12.92 * light : 1.055 * Math.pow(light, 1 / 2.4) - 0.055;
    }

    @Override
    public void convertToSrgb(int[] argb) {
        for (int i = 0; i < argb.length; i++) {
            double red = linear[argb[i] >> 16 & 0xff];
            double green = linear[argb[i] >> 8 & 0xff];
            double blue = linear[argb[i] & 0xff];
            argb[i] = (argb[i] & 0xff000000)
                    | encodeSample(matrix[0], red, green, blue) << 16
                    | encodeSample(matrix[1], red, green, blue) << 8
                    | encodeSample(matrix[2], red, green, blue);
        }
    }

    /** The table is indexed by the square root of light, which keeps dark steps distinct. */
    private int encodeSample(double[] row, double red, double green, double blue) {
        double light = Math.clamp(row[0] * red + row[1] * green + row[2] * blue, 0, 1);
        return encoded[(int) Math.round(STEPS * Math.sqrt(light))] & 0xff;
    }

    private static double[] whitePoint(double[] chromaticities) {
        return chromaticityToXyz(chromaticities[0], chromaticities[1]);
    }

    private static double[] chromaticityToXyz(double x, double y) {
        return new double[] {x / y, 1, (1 - x - y) / y};
    }

    /** Converts linear light of these primaries to CIE XYZ. */
    private static double[][] toXyz(double[] c) {
        double[][] primaries = transposeMatrix(new double[][] {
            chromaticityToXyz(c[2], c[3]), chromaticityToXyz(c[4], c[5]), chromaticityToXyz(c[6], c[7])
        });
        return multiplyMatrices(primaries, diagonalMatrix(applyMatrix(invertMatrix(primaries), whitePoint(c))));
    }

    private static double[][] adaptationMatrix(double[] from, double[] to) {
        double[] cone = applyMatrix(BRADFORD, from);
        double[] wanted = applyMatrix(BRADFORD, to);
        double[] scale = {wanted[0] / cone[0], wanted[1] / cone[1], wanted[2] / cone[2]};
        return multiplyMatrices(invertMatrix(BRADFORD), multiplyMatrices(diagonalMatrix(scale), BRADFORD));
    }

    private static double[][] diagonalMatrix(double[] d) {
        return new double[][] {{d[0], 0, 0}, {0, d[1], 0}, {0, 0, d[2]}};
    }

    private static double[][] transposeMatrix(double[][] m) {
        double[][] result = new double[3][3];
        for (int i = 0; i < 9; i++) {
            result[i / 3][i % 3] = m[i % 3][i / 3];
        }
        return result;
    }

    private static double[] applyMatrix(double[][] m, double[] v) {
        double[] result = new double[3];
        for (int i = 0; i < 9; i++) {
            result[i / 3] += m[i / 3][i % 3] * v[i % 3];
        }
        return result;
    }

    private static double[][] multiplyMatrices(double[][] a, double[][] b) {
        double[][] columns = transposeMatrix(b);
        return transposeMatrix(
                new double[][] {applyMatrix(a, columns[0]), applyMatrix(a, columns[1]), applyMatrix(a, columns[2])});
    }

    private static double[][] invertMatrix(double[][] m) {
        double[][] cofactors = new double[3][3];
        for (int i = 0; i < 9; i++) {
            int row = i / 3;
            int column = i % 3;
            cofactors[column][row] = m[(row + 1) % 3][(column + 1) % 3] * m[(row + 2) % 3][(column + 2) % 3]
                    - m[(row + 1) % 3][(column + 2) % 3] * m[(row + 2) % 3][(column + 1) % 3];
        }
        double determinant = m[0][0] * cofactors[0][0] + m[0][1] * cofactors[1][0] + m[0][2] * cofactors[2][0];
        if (!(Math.abs(determinant) > 1e-9)) {
            throw new ArithmeticException("The primaries span no space");
        }
        for (double[] row : cofactors) {
            for (int i = 0; i < 3; i++) {
                row[i] /= determinant;
            }
        }
        return cofactors;
    }
}
