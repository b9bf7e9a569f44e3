package org.s2r2.objective;

import java.util.Map;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;
import org.s2r2.view.ViewLayout;

/** How many views of an image, the first ones, are positives in multi-crop: the key {@code positiveViews}, 0 for all of them. */
public final class PositiveViews {

    private static final String KEY = "positiveViews";
    private static final int MOST = 1000;

    private PositiveViews() {}

    /** @throws IllegalArgumentException for 1, and for numbers below 0 */
    public static int require(int views) {
        if (views < 0 || views == 1) {
            throw new IllegalArgumentException("2 or more views are positives, or 0 for all, found " + views);
        }
        return views;
    }

    /** Reads the key, which is no key of the resolved configuration where it is 0. */
    public static int read(Settings settings) {
        int views = settings.optionalInteger(KEY, 0, 0, MOST);
        if (views == 1) {
            throw settings.invalid(KEY, views, "0 for all, or 2 or more: a query that is one of them needs another");
        }
        return views;
    }

    /** Puts the key among an objective's settings, unless it is 0. */
    public static void put(Map<String, Object> settings, int views) {
        if (views > 0) {
            settings.put(KEY, views);
        }
    }

    /** @throws InvalidInputException if an image has fewer views */
    public static void require(int views, ViewLayout layout) {
        if (views > layout.views()) {
            throw new InvalidInputException("objective." + KEY + ": found " + views + ", expected at most the " + layout.views()
                    + " views of an image");
        }
    }

    /** How many of an image's views: all of them for 0. */
    public static int of(int views, int all) {
        return views == 0 ? all : views;
    }
}
