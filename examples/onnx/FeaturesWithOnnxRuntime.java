import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.awt.image.BufferedImage;
import java.io.File;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;
import javax.imageio.ImageIO;

/** Prints the features of an image: FeaturesWithOnnxRuntime MODEL.onnx IMAGE. */
public final class FeaturesWithOnnxRuntime {

    public static void main(String[] args) throws Exception {
        BufferedImage image = ImageIO.read(new File(args[1]));
        long[] shape = {1, 3, image.getHeight(), image.getWidth()};
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(args[0]);
                OnnxTensor pixels = OnnxTensor.createTensor(environment, FloatBuffer.wrap(pixels(image)), shape);
                OrtSession.Result result = session.run(Map.of("pixels", pixels))) {
            float[][] features = (float[][]) result.get(0).getValue();
            System.out.println(Arrays.toString(features[0]));
        }
    }

    /** Red, then green, then blue, each from 0 to 1. */
    private static float[] pixels(BufferedImage image) {
        int area = image.getHeight() * image.getWidth();
        float[] pixels = new float[3 * area];
        for (int i = 0; i < area; i++) {
            int rgb = image.getRGB(i % image.getWidth(), i / image.getWidth());
            for (int channel = 0; channel < 3; channel++) {
                pixels[channel * area + i] = (rgb >> 16 - 8 * channel & 0xff) / 255f;
            }
        }
        return pixels;
    }
}
