package org.s2r2.data.dataset;

import org.s2r2.data.image.RgbImage;
import org.s2r2.data.random.SplitMix64;

/**
 * Draws one scene of the built-in shapes: a textured background with lines, blobs and patches, and objects over it.
 * Each class prefers a hue in a tenth of its objects and a texture in nine tenths of them and takes any in the others, so
 * neither decides the class; place, size, turn, stretch and brightness say nothing about it.
 */
final class ShapeScene {

    private static final Shape[] SHAPES = Shape.values();
    private static final Texture[] TEXTURES = Texture.values();
    private static final double HUE_PREFERENCE = 0.1;
    private static final double TEXTURE_PREFERENCE = 0.9;

    private final int size;
    private final SplitMix64 random;
    private final Canvas canvas;

    private ShapeScene(int size, SplitMix64 random) {
        this.size = size;
        this.random = random;
        this.canvas = new Canvas(size);
    }

    /** The class of the first and largest object: the first number of the scene's stream. */
    static int label(SplitMix64 random) {
        return random.below(SHAPES.length);
    }

    /**
     * @param size the height and width in pixels
     * @param perScene how many objects to draw
     * @param random at the start of the scene's stream
     */
    static RgbImage draw(int size, int perScene, SplitMix64 random) {
        ShapeScene scene = new ShapeScene(size, random);
        int label = label(random);
        scene.background();
        for (int i = 1; i < perScene; i++) {
            scene.object(random.below(SHAPES.length), random.uniform(0.1, 0.16), 0.12);
        }
        scene.object(label, perScene == 1 ? random.uniform(0.34, 0.44) : random.uniform(0.2, 0.28), 0.3);
        return scene.canvas.toImage(0.08, random.nextLong());
    }

    private void background() {
        Canvas.Region everywhere = (x, y) -> -1;
        double half = 0.5 * size;
        canvas.paint(everywhere, half, half, size, 1, new Canvas.Paint(anyColor(), anyColor(), gradient()));
        canvas.paint(everywhere, half, half, size, random.uniform(0.05, 0.2), anyPaint());
        for (int i = 1 + random.below(3); i > 0; i--) {
            switch (random.below(3)) {
                case 0 -> line();
                case 1 -> blob();
                default -> patch();
            }
        }
    }

    private Canvas.Pattern gradient() {
        double angle = random.uniform(0, 2 * Math.PI);
        double dx = StrictMath.cos(angle) / size;
        double dy = StrictMath.sin(angle) / size;
        double half = 0.5 * size;
        return (x, y) -> Math.max(0, Math.min(1, 0.5 + (x - half) * dx + (y - half) * dy));
    }

    private void line() {
        double x1 = random.uniform(0, size);
        double y1 = random.uniform(0, size);
        double angle = random.uniform(0, Math.PI);
        double length = size * random.uniform(0.3, 1.2);
        double thickness = size * random.uniform(0.01, 0.03);
        double dx = StrictMath.cos(angle);
        double dy = StrictMath.sin(angle);
        Canvas.Region region = (x, y) -> {
            double along = Math.max(-length / 2, Math.min(length / 2, (x - x1) * dx + (y - y1) * dy));
            double px = x - x1 - along * dx;
            double py = y - y1 - along * dy;
            return Math.sqrt(px * px + py * py) - thickness;
        };
        canvas.paint(region, x1, y1, length, random.uniform(0.5, 1), anyPaint());
    }

    private void blob() {
        double centreX = random.uniform(0, size);
        double centreY = random.uniform(0, size);
        double radius = size * random.uniform(0.06, 0.2);
        double softness = random.uniform(0.1, 0.4);
        Canvas.Region region = (x, y) -> {
            double dx = x - centreX;
            double dy = y - centreY;
            return 0.5 + softness * (Math.sqrt(dx * dx + dy * dy) - radius);
        };
        canvas.paint(region, centreX, centreY, radius + 1 / softness, random.uniform(0.4, 0.9), anyPaint());
    }

