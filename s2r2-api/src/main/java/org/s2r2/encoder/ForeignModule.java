package org.s2r2.encoder;

import java.util.List;
import java.util.Map;
import org.s2r2.tensor.HostArray;

/**
 * A module that an engine runs as it is, because no layers describe it. It brings its own parameters, and their first
 * values. Backends that cannot run one refuse it by its {@link #kind}.
 */
public interface ForeignModule {

    /** What messages call it, such as {@code torchscript}. */
    String kind();

    /** Its parameters, under names that no other part of the encoder has. */
    List<Parameter> parameters();

    /** The first values of all {@link #parameters}, by name. */
    Map<String, HostArray> weights();
}
