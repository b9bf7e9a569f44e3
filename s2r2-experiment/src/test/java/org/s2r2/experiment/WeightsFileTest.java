package org.s2r2.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.s2r2.checkpoint.Safetensors;
import org.s2r2.data.augment.Normalization;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Layer;
import org.s2r2.encoder.TokenLayer;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.tensor.HostArray;

/** Files whose names are those of known training programs, with a backbone of two layers in place of theirs. */
class WeightsFileTest {

    private static final Encoder ENCODER = new Encoder(
            "two-layers",
            Layer.Sequential.of(new Layer.Linear("layer1.0", 2, 3, true), new Layer.Linear("layer2.0", 3, 2, false)),
            2,
            new Layer.Linear("head.fc1", 2, 2, false),
            2);
    private static final InputMetadata IMAGES = new InputMetadata(Normalization.IMAGENET, 32);

    @TempDir
    Path folder;

    private final Map<String, HostArray> arrays = new LinkedHashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();

    private void put(String name, float value, int... shape) {
        float[] values = new float[Arrays.stream(shape).reduce(1, Math::multiplyExact)];
        Arrays.fill(values, value);
        arrays.put(name, new HostArray(shape, values));
    }

    /** A whole backbone, each of whose numbers is this one. */
    private void putBackbone(String prefix, float value) {
        put(prefix + "layer1.0.weight", value, 3, 2);
        put(prefix + "layer1.0.bias", value, 3);
        put(prefix + "layer2.0.weight", value, 2, 3);
    }

    private WeightsFile file() throws IOException {
        Path path = folder.resolve("weights.safetensors");
        Safetensors.write(path, arrays, metadata);
        return new WeightsFile(path, IMAGES);
    }

    private WeightsFile.Taken requireTaken(float value) throws IOException {
        WeightsFile.Taken taken = file().read(ENCODER);
        assertThat(taken.weights()).containsOnlyKeys("layer1.0.weight", "layer1.0.bias", "layer2.0.weight");
        taken.weights().forEach((name, array) -> assertThat(array.values()).as(name).containsOnly(value));
        return taken;
    }

    @ParameterizedTest
    @ValueSource(strings = {"module.", "backbone.", "encoder.", "encoder_q.", "model.", "module.encoder_q.", "module.backbone.",
        "state_dict.module.encoder_q.", "teacher.backbone.", "student.module.backbone.", "net.of.somebody."})
    void aBackboneBehindOnePrefixIsTaken(String prefix) throws IOException {
        putBackbone(prefix, 3);
        assertThat(requireTaken(3).summary())
                .isEqualTo("3 arrays are taken from " + prefix + "*; the head is the seed's, as the file has none");
    }

    @Test
    void ofMocoTheQueryEncoderIsTakenAndTheSummarySaysWhatIsNot() throws IOException {
        for (String encoder : new String[] {"module.encoder_k.", "module.encoder_q."}) {
            putBackbone(encoder, encoder.contains("_q") ? 1 : 2);
            put(encoder + "fc.0.weight", 5, 2, 2);
        }
        put("module.queue", 7, 2, 4);
        put("module.queue_ptr", 0, 1);
        assertThat(requireTaken(1).summary()).isEqualTo("3 arrays are taken from module.encoder_q.*, not those of"
                + " module.encoder_k.*; the head is the seed's, as the file has none; ignored: module.encoder_k.*,"
                + " module.encoder_q.fc.0.weight, module.queue, module.queue_ptr");
    }

    @ParameterizedTest
    @CsvSource({
        "state_dict.module.encoder_q.,state_dict.module.encoder_k.",
        "module.base_encoder.,module.momentum_encoder.",
        "teacher.backbone.,student.module.backbone.",
        "online_encoder.,target_encoder.",
        "backbone.,momentum_backbone.",
        "model.teacher_backbone.,model.student_backbone.",
    })
    void ofTwoBackbonesTheOneIsTakenThatItsMethodGivesToOthers(String taken, String other) throws IOException {
        putBackbone(other, 2);
        putBackbone(taken, 1);
        assertThat(requireTaken(1).summary()).contains("taken from " + taken + "*, not those of " + other + "*;");
    }

    @Test
    void twoBackbonesOfWhichNoneIsPreferredAreRefused() throws IOException {
        putBackbone("left.", 1);
        putBackbone("right.", 2);
        WeightsFile file = file();
        assertThatThrownBy(() -> file.read(ENCODER))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(file.path() + ": found a whole backbone behind each of left., right., expected one");
    }

    private static final Encoder PLACES = new Encoder("places",
            Layer.Sequential.of(new TokenLayer.PositionEmbedding("pos_embed", 1, 3, 2), new TokenLayer.FirstToken()),
            2, Layer.Sequential.of(), 2);

