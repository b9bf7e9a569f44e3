package org.s2r2.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.s2r2.backend.Backend;
import org.s2r2.backend.EncoderModel;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.Split;
import org.s2r2.encoder.Encoder.Stage;
import org.s2r2.settings.InvalidInputException;

/** The representation that an encoder has of any images. */
public final class Embedding {

    private Embedding() {}

    /** Some of the images of a {@code data} section. */
    public enum Part {
        /** The labelled training images. */
        TRAIN,
        /** The labelled test images. */
        TEST,
        /** Those that encoders learn from. */
        PRETRAIN,
        /** Those that encoders learn from where the section says that these are unlabelled images alone, else TRAIN. */
        UNSTATED;

        private ImageDataset open(Experiment experiment) {
            boolean pretrain = this == PRETRAIN || this == UNSTATED && experiment.data().learnsFromUnlabelledAlone();
            return pretrain ? experiment.openForPretraining() : experiment.open(this == TEST ? Split.TEST : Split.TRAIN);
        }

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Which images to embed.
     *
     * @param data a {@code data} section as YAML, or the path of a folder of images; empty for those of the run or experiment
     * @param part which of them
     */
    public record Source(String data, Part part) {

        /**
         * Reads {@code train}, {@code test} or {@code pretrain}, for the images of the run or experiment, the path of a
         * folder of images, or a section with one of the three words behind it, as in <code>{dataset: stl10, path:
         * DIR}:test</code>, or without.
         */
        public static Source parse(String spec) {
            for (Part part : List.of(Part.TRAIN, Part.TEST, Part.PRETRAIN)) {
                if (spec.equals(part.word())) {
                    return new Source("", part);
                }
                if (spec.endsWith("}:" + part.word())) {
                    return new Source(spec.substring(0, spec.lastIndexOf(':')), part);
                }
            }
            return new Source(spec, Part.UNSTATED);
        }

        private List<String> overrides(List<String> others) {
            List<String> all = new ArrayList<>();
            if (!data.isEmpty()) {
                all.add("data=" + (data.startsWith("{") ? data : "{dataset: folder, path: " + ExperimentFile.quote(data) + "}"));
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
        try (ImageDataset images = source.part.open(experiment)) {
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
