package org.s2r2.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.s2r2.checkpoint.SafetensorsFile;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Parameter;
import org.s2r2.encoder.TokenLayer;
import org.s2r2.file.Sha256;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.tensor.HostArray;

/**
 * A safetensors file that an encoder starts from, under torchvision's or timm's names: one that {@link Export} wrote, the state of a
 * model of theirs, or a checkpoint of another program, which has the backbone behind a {@linkplain WeightsPrefix
 * prefix}. All of the backbone has to be in it. The head is taken if all of its parameters are there with their shapes and
 * no others, and is left to the seed else. Other modules, a classifier ({@code fc.*}), the norm before one ({@code fc_norm.*}) and other heads, an objective's
 * weights and counters of batches are of no use here and not read. Position embeddings of another grid of patches are interpolated. Any other array behind the prefix is refused, because a
 * file of another network may have all that this one needs: ResNet-34 has every name and shape of ResNet-18.
 *
 * @param path the file
 * @param images that the experiment has
 */
record WeightsFile(Path path, InputMetadata images) {

    private static final String HEAD = "head.";

    /** What checkpoints have on top of a backbone. */
    private static final List<String> HEADS = List.of("fc.", "fc_norm.", HEAD, "objective.", "classifier.", "predictor.",
            "prediction_head.", "projector.", "projection_head.", "prototypes.");

    private static final String COUNTER = ".num_batches_tracked";
    private static final int SHOWN = 6;

    /**
     * What an encoder takes from the file.
     *
     * @param weights the backbone's arrays, and the head's where {@code headProblem} is null
     * @param place where the backbone is in the file
     * @param resampled which position embeddings are those of another grid, interpolated; empty for none
     * @param heads of the encoder's attention, which shapes do not tell; 0 where it has none
     * @param headProblem why the head is not taken; null where it is
     * @param ignored arrays that were not read, by their names or by those of their modules
     * @param other the backbone that the file was written for, where it notes one and that is another: strides are in no
     *     shape; null else
     * @param otherImages what the file notes of images where the experiment has others; null else
     */
    record Taken(Map<String, HostArray> weights, WeightsPrefix place, String resampled, int heads,
            @Nullable String headProblem, Set<String> ignored, @Nullable String other, @Nullable String otherImages) {

        String summary() {
            return (other == null ? "" : "was written for " + other + "; ") + weights.size() + " arrays are taken"
                    + (place.prefix().isEmpty() ? "" : " from " + place.prefix() + "*")
                    + (place.passedOver().isEmpty() ? "" : ", not those of " + String.join("*, ", place.passedOver()) + "*")
                    + (resampled.isEmpty() ? "" : "; " + resampled)
                    + (heads == 0 ? "" : "; attention has " + heads + " heads, which no array tells (encoder.heads)")
                    + "; the head is " + (headProblem == null ? "taken too" : "the seed's, as the file has " + headProblem)
                    + (ignored.isEmpty() ? "" : "; ignored: " + shown(ignored));
        }
    }

    /** The SHA-256 of the file. */
    String sha256() {
        try {
            return Sha256.of(path);
        } catch (IOException e) {
            throw new UncheckedIOException(path + ": " + e.getMessage(), e);
        }
    }