    /** On a plane, away from its border, bicubic interpolation is exact; here its centre is that of the other. */
    @Test
    void positionEmbeddingsOfAnotherGridAreInterpolated() throws IOException {
        float[] values = new float[(1 + 81) * 2];
        values[0] = 100;
        values[1] = 200;
        for (int place = 0; place < 81; place++) {
            values[2 + 2 * place] = Math.floorDiv(place, 9);
            values[3 + 2 * place] = place % 9;
        }
        arrays.put("backbone.pos_embed", new HostArray(new int[] {1, 82, 2}, values));
        put("backbone.fc_norm.weight", 1, 2);
        WeightsFile.Taken taken = file().read(PLACES);
        HostArray found = taken.weights().get("pos_embed");
        assertThat(found.shape()).containsExactly(1, 10, 2);
        assertThat(found.values()[0]).isEqualTo(100);
        assertThat(found.values()[1]).isEqualTo(200);
        assertThat(found.values()[10]).isCloseTo(4, within(1e-5f));
        assertThat(found.values()[11]).isCloseTo(4, within(1e-5f));
        assertThat(found.values()[4]).isEqualTo(found.values()[2], within(1e-5f));
        assertThat(taken.summary()).contains("pos_embed is interpolated from 9 x 9 to 3 x 3 patches")
                .contains("ignored: backbone.fc_norm.weight");
    }

    @Test
    void positionEmbeddingsOfNoGridAreRefused() throws IOException {
        put("pos_embed", 1, 1, 9, 2);
        WeightsFile file = file();
        assertThatThrownBy(() -> file.read(PLACES))
                .hasMessage(file.path() + ": found pos_embed of shape [1, 9, 2], expected the shape [1, 10, 2] for places");
    }

    @Test
    void headsOfOtherProgramsAndModulesBesideThePrefixAreIgnored() throws IOException {
        putBackbone("module.", 4);
        put("module.projection_head.0.weight", 1, 2, 2);
        put("module.prototypes.weight", 1, 2, 2);
        put("optimizer.state.0", 1, 2);
        put("epoch", 1, 1);
        assertThat(requireTaken(4).ignored()).containsExactly(
                "epoch", "module.projection_head.0.weight", "module.prototypes.weight", "optimizer.*");
    }

    @Test
    void theHeadBehindThePrefixIsTakenWhereItFits() throws IOException {
        putBackbone("module.", 4);
        put("module.head.fc1.weight", 6, 2, 2);
        WeightsFile.Taken taken = file().read(ENCODER);
        assertThat(taken.weights().get("head.fc1.weight").values()).containsOnly(6);
        assertThat(taken.summary()).isEqualTo("4 arrays are taken from module.*; the head is taken too");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "module.encoder_q."})
    void aDeeperNetworkOrOneWithOtherModulesIsRefusedBehindAPrefixToo(String prefix) throws IOException {
        for (String more : new String[] {"layer1.1.weight", "layer3.0.weight", "attention.weight"}) {
            arrays.clear();
            putBackbone(prefix, 1);
            put(prefix + more, 1, 2);
            WeightsFile file = file();
            assertThatThrownBy(() -> file.read(ENCODER))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith(file.path() + ": found " + prefix + more + ", which two-layers has not")
                    .hasMessageContaining(prefix + "fc.*");
        }
    }

    @Test
    void whatIsMissingOrOfAnotherShapeIsNamedWithThePrefixThatHasMost() throws IOException {
        putBackbone("module.encoder_q.", 1);
        put("other.layer1.0.bias", 1, 3);
        put("module.encoder_q.layer2.0.weight", 1, 4, 3);
        WeightsFile file = file();
        assertThatThrownBy(() -> file.read(ENCODER))
                .hasMessage(file.path() + ": found module.encoder_q.layer2.0.weight of shape [4, 3], expected the shape [2, 3]"
                        + " for two-layers");
        arrays.remove("module.encoder_q.layer2.0.weight");
        WeightsFile without = file();
        assertThatThrownBy(() -> without.read(ENCODER))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("found no module.encoder_q.layer2.0.weight among its 3 arrays");
    }

    @Test
    void notesOfOtherImagesAreSaidWithBothValuesAndThoseOfTheSameAreNot() throws IOException {
        putBackbone("", 1);
        metadata.put("mean", "[0.485, 0.456, 0.40600001]");
        metadata.put("std", "(0.229,0.224,0.225)");
        metadata.put("size", "32");
        assertThat(requireTaken(1).otherImages()).isNull();
        metadata.put("std", "[0.25, 0.25, 0.25]");
        metadata.put("size", "224");
        assertThat(requireTaken(1).otherImages()).isEqualTo("std [0.25, 0.25, 0.25], here views.std is [0.229, 0.224, 0.225];"
                + " size 224, here evaluation.size is 32");
        metadata.put("mean", "?\n" + "x".repeat(1000));
        assertThat(requireTaken(1).otherImages()).startsWith("mean ? xxx").hasSizeLessThan(400).doesNotContain("\n");
        metadata.clear();
        assertThat(requireTaken(1).otherImages()).isNull();
    }

    @Test
    void whatAnExportNotesIsReadAsTheSame() {
        assertThat(IMAGES.entries()).containsExactly(
                Map.entry("mean", "[0.485, 0.456, 0.406]"), Map.entry("std", "[0.229, 0.224, 0.225]"), Map.entry("size", "32"));
        assertThat(IMAGES.difference(IMAGES.entries())).isNull();
    }
}
