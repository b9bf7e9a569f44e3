package org.s2r2.examples.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.s2r2.checkpoint.Safetensors;
import org.s2r2.encoder.Parameter;
import org.s2r2.encoder.ResNets;
import org.s2r2.tensor.HostArray;

class PretrainFromJavaTest {

    @Test
    void writesEveryWeightOfTheBackboneUnderItsName(@TempDir Path folder) throws Exception {
        Path images = Files.createDirectory(folder.resolve("images"));
        Random random = new Random(3);
        for (int i = 0; i < 8; i++) {
            BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
            for (int pixel = 0; pixel < 32 * 32; pixel++) {
                image.setRGB(pixel % 32, pixel / 32, random.nextInt(1 << 24));
            }
            assertThat(ImageIO.write(image, "png", images.resolve(i + ".png").toFile())).isTrue();
        }
        Path weights = folder.resolve("weights.safetensors");
        PretrainFromJava.train(images, weights, 1, 4);
        Map<String, HostArray> written = Safetensors.read(weights);
        List<Parameter> backbone = ResNets.cifar(8, 16, 2).layer().parameters();
        assertThat(backbone).isNotEmpty().allSatisfy(parameter ->
                assertThat(written.get(parameter.name()).shape()).isEqualTo(parameter.shape()));
        // Moved by two batches away from their start at 0.
        assertThat(written.get("bn1.running_mean").values()).doesNotContain(0f);
    }
}