    /**
     * Reads the weights of an encoder.
     *
     * @throws InvalidInputException if the file is not there or not well-formed, lacks an array or has one of another
     *     shape, of a type that is not floating-point or with a value that is not finite, or has arrays of another network
     */
    Taken read(Encoder encoder) {
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            List<Parameter> backbone = encoder.backbone().parameters();
            PositionGrids grids = PositionGrids.of(encoder.backbone());
            WeightsPrefix place = WeightsPrefix.find(path, file, backbone, grids);
            backbone.forEach(parameter -> require(file, place.prefix(), parameter, encoder.name(), grids));
            Set<String> ignored = ignored(file, place, backbone, encoder.name());
            List<Parameter> taken = new ArrayList<>(backbone);
            List<Parameter> head = encoder.head().parameters();
            String headProblem = headProblem(file, place.prefix(), head);
            if (headProblem == null) {
                taken.addAll(head);
                head.forEach(parameter -> ignored.remove(place.prefix() + parameter.name()));
            }
            Map<String, HostArray> weights = new LinkedHashMap<>();
            for (Parameter parameter : taken) {
                String name = place.prefix() + parameter.name();
                weights.put(parameter.name(), grids.fitted(finite(file.read(name), name), parameter));
            }
            String resampled = backbone.stream()
                    .map(parameter -> grids.resampling(file.shape(place.prefix() + parameter.name()), parameter))
                    .filter(text -> !text.isEmpty())
                    .collect(Collectors.joining("; "));
            String notedBackbone = file.metadata().get(Export.BACKBONE);
            return new Taken(weights, place, resampled, heads(encoder), headProblem, ignored,
                    encoder.name().equals(notedBackbone) ? null : notedBackbone,
                    images.difference(file.metadata()));
        } catch (IOException e) {
            throw new UncheckedIOException(path + ": " + e.getMessage(), e);
        }
    }

    private static int heads(Encoder encoder) {
        return encoder.backbone().tree()
                .filter(TokenLayer.SelfAttention.class::isInstance)
                .mapToInt(layer -> ((TokenLayer.SelfAttention) layer).heads())
                .findFirst()
                .orElse(0);
    }

    private void require(SafetensorsFile file, String prefix, Parameter parameter, String encoder, PositionGrids grids) {
        String name = prefix + parameter.name();
        String expected = ", expected the shape " + Arrays.toString(parameter.shape()) + " for " + encoder;
        if (!file.names().contains(name)) {
            throw new InvalidInputException(path + ": found no " + name + " among its " + file.names().size() + " arrays ("
                    + shown(file.names()) + ")" + expected);
        }
        int[] found = file.shape(name);
        if (!grids.serves(found, parameter)) {
            throw new InvalidInputException(
                    path + ": found " + name + " of shape " + Arrays.toString(found) + expected);
        }
    }

    private Set<String> ignored(SafetensorsFile file, WeightsPrefix place, List<Parameter> backbone, String encoder) {
        String prefix = place.prefix();
        Set<String> others = new TreeSet<>(file.names());
        backbone.forEach(parameter -> others.remove(prefix + parameter.name()));
        Set<String> strange = others.stream()
                .filter(name -> name.startsWith(prefix) && !name.endsWith(COUNTER))
                .filter(name -> HEADS.stream().noneMatch(head -> name.startsWith(head, prefix.length())))
                .collect(Collectors.toCollection(TreeSet::new));
        if (!strange.isEmpty()) {
            throw new InvalidInputException(path + ": found " + shown(strange) + ", which " + encoder
                    + " has not, expected its arrays and besides at most *" + COUNTER + ", "
                    + HEADS.stream().map(head -> prefix + head + "*").collect(Collectors.joining(", ")));
        }
        return others.stream()
                .map(name -> name.startsWith(prefix) ? name : place.shown(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What is wrong with the head in the file; null where it can be taken. */
    private static @Nullable String headProblem(SafetensorsFile file, String prefix, List<Parameter> head) {
        Set<String> found = file.names().stream()
                .filter(name -> name.startsWith(prefix + HEAD) && !name.endsWith(COUNTER))
                .collect(Collectors.toCollection(TreeSet::new));
        if (found.isEmpty()) {
            return "none";
        }
        for (Parameter parameter : head) {
            String name = prefix + parameter.name();
            if (!found.remove(name)) {
                return "no " + name;
            }
            int[] shape = file.shape(name);
            if (!Arrays.equals(shape, parameter.shape())) {
                return name + " of shape " + Arrays.toString(shape) + " and not " + Arrays.toString(parameter.shape());
            }
        }
        return found.isEmpty() ? null : shown(found) + " too";
    }

    private HostArray finite(HostArray array, String name) {
        if (!array.isFinite()) {
            throw new InvalidInputException(path + ": found a value in " + name
                    + " that is infinite or not a number in single precision, expected finite ones");
        }
        return array;
    }

    private static String shown(Set<String> names) {
        return names.stream().limit(SHOWN).collect(Collectors.joining(", "))
                + (names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : "");
    }
}
