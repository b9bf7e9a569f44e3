import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import java.awt.image.BufferedImage;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;

/** Prints the features of an image: FeaturesWithDjl MODEL.onnx IMAGE. */
public final class FeaturesWithDjl {

    public static void main(String[] args) throws Exception {
        BufferedImage image = ImageIO.read(new File(args[1]));
        Shape shape = new Shape(1, 3, image.getHeight(), image.getWidth());
        Criteria<NDList, NDList> criteria = Criteria.builder()
                .setTypes(NDList.class, NDList.class)
                .optModelPath(Path.of(args[0]))
                .optEngine("OnnxRuntime")
                .build();
        try (ZooModel<NDList, NDList> model = criteria.loadModel();
                Predictor<NDList, NDList> predictor = model.newPredictor();
                NDManager manager = model.getNDManager().newSubManager()) {
            NDList features = predictor.predict(new NDList(manager.create(pixels(image), shape)));
            System.out.println(Arrays.toString(features.singletonOrThrow().toFloatArray()));
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
