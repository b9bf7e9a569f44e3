package org.s2r2.experiment;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.s2r2.data.augment.ViewRecipe;
import org.s2r2.eval.protocol.EvaluationSettings;
import org.s2r2.eval.protocol.Knn;
import org.s2r2.eval.protocol.LinearProbe;
import org.s2r2.eval.protocol.Protocol;
import org.s2r2.eval.protocol.ProtocolFactory;
import org.s2r2.settings.Settings;

/**
 * The {@code evaluation} section of an experiment.
 *
 * @param size the height and width of evaluated images in pixels; the largest crop's by default
 * @param protocols the protocols that there are, in the order of their results
 * @param knn how kNN is run beside them: while the encoder learns, and for the baselines
 * @param linear how the linear probe is run for the baselines of images with any number of labels
 * @param online how the encoder is judged while it learns
 * @param teacher whether it is the teacher that is judged
 */
record EvaluationSection(
        int size, List<Protocol> protocols, Knn knn, LinearProbe linear, Online online, boolean teacher) {

    /**
     * @param every epochs between evaluations, 0 for none
     * @param trainImages how many labelled training images vote, 0 for all
     * @param testImages how many test images are classified, 0 for all
     */
    record Online(int every, int trainImages, int testImages) {}

    private static final String LIST = "protocols";

    /** Whose weights are judged. */
    private enum Judged {
        STUDENT,
        TEACHER
    }

    static EvaluationSection read(
            Settings settings, Map<String, ProtocolFactory> known, ViewRecipe views, long seed, int threads) {
        int largest = views.crops().stream().mapToInt(crop -> crop.size()).max().orElseThrow();
        int size = settings.integer("size", largest, 1, 4096);
        EvaluationSettings usual = settings.has(LIST)
                ? EvaluationSettings.defaults()
                : EvaluationSettings.from(settings, seed, threads);
        List<Protocol> protocols = settings.has(LIST) ? listed(settings, known) : usual.protocols();
        return new EvaluationSection(
                size,
                protocols,
                of(Knn.class, protocols, usual.knn()),
                of(LinearProbe.class, protocols, new LinearProbe(usual.linear())),
                new Online(
                        settings.integer("onlineEvery", 0, 0, 1_000_000),
                        settings.integer("onlineTrainImages", 0, 0, Integer.MAX_VALUE),
                        settings.integer("onlineTestImages", 0, 0, Integer.MAX_VALUE)),
                settings.optionalChoice("encoder", Judged.STUDENT) == Judged.TEACHER);
    }

    private static List<Protocol> listed(Settings settings, Map<String, ProtocolFactory> known) {
        for (String key : List.of("knn", "linear", "labelFractions")) {
            if (settings.has(key)) {
                throw settings.invalid(key, settings.keys(), "either this key or the list " + LIST + ", not both");
            }
        }
        List<Protocol> protocols = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Settings section : settings.sections(LIST)) {
            ProtocolFactory protocol = section.choice("name", null, known);
            String name = section.requiredText("name");
            if (!names.add(name)) {
                throw section.invalid("name", name, "each protocol once");
            }
            protocols.add(protocol.create(section));
        }
        return protocols;
    }

    private static <T extends Protocol> T of(Class<T> type, List<Protocol> protocols, T otherwise) {
        return protocols.stream().filter(type::isInstance).map(type::cast).findFirst().orElse(otherwise);
    }
}
