package org.s2r2.experiment.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.multibindings.MapBinder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.s2r2.backend.BackendFactory;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.Experiment;
import org.s2r2.experiment.ExperimentFile;
import org.s2r2.experiment.RunFolder;
import org.s2r2.experiment.provenance.Provenance;
import org.s2r2.fuzz.FuzzedReader;

/** The readers of this module. */
enum EvalReaders implements FuzzedReader {
    EXPERIMENT("experiment.yaml") {
        @Override
        public void read(Path file) {
            Experiment.read(ExperimentFile.read(file, List.of()), Known.COMPONENTS).rejectUnknownBesideData();
        }
    },
    COMPARISON("comparison.yaml") {
        @Override
        public void read(Path file) {
            Comparison comparison = Comparison.read(file, false, name -> Optional.empty());
            comparison.experiment(comparison.datasets().keySet().iterator().next(),
                    comparison.rows().keySet().iterator().next(), comparison.seeds().get(0), List.of(), Known.COMPONENTS);
        }
    },
    RECORD("comparison.json") {
        @Override
        public void read(Path file) {
            assertThat(RunRecord.read(new RunFolder(file.getParent()))).isPresent();
        }
    },
    NEIGHBOURS("neighbours.json") {
        @Override
        public void read(Path file) {
            NeighbourFile.read(new RunFolder(file.getParent()));
        }
    },
    PROVENANCE("provenance.json") {
        @Override
        public void read(Path file) {
            Provenance.read(file);
        }
    },
    METRICS("metrics.jsonl") {
        @Override
        public void read(Path file) throws IOException {
            new RunFolder(file.getParent()).metrics("epoch");
        }
    };

    /** What the modules on the class path bind, and the name of a backend, which no configuration opens. */
    private static final class Known {
        static final Components COMPONENTS = Components.discover(
                binder -> MapBinder.newMapBinder(binder, String.class, BackendFactory.class)
                        .addBinding("djl")
                        .toInstance(options -> {
                            throw new IllegalStateException("a configuration was to be read, not run");
                        }));
    }

    private final String fileName;

    EvalReaders(String fileName) {
        this.fileName = fileName;
    }

    @Override
    public String fileName() {
        return fileName;
    }
}
