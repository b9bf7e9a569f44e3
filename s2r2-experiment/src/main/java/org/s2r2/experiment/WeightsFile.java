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
import java.util.stream.Stream;
import org.s2r2.checkpoint.SafetensorsFile;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Parameter;
import org.s2r2.file.Sha256;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.tensor.HostArray;

/**
 * A safetensors file that an encoder starts from, under torchvision's names: one that {@link Export} wrote, or the state
 * of a torchvision model. All of the backbone has to be in it. The head is taken if all of its parameters are there with
 * their shapes and no others, and is left to the seed else. A classifier ({@code fc.*}), an objective's weights and
 * counters of batches are of no use here and not read. Any other array is refused, because a file of another network may
 * have all that this one needs: ResNet-34 has every name and shape of ResNet-18.
 *
 * @param path the file
 */
record WeightsFile(Path path) {

    private static final String HEAD = "head.";
    private static final int SHOWN = 6;

    /**
     * What an encoder takes from the file.
     *
     * @param weights the backbone's arrays, and the head's where {@code headProblem} is null
     * @param headProblem why the head is not taken
     * @param ignored names of arrays that were not read
     * @param other the backbone that the file was written for, where it notes one and that is another: strides are in no
     *     shape; null else
     */
    record Taken(Map<String, HostArray> weights, String headProblem, Set<String> ignored, String other) {

        String summary() {
            return (other == null ? "" : "was written for " + other + "; ") + weights.size() + " arrays are taken; the head is "
                    + (headProblem == null ? "taken too" : "the seed's, as the file has " + headProblem)
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
            backbone.forEach(parameter -> require(file, parameter, encoder.name()));
            Set<String> ignored = ignored(file, backbone, encoder.name());
            List<Parameter> taken = new ArrayList<>(backbone);
            List<Parameter> head = encoder.head().parameters();
            String headProblem = headProblem(file, head);
            if (headProblem == null) {
                taken.addAll(head);
                head.forEach(parameter -> ignored.remove(parameter.name()));
            }
            Map<String, HostArray> weights = new LinkedHashMap<>();
            for (Parameter parameter : taken) {
                weights.put(parameter.name(), finite(file.read(parameter.name()), parameter));
            }
            String notedBackbone = file.metadata().get(Export.BACKBONE);
            return new Taken(
                    weights, headProblem, ignored, encoder.name().equals(notedBackbone) ? null : notedBackbone);
        } catch (IOException e) {
            throw new UncheckedIOException(path + ": " + e.getMessage(), e);
        }
    }

    private void require(SafetensorsFile file, Parameter parameter, String encoder) {
        String expected = ", expected the shape " + Arrays.toString(parameter.shape()) + " for " + encoder;
        if (!file.names().contains(parameter.name())) {
            throw new InvalidInputException(path + ": found no " + parameter.name() + " among its "
                    + file.names().size() + " arrays (" + shown(file.names()) + ")" + expected);
        }
        int[] found = file.shape(parameter.name());
        if (!Arrays.equals(found, parameter.shape())) {
            throw new InvalidInputException(
                    path + ": found " + parameter.name() + " of shape " + Arrays.toString(found) + expected);
        }
    }

    private Set<String> ignored(SafetensorsFile file, List<Parameter> backbone, String encoder) {
        Set<String> others = new TreeSet<>(file.names());
        backbone.forEach(parameter -> others.remove(parameter.name()));
        Set<String> strange = others.stream()
                .filter(name -> !name.endsWith(".num_batches_tracked"))
                .filter(name -> Stream.of("fc.", HEAD, "objective.").noneMatch(name::startsWith))
                .collect(Collectors.toCollection(TreeSet::new));
        if (!strange.isEmpty()) {
            throw new InvalidInputException(path + ": found " + shown(strange) + ", which " + encoder
                    + " has not, expected its arrays and besides at most fc.*, head.*, objective.* and"
                    + " *.num_batches_tracked");
        }
        return others;
    }

    /** What is wrong with the head in the file; null where it can be taken. */
    private static String headProblem(SafetensorsFile file, List<Parameter> head) {
        Set<String> found = file.names().stream()
                .filter(name -> name.startsWith(HEAD) && !name.endsWith(".num_batches_tracked"))
                .collect(Collectors.toCollection(TreeSet::new));
        if (found.isEmpty()) {
            return "none";
        }
        for (Parameter parameter : head) {
            if (!found.remove(parameter.name())) {
                return "no " + parameter.name();
            }
            int[] shape = file.shape(parameter.name());
            if (!Arrays.equals(shape, parameter.shape())) {
                return parameter.name() + " of shape " + Arrays.toString(shape) + " and not "
                        + Arrays.toString(parameter.shape());
            }
        }
        return found.isEmpty() ? null : shown(found) + " too";
    }

    private HostArray finite(HostArray array, Parameter parameter) {
        if (!array.isFinite()) {
            throw new InvalidInputException(path + ": found a value in " + parameter.name()
                    + " that is infinite or not a number in single precision, expected finite ones");
        }
        return array;
    }

    private static String shown(Set<String> names) {
        return names.stream().limit(SHOWN).collect(Collectors.joining(", "))
                + (names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : "");
    }
}
