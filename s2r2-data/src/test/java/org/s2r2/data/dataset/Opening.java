package org.s2r2.data.dataset;

import com.google.inject.Guice;
import com.google.inject.Key;
import com.google.inject.TypeLiteral;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.BiFunction;
import org.s2r2.data.DatasetFactory;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.Split;
import org.s2r2.plugin.S2r2Module;
import org.s2r2.settings.Settings;

/** Opens datasets by their names, as an experiment does. */
public final class Opening {

    private Opening() {}

    public static ImageDataset open(String name, Split split, Object... keysAndValues) {
        return opened(name, keysAndValues, (factory, settings) -> factory.open(settings, split));
    }

    public static ImageDataset openForPretraining(String name, Object... keysAndValues) {
        return opened(name, keysAndValues, DatasetFactory::openForPretraining);
    }

    private static ImageDataset opened(
            String name, Object[] keysAndValues, BiFunction<DatasetFactory, Settings, ImageDataset> opening) {
        Settings settings = settings(keysAndValues);
        ImageDataset dataset = opening.apply(factories().get(name), settings);
        settings.rejectUnread();
        return dataset;
    }

    public static Map<String, DatasetFactory> factories() {
        return Guice.createInjector(ServiceLoader.load(S2r2Module.class))
                .getInstance(Key.get(new TypeLiteral<Map<String, DatasetFactory>>() {}));
    }

    public static Settings settings(Object... keysAndValues) {
        Map<String, Object> values = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            Object value = keysAndValues[i + 1];
            values.put((String) keysAndValues[i], value instanceof Path path ? path.toString() : value);
        }
        return Settings.of("test", values);
    }
}