    private void patch() {
        double centreX = random.uniform(0, size);
        double centreY = random.uniform(0, size);
        double width = size * random.uniform(0.1, 0.3);
        double height = size * random.uniform(0.1, 0.3);
        double angle = random.uniform(0, Math.PI);
        double cos = StrictMath.cos(angle);
        double sin = StrictMath.sin(angle);
        Canvas.Region region = (x, y) -> {
            double u = Math.abs((x - centreX) * cos + (y - centreY) * sin) - width;
            double v = Math.abs((y - centreY) * cos - (x - centreX) * sin) - height;
            return Math.max(u, v);
        };
        canvas.paint(region, centreX, centreY, width + height, random.uniform(0.3, 0.7), anyPaint());
    }

    private void object(int label, double relativeRadius, double margin) {
        Shape shape = SHAPES[label];
        double radius = size * relativeRadius;
        double centreX = size * random.uniform(margin, 1 - margin);
        double centreY = size * random.uniform(margin, 1 - margin);
        double angle = random.uniform(0, 2 * Math.PI);
        double stretch = random.uniform(0.8, 1);
        double cos = StrictMath.cos(angle);
        double sin = StrictMath.sin(angle);
        Canvas.Region region = (x, y) -> {
            double u = ((x - centreX) * cos + (y - centreY) * sin) / radius;
            double v = ((y - centreY) * cos - (x - centreX) * sin) / (radius * stretch);
            return shape.distance(u, v) * radius * stretch;
        };
        double hue = random.chance(HUE_PREFERENCE)
                ? label / 10.0 + random.uniform(-0.06, 0.06) + 1
                : random.nextDouble();
        double light = random.uniform(0.65, 1);
        double[] first = Canvas.hsv(hue % 1, random.uniform(0.5, 1), light);
        double near = (hue + random.uniform(-0.1, 0.1) + 1) % 1;
        double[] second = Canvas.hsv(near, random.uniform(0.3, 1), light * random.uniform(0.25, 0.6));
        boolean preferred = random.chance(TEXTURE_PREFERENCE);
        Texture texture = TEXTURES[preferred ? label % TEXTURES.length : random.below(TEXTURES.length)];
        outline(region, centreX, centreY, radius);
        Canvas.Pattern pattern = pattern(texture, random.uniform(3, 6) / (2 * radius), angle);
        canvas.paint(region, centreX, centreY, 1.1 * radius, 1, new Canvas.Paint(first, second, pattern));
    }

    /** A dark or light rim, so that an object stands out from a background of its own colour. */
    private void outline(Canvas.Region region, double centreX, double centreY, double radius) {
        double value = random.chance(0.5) ? random.uniform(0, 0.2) : random.uniform(0.85, 1);
        double[] color = {value, value, value};
        double rim = 0.02 * size;
        canvas.paint((x, y) -> region.distance(x, y) - rim, centreX, centreY, 1.1 * radius + rim, 0.9,
                new Canvas.Paint(color, color, (x, y) -> 0));
    }

    private Canvas.Paint anyPaint() {
        Texture texture = TEXTURES[random.below(TEXTURES.length)];
        double periods = random.uniform(2, 9) / size;
        return new Canvas.Paint(anyColor(), anyColor(), pattern(texture, periods, random.uniform(0, Math.PI)));
    }

    private Canvas.Pattern pattern(Texture texture, double periodsPerPixel, double angle) {
        double cos = StrictMath.cos(angle) * periodsPerPixel;
        double sin = StrictMath.sin(angle) * periodsPerPixel;
        double shiftX = random.nextDouble();
        double shiftY = random.nextDouble();
        long key = random.nextLong();
        return (x, y) -> texture.mix(x * cos + y * sin + shiftX, y * cos - x * sin + shiftY, key);
    }

    private double[] anyColor() {
        return Canvas.hsv(random.nextDouble(), random.uniform(0, 0.35), random.uniform(0.3, 0.8));
    }
}
