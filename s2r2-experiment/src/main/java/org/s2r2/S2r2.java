package org.s2r2;

import com.google.inject.Module;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.s2r2.backend.BackendFactory;
import org.s2r2.backend.BackendFactory.Device;
import org.s2r2.backend.BackendFactory.Options;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.RunFolder;
import org.s2r2.settings.InvalidInputException;

/**
 * S2R2 on one backend.
 *
 * <pre>{@code
 * try (S2r2 s2r2 = S2r2.open("djl")) {
 *     Run run = s2r2.pretrain(Images.folder(dir))
 *             .views(Views.of(2, 96))
 *             .encoder(ResNets.resnet18().project(128))
 *             .objective(SmoothAp.of(0.05))
 *             .epochs(100)
 *             .into(Path.of("runs/mine"));
 *     double top1 = run.evaluate(Knn.k(200)).value("knn", "top1");
 * }
 * }</pre>
 *
 * <p>A run of Java's is a run as those of the command line are: its folder has the same files, and either goes on with
 * the other's. What is wrong ends in the same {@link InvalidInputException}. One thread uses an instance at a time.
 */
public final class S2r2 implements AutoCloseable {

    private final Components components;
    private final String backend;
    private final Options options;
    private final KeptBackend kept;

    private S2r2(Components components, String backend, Options options) {
        this.components = components;
        this.backend = backend;
        this.options = options;
        BackendFactory factory = components.backends().get(backend);
        if (factory == null) {
            throw new InvalidInputException("backend.name: found '" + backend + "', expected one of "
                    + String.join(", ", new TreeSet<>(components.backends().keySet())));
        }
        this.kept = new KeptBackend(factory);
    }

    /**
     * On the CPU, with as many threads as there are processors.
     *
     * @param backend the name of a backend on the class path, such as {@code djl}
     * @param more modules of a program's own, beside those that jars on the class path name
     * @throws InvalidInputException if there is no such backend; the message lists those that there are
     */
    public static S2r2 open(String backend, Module... more) {
        return open(backend, new Options(Device.CPU, Runtime.getRuntime().availableProcessors()), more);
    }

    /** On a device, with so many threads. */
    public static S2r2 open(String backend, Options options, Module... more) {
        return new S2r2(Components.discover(more), backend, options);
    }

    /** Describes a run on these images; it begins with {@link Pretraining#into}. */
    public Pretraining pretrain(Images images) {
        return new Pretraining(this, images);
    }

    /** A run that is there, of the command line or of Java. */
    public Run run(Path folder) {
        return new Run(this, components(), new RunFolder(folder));
    }

    /** What can be named, with the backend that is kept open in place of its factory. */
    Components components() {
        Map<String, BackendFactory> backends = new HashMap<>(components.backends());
        backends.put(backend, kept);
        return components.withBackends(backends);
    }

    /** The keys of the section {@code backend}. */
    Map<String, Object> backendSettings() {
        return Map.of("name", backend, "device", options.device().name().toLowerCase(Locale.ROOT), "threads",
                options.threads());
    }

    /** Releases the backend. */
    @Override
    public void close() {
        kept.close();
    }
}
