package org.s2r2.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.s2r2.backend.Backend;
import org.s2r2.backend.EncoderModel;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.Split;
import org.s2r2.encoder.Encoder.Stage;
import org.s2r2.settings.InvalidInputException;

/** The representation that an encoder has of any images. */
public final class Embedding {

    private Embedding() {}

    /**
     * Which images to embed.
     *
     * @param data a {@code data} section as YAML, or the path of a folder of images; empty for those of the run or experiment
     * @param split the training or the test images
     */
    public record Source(String data, Split split) {

        /** The section of data, empty for that of the run or experiment. */
        public Map<String, Object> keys() {
            return data.isEmpty() ? Map.of() : ExperimentFile.keys("--data", section());
        }

        private String section() {
            return data.startsWith("{") ? data : "{dataset: folder, path: " + ExperimentFile.quote(data) + "}";
        }

        private List<String> overrides(List<String> others) {
            List<String> all = new ArrayList<>();
            if (!data.isEmpty()) {
                all.add("data=" + section());
            }
            all.addAll(others);
            return all;
        }
    }

    /**
     * Embeds images.
     *
     * @param encoder the encoder, and the configuration that says how images are prepared for it
     * @param overrides keys of the configuration to replace
     * @param labelled whether the images have to be labelled
     */
    public static Features run(EncoderSource encoder, Components components, List<String> overrides, Source source,
            Stage stage, boolean labelled) {
        Experiment experiment = Experiment.read(encoder.config(source.overrides(overrides)), components);
        try (ImageDataset images = experiment.open(source.split())) {
            experiment.config();
            if (labelled && images.classNames().isEmpty()) {
                throw new InvalidInputException(
                        images.description() + ": found no labels, expected some, as labels were asked for");
            }
            try (Backend backend = experiment.openBackend();
                    EncoderModel model = encoder.open(experiment, backend)) {
                return Features.extract(model, stage, images, experiment);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(encoder.path() + ": " + e.getMessage(), e);
        }
    }
}
