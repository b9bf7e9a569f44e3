package org.s2r2.data;

import com.google.inject.Guice;
import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.TypeLiteral;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.BiFunction;
import org.s2r2.settings.Settings;

/** Opens datasets by their names, as an experiment does. */
final class Opening {

    private Opening() {}

    static ImageDataset open(String name, Split split, Object... keysAndValues) {
        return opened(name, keysAndValues, (factory, settings) -> factory.open(settings, split));
    }

    static ImageDataset openForPretraining(String name, Object... keysAndValues) {
        return opened(name, keysAndValues, DatasetFactory::openForPretraining);
    }

    private static ImageDataset opened(
            String name, Object[] keysAndValues, BiFunction<DatasetFactory, Settings, ImageDataset> opening) {
        Settings settings = settings(keysAndValues);
        ImageDataset dataset = opening.apply(factories().get(name), settings);
        settings.rejectUnread();
        return dataset;
    }

    static Map<String, DatasetFactory> factories() {
        return Guice.createInjector(ServiceLoader.load(Module.class))
                .getInstance(Key.get(new TypeLiteral<Map<String, DatasetFactory>>() {}));
    }

    static Settings settings(Object... keysAndValues) {
        Map<String, Object> values = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            Object value = keysAndValues[i + 1];
            values.put((String) keysAndValues[i], value instanceof Path path ? path.toString() : value);
        }
        return Settings.of("test", values);
    }
}
