package org.s2r2.search.explore;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.s2r2.data.image.RgbImage;
import org.s2r2.search.IndexedEncoder;
import org.s2r2.search.Match;
import org.s2r2.search.PictureIndex;

/** Coloured stripes in a folder: the embedding of a picture is its mean colour and direction, and all neighbours are exact. */
final class PlantedIndex implements PictureIndex {

    static final List<String> CLASSES = List.of("red", "green", "blue", "yellow");
    private static final int[][] COLOURS = {{220, 60, 60}, {60, 170, 80}, {70, 90, 220}, {230, 200, 60}};
    private static final int SIDE = 80;

    private final Path folder;
    private final int size;
    private final float[][] embeddings;

    private PlantedIndex(Path folder, float[][] embeddings) {
        this.folder = folder;
        this.embeddings = embeddings;
        this.size = embeddings.length;
    }

    /** Writes pictures; the class of picture i is i modulo 4, and every tenth is a copy of the picture four before it. */
    static PlantedIndex write(Path folder, int size, long seed) throws IOException {
        Random random = new Random(seed);
        RgbImage[] pictures = new RgbImage[size];
        float[][] embeddings = new float[size][];
        for (int i = 0; i < size; i++) {
            pictures[i] = i >= 10 && i % 10 == 0 ? pictures[i - 4] : stripes(COLOURS[i % 4], random);
            embeddings[i] = embed(pictures[i]);
            Files.write(folder.resolve(name(folder, i)), pictures[i].png());
        }
        return new PlantedIndex(folder, embeddings);
    }

    private static String name(Path folder, int picture) throws IOException {
        String group = CLASSES.get(picture % 4);
        Files.createDirectories(folder.resolve(group));
        return group + "/" + picture + ".png";
    }

    private static RgbImage stripes(int[] colour, Random random) {
        byte[] pixels = new byte[3 * SIDE * SIDE];
        double angle = random.nextDouble() * Math.PI;
        double width = 4 + random.nextInt(10);
        double shade = 0.6 + 0.4 * random.nextDouble();
        for (int i = 0; i < SIDE * SIDE; i++) {
            int x = i % SIDE;
            int y = i / SIDE;
            double along = (x * Math.cos(angle) + y * Math.sin(angle)) / width;
            double light = shade * (Math.floor(along) % 2 == 0 ? 1 : 0.55);
            for (int c = 0; c < 3; c++) {
                pixels[3 * i + c] = (byte) (colour[c] * light);
            }
        }
        return new RgbImage(SIDE, SIDE, pixels);
    }

    /** The mean colour of each of nine fields, around grey, at length 1. */
    static float[] embed(RgbImage picture) {
        float[] values = new float[27];
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                int field = 3 * y / picture.height() * 3 + 3 * x / picture.width();
                for (int c = 0; c < 3; c++) {
                    values[3 * field + c] += picture.value(x, y, c) - 110;
                }
            }
        }
        double length = Math.sqrt(IntStream.range(0, 27).mapToDouble(i -> (double) values[i] * values[i]).sum());
        for (int i = 0; i < 27; i++) {
            values[i] /= (float) length;
        }
        return values;
    }

    @Override
    public Path folder() {
        return folder;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int dimension() {
        return embeddings[0].length;
    }

    @Override
    public String name(int picture) {
        return CLASSES.get(picture % 4) + "/" + picture + ".png";
    }

    @Override
    public Path file(int picture) {
        return folder.resolve(name(picture));
    }

    @Override
    public OptionalInt label(int picture) {
        return OptionalInt.of(picture % 4);
    }

    @Override
    public List<String> classNames() {
        return CLASSES;
    }

    @Override
    public float[] embedding(int picture) {
        return embeddings[picture].clone();
    }

    @Override
    public List<Match> nearest(float[] query, int count) {
        return IntStream.range(0, size)
                .mapToObj(i -> new Match(i, dot(query, embeddings[i])))
                .sorted(Comparator.comparingDouble((Match match) -> -match.similarity()).thenComparingInt(Match::picture))
                .limit(count)
                .toList();
    }

    @Override
    public List<Match> nearest(int picture, int count) {
        return nearest(embeddings[picture], count + 1).stream()
                .filter(match -> match.picture() != picture)
                .limit(count)
                .toList();
    }

    private static float dot(float[] a, float[] b) {
        float sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    @Override
    public double pixelDifference(int picture, int other) {
        try {
            return Files.mismatch(file(picture), file(other)) < 0 ? 0 : 255;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public IndexedEncoder encoder() {
        return new IndexedEncoder("nowhere", "", "", 0, "backbone", SIDE, "", "", "");
    }

    @Override
    public String description() {
        return size + " stripes";
    }

    @Override
    public String picturesSha256() {
        return "of " + size + " stripes";
    }

    @Override
    public List<String> unreadable() {
        return List.of();
    }

    @Override
    public void close() {
        Arrays.fill(embeddings, new float[0]);
    }
}
