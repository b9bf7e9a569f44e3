package org.s2r2;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which images a run is about: the section {@code data} of an experiment. docs/configuration.md lists the keys of every
 * dataset; whether files are there is found out when they are opened.
 *
 * @param settings the keys of the section, {@code dataset} among them
 */
public record Images(Map<String, Object> settings) {

    public Images {
        settings = Map.copyOf(settings);
    }

    /** A dataset by its name, with the default of every key but those it requires. */
    public static Images of(String dataset) {
        return new Images(Map.of("dataset", dataset));
    }

    /** Pictures in a folder; sub-folders are classes, or splits with classes. */
    public static Images folder(Path path) {
        return of("folder").with("path", path.toString());
    }

    /** The pictures that a text or CSV file lists, with the labels that it has. */
    public static Images list(Path path) {
        return of("list").with("path", path.toString());
    }

    /** CIFAR-10's binary version in a folder. */
    public static Images cifar10(Path path) {
        return of("cifar10").with("path", path.toString());
    }

    /** STL-10's binary version in a folder. */
    public static Images stl10(Path path) {
        return of("stl10").with("path", path.toString());
    }

    /** A folder in the layout of COCO's archives. */
    public static Images coco(Path path) {
        return of("coco").with("path", path.toString());
    }

    /** So many built-in drawings. */
    public static Images shapes(int images) {
        return of("shapes").with("images", images);
    }

    /** The same with a key of the section set. */
    public Images with(String key, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(settings);
        changed.put(key, value);
        return new Images(changed);
    }

    /** The same with so many images to pretrain on, chosen at random. */
    public Images subset(int images) {
        return with("subset", images);
    }
}
